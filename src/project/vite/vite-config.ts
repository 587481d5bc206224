import { posix } from 'node:path';
import { readConfigValue } from '../config-value.ts';
import { absoluteRoot, createProjectEvaluator } from '../load-module.ts';
import { pluginsIn } from '../plugins-in.ts';
import { joinPosix } from '../posix-path.ts';
import type { Project, ViteConfig } from '../project.ts';
import { nothing, optionsOf, propertyOf, type StaticValue } from '../static-value.ts';
import { baseInBuild, builtInto, findViteCommand } from './vite-command.ts';

/** In the order in which Vite looks for them: https://vite.dev/config/. */
const configNames = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map((extension) => `vite.config.${extension}`);

const configs = new WeakMap<Project, ViteConfig>();
const values = new WeakMap<Project, StaticValue>();

/** What the Vite config says as far as its syntax tree shows it, read once. What is there and not certain is in `unknown`. */
export function readViteConfig(project: Project): ViteConfig {
  const config = configs.get(project) ?? read(project);
  configs.set(project, config);
  return config;
}

/** Every plugin call in the config that comes from a package, those in conditions included. */
export function pluginCalls(project: Project): readonly Extract<StaticValue, { kind: 'call' }>[] {
  return pluginsIn(propertyOf(configValue(project), 'plugins')).filter((plugin) => plugin.kind === 'call');
}

/** A text option of a plugin's first argument; undefined when the plugin is not called or the option cannot be known. */
export function readPluginOption(project: Project, specifier: string, name: string): string | undefined {
  const call = pluginCalls(project).find((plugin) => plugin.specifier === specifier);
  const given = call?.args[0];
  if (call === undefined || given === undefined) {
    return undefined;
  }
  const value = propertyOf(createProjectEvaluator(project).evaluate(given, call.scope), name);
  return value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}

function read(project: Project): ViteConfig {
  const path = findConfig(project);
  const config = configValue(project);
  const command = findViteCommand(project.manifest);
  const unsure = new Set<string>();
  const note = (field: string, value: StaticValue) => {
    if (!isCertain(value)) {
      unsure.add(field);
    }
    return value;
  };
  const field = (name: string) => note(name, propertyOf(config, name));

  const givenRoot = field('root');
  const root =
    command.root !== undefined
      ? joinPosix(command.root)
      : folder(project, givenRoot, '.', '.', 'root', unsure);
  const build = propertyOf(config, 'build');
  const server = propertyOf(config, 'server');
  const plugins = propertyOf(config, 'plugins');
  const found = pluginsIn(plugins);
  if (found.some((plugin) => plugin.kind === 'unknown')) {
    unsure.add('plugins');
  }
  const publicDir = field('publicDir');
  const envDir = field('envDir');
  const host = note('server.host', propertyOf(server, 'host'));
  const proxy = note('server.proxy', propertyOf(server, 'proxy'));
  const https = note('server.https', propertyOf(server, 'https'));
  const outDir = note('outDir', propertyOf(build, 'outDir'));
  const lib = propertyOf(build, 'lib');
  return {
    path,
    root,
    base: readBase(project, field('base'), unsure),
    publicDir:
      isOff(publicDir) || isEmpty(publicDir)
        ? false
        : folder(project, publicDir, root, 'public', 'publicDir', unsure),
    envPrefix: readPrefixes(field('envPrefix'), unsure),
    envDir: isOff(envDir) ? false : folder(project, envDir, root, '.', 'envDir', unsure),
    outDir: folder(project, outDir, root, 'dist', 'outDir', unsure),
    plugins: [...new Set(found.flatMap((plugin) => (plugin.kind === 'unknown' ? [] : [plugin.specifier])))],
    server: {
      ...(host.kind === 'literal' && (typeof host.value === 'string' || typeof host.value === 'boolean')
        ? { host: host.value }
        : {}),
      https: https.kind === 'literal' ? Boolean(https.value) : https.kind === 'object',
      proxy: proxy.kind === 'object' ? [...proxy.properties.keys()] : [],
      letsHostsIn: propertyOf(server, 'allowedHosts') !== nothing,
    },
    // What comes from elsewhere may have any field.
    lib: optionsOf(lib).every(({ kind }) => kind === 'object'),
    unknown: [...unsure],
  };
}

/** The config object. */
function configValue(project: Project): StaticValue {
  const value = values.get(project) ?? readConfigValue(project, findConfig(project));
  values.set(project, value);
  return value;
}

function findConfig(project: Project): string | undefined {
  const command = findViteCommand(project.manifest);
  if (command.config !== undefined) {
    const path = joinPosix(command.config);
    return project.files.has(path) ? path : undefined;
  }
  const folder = command.root ?? '.';
  return configNames.map((name) => joinPosix(folder, name)).find((path) => project.files.has(path));
}

/** Whether nothing of a value is open: fields of an object count, elements of an array too. */
function isCertain(value: StaticValue): boolean {
  if (value.kind === 'array') {
    return value.complete && value.items.every(isCertain);
  }
  return value.kind === 'object' ? value.complete : value.kind === 'literal' || value.kind === 'url';
}

function isOff(value: StaticValue): boolean {
  return value.kind === 'literal' && value.value === false;
}

function isEmpty(value: StaticValue): boolean {
  return value.kind === 'literal' && value.value === '';
}

/** A folder relative to the project's root; Vite resolves it against its own root. */
function folder(
  project: Project,
  value: StaticValue,
  viteRoot: string,
  byDefault: string,
  field: string,
  unsure: Set<string>,
): string {
  const path =
    value.kind === 'literal' ? (value.value ?? byDefault) : value.kind === 'url' ? value.path : undefined;
  if (typeof path !== 'string') {
    unsure.add(field);
    return joinPosix(viteRoot, byDefault);
  }
  if (!path.startsWith('/')) {
    return joinPosix(viteRoot, path);
  }
  const relative = posix.relative(absoluteRoot(project), path) || '.';
  if (relative === '..' || relative.startsWith('../')) {
    if (!project.files.hasDirectory(relative)) {
      unsure.add(field);
    }
  }
  return relative;
}

/** As written in the config, else as the build script has it; `base` is unsure where the two differ. */
function readBase(project: Project, configured: StaticValue, unsure: Set<string>): string {
  const given =
    configured.kind === 'literal' && typeof configured.value === 'string' ? configured.value : undefined;
  const built = baseInBuild(project.manifest);
  if (built === false || (given !== undefined && built !== undefined && built !== given)) {
    unsure.add('base');
  }
  return given ?? (built || '/');
}

/** Where builds go: as configured, and as the scripts that build say on their command line. */
export function readOutDirs(project: Project): readonly string[] {
  const { root, outDir } = readViteConfig(project);
  const given = builtInto(project.manifest).map((path) => joinPosix(root, path));
  return [...new Set([...given, outDir])];
}

/**
 * The HTML pages that the build is told to make, as far as the config shows them: `build.rollupOptions.input`, or
 * `rolldownOptions` since Vite 8. Empty when nothing is said, which is index.html alone.
 */
export function readHtmlInputs(project: Project): readonly string[] {
  const { root } = readViteConfig(project);
  const build = propertyOf(configValue(project), 'build');
  const inputs = ['rollupOptions', 'rolldownOptions'].flatMap((name) =>
    textsIn(propertyOf(propertyOf(build, name), 'input')),
  );
  const pages = inputs
    .filter((path) => path.endsWith('.html'))
    .flatMap((path) => [joinPosix(root, path), posix.relative(absoluteRoot(project), path)])
    .filter((path) => project.files.has(path));
  return [...new Set(pages)];
}

/** Every text of a value: alone, in an array, or under the names of an object. */
function textsIn(value: StaticValue): string[] {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? [value.value] : [];
    case 'url':
      return [value.path];
    case 'array':
      return value.items.flatMap(textsIn);
    case 'object':
      return [...value.properties.values()].flatMap(textsIn);
    case 'either':
      return value.options.flatMap(textsIn);
    default:
      return [];
  }
}

function readPrefixes(value: StaticValue, unsure: Set<string>): readonly string[] {
  const items = value.kind === 'array' ? value.items : [value];
  const texts = items.flatMap((item) =>
    item.kind === 'literal' && typeof item.value === 'string' ? [item.value] : [],
  );
  if (value !== nothing && texts.length === 0 && value.kind !== 'literal') {
    unsure.add('envPrefix');
  }
  return texts.length > 0 ? texts : ['VITE_'];
}
