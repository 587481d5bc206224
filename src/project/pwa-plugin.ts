import { readConfigValue } from './config-value.ts';
import { createProjectEvaluator } from './load-module.ts';
import { pluginsIn } from './plugins-in.ts';
import { joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';
import { optionsOf, propertyOf, type StaticValue, unknown } from './static-value.ts';
import { pluginCalls, readViteConfig } from './vite/vite-config.ts';

/** What vite-plugin-pwa is told to do. See https://vite-pwa-org.netlify.app/guide/. */
export interface PwaPlugin {
  /** The configuration file that calls it. */
  readonly config: string;
  /** `generateSW` writes the worker by itself, `injectManifest` builds it from a source of the project's. */
  readonly strategy: 'generateSW' | 'injectManifest' | undefined;
  /** Source of the worker, relative to the project's root; undefined with `generateSW`, or when it is not there. */
  readonly source: string | undefined;
  /** File name of the built worker inside the output folder: `sw.js`. */
  readonly output: string;
  /** As configured; undefined means the app's base. */
  readonly scope: string | undefined;
  /** File name of the manifest it writes; undefined when it writes none. */
  readonly manifest: string | undefined;
  /** `workbox.importScripts`, where another worker's code can be joined. */
  readonly importScripts: readonly string[];
  /** The plugin unregisters workers instead. */
  readonly selfDestroying: boolean;
  /** The built pages register the worker without any code of the project's: `injectRegister`. */
  readonly registersItself: boolean;
  /** A worker in development too: `devOptions.enabled`. */
  readonly inDevelopment: boolean;
  /** The development server runs the worker as a module: `devOptions.type`, unless it certainly has none. */
  readonly isModuleInDevelopment: boolean;
  /** Options that are set and cannot be known statically. */
  readonly unknown: readonly string[];
}

const plugins = new WeakMap<Project, { readonly plugin: PwaPlugin | undefined }>();

/** vite-plugin-pwa's options, from the Vite config or Astro's; undefined when neither calls it. */
export function readPwaPlugin(project: Project): PwaPlugin | undefined {
  const known = plugins.get(project) ?? { plugin: read(project) };
  plugins.set(project, known);
  return known.plugin;
}

function read(project: Project): PwaPlugin | undefined {
  const place = findCall(project);
  if (place === undefined) {
    return undefined;
  }
  const { call, config, root } = place;
  const [given] = call.args;
  const evaluator = createProjectEvaluator(project);
  const options: StaticValue =
    given === undefined
      ? { kind: 'object', properties: new Map(), complete: true }
      : evaluator.evaluate(given, call.scope);
  const unsure: string[] = [];
  const text = (name: string): string | undefined => {
    const value = propertyOf(options, name);
    if (value.kind === 'literal') {
      return typeof value.value === 'string' ? value.value : undefined;
    }
    if (value.kind === 'url') {
      return value.path;
    }
    unsure.push(name);
    return undefined;
  };
  const named = text('strategies');
  const strategy = named === 'injectManifest' ? named : unsure.length > 0 ? undefined : 'generateSW';
  const filename = text('filename') ?? 'sw.js';
  const srcDir = text('srcDir') ?? 'public';
  const manifest = propertyOf(options, 'manifest');
  const source = joinPosix(root, srcDir, filename);
  const development = propertyOf(options, 'devOptions');
  const enabled = propertyOf(development, 'enabled');
  return {
    config,
    strategy,
    source: strategy !== 'generateSW' && project.files.has(source) ? source : undefined,
    output: filename.replace(/^.*\//, '').replace(/\.[cm]?ts$/, '.js'),
    scope: text('scope'),
    manifest:
      manifest.kind === 'literal' && manifest.value === false
        ? undefined
        : (text('manifestFilename') ?? 'manifest.webmanifest'),
    importScripts: textsOf(propertyOf(propertyOf(options, 'workbox'), 'importScripts')),
    selfDestroying: isOn(propertyOf(options, 'selfDestroying')),
    registersItself: registersItself(propertyOf(options, 'injectRegister')),
    inDevelopment: isOn(enabled),
    isModuleInDevelopment:
      optionsOf(propertyOf(development, 'type')).some(
        (type) => type.kind === 'literal' && type.value === 'module',
      ) && optionsOf(enabled).some((option) => option.kind !== 'literal' || option.value === true),
    unknown: unsure,
  };
}

type Call = Extract<StaticValue, { kind: 'call' }>;

/** The plugin's call, the file it stands in, and the folder that its paths are relative to. */
function findCall(project: Project): { call: Call; config: string; root: string } | undefined {
  const { path, root } = readViteConfig(project);
  const inVite = pluginCalls(project).find(({ specifier }) => specifier === 'vite-plugin-pwa');
  if (inVite !== undefined && path !== undefined) {
    return { call: inVite, config: path, root };
  }
  const astro = project.files.entries('.').find((name) => /^astro\.config\.[cm]?[jt]s$/.test(name));
  if (astro === undefined) {
    return undefined;
  }
  const value = readConfigValue(project, astro);
  const found = [propertyOf(value, 'integrations'), propertyOf(propertyOf(value, 'vite'), 'plugins')]
    .flatMap(pluginsIn)
    .filter((plugin) => plugin.kind === 'call')
    .find(({ specifier }) => specifier === '@vite-pwa/astro' || specifier === 'vite-plugin-pwa');
  return found === undefined ? undefined : { call: found, config: astro, root: '.' };
}

function textsOf(value: StaticValue): string[] {
  return value.kind === 'array'
    ? value.items.flatMap((item) =>
        item.kind === 'literal' && typeof item.value === 'string' ? [item.value] : [],
      )
    : [];
}

/** `auto` unless said otherwise; null and false switch it off. */
function registersItself(value: StaticValue): boolean {
  return value.kind === 'literal' && value.value !== null && value.value !== false;
}

function isOn(value: StaticValue): boolean {
  return (
    value !== unknown &&
    optionsOf(value).every((option) => option.kind === 'literal' && option.value === true)
  );
}
