import { posix } from 'node:path';
import { readConfigValue } from '../config-value.ts';
import { absoluteRoot } from '../load-module.ts';
import { pluginsIn } from '../plugins-in.ts';
import { joinPosix } from '../posix-path.ts';
import type { Project } from '../project.ts';
import { nothing, optionsOf, propertyOf, type StaticValue } from '../static-value.ts';

/** What an Astro config says, as far as its syntax tree shows it. Folders are relative to the project's root. */
export interface AstroConfig {
  /** The config file; undefined when there is none. */
  readonly path: string | undefined;
  readonly root: string;
  readonly srcDir: string;
  readonly publicDir: string;
  readonly outDir: string;
  /** As written, `/` by default. */
  readonly base: string;
  readonly trailingSlash: string;
  readonly output: string;
  /** Import specifier of the adapter: `@astrojs/node`. Undefined when none is set, or when it is in `unknown`. */
  readonly adapter: string | undefined;
  /** Import specifiers of the integrations, those in conditions included. */
  readonly integrations: readonly string[];
  /** `vite.envPrefix`. */
  readonly envPrefix: readonly string[];
  /** `vite.envDir`; false when switched off. */
  readonly envDir: string | false;
  /** Keys of `vite.server.proxy`. */
  readonly proxy: readonly string[];
  /** `server.allowedHosts`, Astro's own or Vite's, is set, or may be. */
  readonly letsHostsIn: boolean;
  /** `env.schema` is there: a variable that it requires makes builds without it fail. */
  readonly hasEnvSchema: boolean;
  /** Fields that are set and cannot be known statically. */
  readonly unknown: readonly string[];
}

/** In the order in which Astro looks for them: https://docs.astro.build/en/guides/configuring-astro/. */
const configNames = ['mjs', 'js', 'ts', 'mts', 'cjs', 'cts'].map((extension) => `astro.config.${extension}`);

const configs = new WeakMap<Project, AstroConfig>();

/** The Astro config, read once. */
export function readAstroConfig(project: Project): AstroConfig {
  const config = configs.get(project) ?? read(project);
  configs.set(project, config);
  return config;
}

function read(project: Project): AstroConfig {
  const path = findConfig(project);
  const config = readConfigValue(project, path);
  const unsure = new Set<string>();
  const vite = propertyOf(config, 'vite');
  const text = (field: string, byDefault: string, from: StaticValue = config): string => {
    const value = propertyOf(from, field);
    if (value.kind === 'literal') return typeof value.value === 'string' ? value.value : byDefault;
    unsure.add(field);
    return byDefault;
  };
  const folder = (field: string, from: string, byDefault: string, value = propertyOf(config, field)) => {
    const found = pathOf(project, value, from, byDefault);
    if (found === undefined) unsure.add(field);
    return found ?? joinPosix(from, byDefault);
  };
  const root = folder('root', '.', '.');
  const found = pluginsIn(propertyOf(config, 'integrations'));
  if (found.some(({ kind }) => kind === 'unknown')) unsure.add('integrations');
  const adapter = adapterIn(propertyOf(config, 'adapter'));
  if (adapter === false) unsure.add('adapter');
  const envDir = propertyOf(vite, 'envDir');
  const proxy = propertyOf(propertyOf(vite, 'server'), 'proxy');
  const schema = propertyOf(propertyOf(config, 'env'), 'schema');
  return {
    path,
    root,
    srcDir: folder('srcDir', root, 'src'),
    publicDir: folder('publicDir', root, 'public'),
    outDir: folder('outDir', root, 'dist'),
    base: text('base', '/'),
    trailingSlash: text('trailingSlash', 'ignore'),
    output: text('output', 'static'),
    adapter: adapter === false ? undefined : adapter,
    integrations: [...new Set(found.flatMap((each) => (each.kind === 'unknown' ? [] : [each.specifier])))],
    envPrefix: readPrefixes(propertyOf(vite, 'envPrefix'), unsure),
    envDir: envDir.kind === 'literal' && envDir.value === false ? false : folder('envDir', root, '.', envDir),
    proxy: proxy.kind === 'object' ? [...proxy.properties.keys()] : [],
    letsHostsIn: [config, vite].some(
      (options) => propertyOf(propertyOf(options, 'server'), 'allowedHosts') !== nothing,
    ),
    hasEnvSchema: schema.kind !== 'literal' && schema.kind !== 'unknown',
    unknown: [...unsure],
  };
}

function findConfig(project: Project): string | undefined {
  const scripts = Object.values(project.manifest?.scripts ?? {});
  const named = scripts
    .map((script) => /\bastro\b[^&|;]*\s--config[ =]["']?([^\s"']+)/.exec(script)?.[1])
    .find((path) => path !== undefined && project.files.has(joinPosix(path)));
  return named === undefined ? configNames.find((name) => project.files.has(name)) : joinPosix(named);
}

/** The one package that makes the adapter; undefined for none, false when that cannot be told. */
function adapterIn(value: StaticValue): string | undefined | false {
  const specifiers = optionsOf(value).map((option) => {
    if (option.kind === 'call' || option.kind === 'imported') return option.specifier;
    return option.kind === 'literal' && (option.value ?? false) === false ? undefined : false;
  });
  const [first] = specifiers;
  return specifiers.every((each) => each === first) ? first : false;
}

/** A folder as Astro takes it: a path or a file URL. Undefined when it cannot be known, or lies elsewhere. */
function pathOf(project: Project, value: StaticValue, from: string, byDefault: string): string | undefined {
  const given =
    value.kind === 'literal' ? (value.value ?? byDefault) : value.kind === 'url' ? value.path : undefined;
  if (typeof given !== 'string') return undefined;
  const path = given.startsWith('/') ? posix.relative(absoluteRoot(project), given) : joinPosix(from, given);
  return path.startsWith('..') ? undefined : path.replace(/\/+$/, '') || '.';
}

/** https://docs.astro.build/en/guides/environment-variables/: `PUBLIC_` unless Vite's options say otherwise. */
function readPrefixes(value: StaticValue, unsure: Set<string>): readonly string[] {
  const items = value.kind === 'array' ? value.items : [value];
  const texts = items.flatMap((item) =>
    item.kind === 'literal' && typeof item.value === 'string' ? [item.value] : [],
  );
  const isCertain = value === nothing || value.kind === 'literal' || texts.length === items.length;
  if (!isCertain) unsure.add('envPrefix');
  return texts.length > 0 ? texts : ['PUBLIC_'];
}
