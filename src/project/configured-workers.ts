import type { BuiltWorker } from './built-workers.ts';
import { createProjectEvaluator, loadModule } from './load-module.ts';
import { folderOf, joinPosix } from './posix-path.ts';
import type { Project, ServiceWorker } from './project.ts';
import { type ModuleScope, scopeAt } from './scope.ts';
import { nothing, propertyOf, type StaticValue } from './static-value.ts';
import { descendants } from './syntax-tree.ts';

const configs =
  /^(?:next\.config|workbox-config|vite\.config|serwist\.config|astro\.config|nuxt\.config|craco\.config|config-overrides|webpack\.config)\.[cm]?[jt]s$/;

/** Plugins by what a configuration file imports, with the kind of worker they make. */
const makers: readonly (readonly [specifier: RegExp, kind: ServiceWorker['kind']])[] = [
  [/^@serwist\/(?!turbopack)/, 'serwist'],
  [/^(?:next-pwa|@ducanh2912\/next-pwa|@imbios\/next-pwa)$/, 'next-pwa'],
  [/^workbox-(?:build|webpack-plugin|cli)$/, 'workbox'],
  [/^(?:@vite-pwa\/(?:astro|nuxt|sveltekit))$/, 'vite-plugin-pwa'],
];

/** Workers that plugins in a configuration file make, as its syntax tree shows it, and those of Serwist's route handler. */
export function findConfiguredWorkers(project: Project, base: string): readonly BuiltWorker[] {
  const inRoot = project.files.entries('.').filter((entry) => configs.test(entry));
  return [...inRoot.flatMap((name) => inConfig(project, name)), ...serwistRoutes(project, base)];
}

function inConfig(project: Project, path: string): BuiltWorker[] {
  const module = loadModule(project, path);
  if (module === undefined) {
    return [];
  }
  const specifiers = [
    ...specifiersOf(module),
    ...(path.startsWith('nuxt.config') ? nuxtModules(project, module) : []),
  ];
  const maker = makers.find(([pattern]) => specifiers.some((specifier) => pattern.test(specifier)));
  if (maker === undefined && !path.startsWith('workbox-config')) {
    return [];
  }
  const [pattern, kind] = maker ?? [/^workbox/, 'workbox' as const];
  const values = (name: string) => valuesOf(project, module, name);
  const text = (name: string) => values(name).map(textOf).find(Boolean);
  const swSrc = text('swSrc');
  const isNextPwa = kind === 'next-pwa';
  const isVitePwa = kind === 'vite-plugin-pwa';
  const source =
    swSrc !== undefined
      ? joinPosix(folderOf(path), swSrc)
      : isVitePwa && text('strategies') === 'injectManifest'
        ? injectedSource(project, text('srcDir') ?? 'public', text('filename') ?? 'sw.js')
        : undefined;
  const written =
    text('swDest') ?? (isNextPwa ? text('sw') : isVitePwa ? text('filename') : undefined) ?? 'sw.js';
  const output = written.replace(/^.*\//, '').replace(/\.[cm]?ts$/, '.js');
  const scripts = isVitePwa ? values('importScripts').flatMap(textsOf) : [];
  const isOff = values('register').some((value) => value.kind === 'literal' && value.value === false);
  const custom = text('customWorkerSrc') ?? text('customWorkerDir') ?? 'worker';
  return [
    {
      path: source !== undefined && project.files.has(source) ? source : `/${output}`,
      kind,
      output,
      config: path,
      maker: specifiers.find((specifier) => pattern.test(specifier)) ?? 'workbox',
      ...(scripts.length > 0 ? { scripts } : {}),
      ...(kind === 'serwist' && text('type') === 'module' ? { isModule: true } : {}),
      registersItself: (isNextPwa || specifiers.includes('@serwist/next')) && !isOff,
      ...(isNextPwa && swSrc === undefined ? { customSource: customSource(project, custom) } : {}),
    },
  ];
}

/** Modules that Nuxt is told to load by their names, with options or without: https://nuxt.com/docs/api/nuxt-config#modules */
function nuxtModules(project: Project, module: ModuleScope): string[] {
  return valuesOf(project, module, 'modules').flatMap((value) =>
    value.kind !== 'array'
      ? []
      : value.items.flatMap((item) => textOf(item.kind === 'array' ? (item.items[0] ?? item) : item) ?? []),
  );
}

/** The source of `injectManifest`: from Vite's root, which Nuxt 4 has in `app`. */
function injectedSource(project: Project, folder: string, name: string): string | undefined {
  return ['.', 'app', 'src']
    .map((root) => joinPosix(root, folder, name))
    .find((path) => project.files.has(path));
}

/** next-pwa builds `worker/index`, in the root or in `src`, into a script that its worker loads. */
function customSource(project: Project, folder: string): string {
  const places = [folder, `src/${folder}`].flatMap((place) =>
    ['ts', 'js'].map((extension) => joinPosix(place, `index.${extension}`)),
  );
  return places.find((place) => project.files.has(place)) ?? joinPosix(folder, 'index.js');
}

/** `@serwist/turbopack` serves the worker from a route handler: `app/serwist/[path]/route.ts` answers /serwist/sw.js. */
function serwistRoutes(project: Project, base: string): BuiltWorker[] {
  const routes = project.files
    .list()
    .filter((path) => /(?:^|\/)app\/(?:.*\/)?\[\w+\]\/route\.[jt]s$/.test(path))
    .filter((path) => project.files.mentions(path, ['createSerwistRoute']));
  return routes.flatMap((path) => {
    const module = loadModule(project, path);
    const swSrc = module && valuesOf(project, module, 'swSrc').map(textOf).find(Boolean);
    const prefix = path.replace(/^(?:src\/)?app\//, '').replace(/\[\w+\]\/route\.[jt]s$/, '');
    // Groups are no part of the URL.
    const output = `${prefix.replace(/\([^)]*\)\//g, '')}sw.js`;
    return [
      {
        path: swSrc !== undefined && project.files.has(joinPosix(swSrc)) ? joinPosix(swSrc) : `/${output}`,
        kind: 'serwist' as const,
        output,
        scope: base,
        config: path,
        // Its SerwistProvider does so unless told otherwise; an import is right in both kinds.
        isModule: true,
        maker: '@serwist/turbopack',
        registersItself: false,
      },
    ];
  });
}

/** What the module imports, requires, and imports when it runs. */
function specifiersOf(module: ModuleScope): string[] {
  return [...descendants(module.program)].flatMap((node) => {
    if (node.type === 'ImportDeclaration') {
      return [node.source.value];
    }
    const [first] = node.type === 'CallExpression' ? node.arguments : [];
    const isRequire =
      node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require';
    const source = node.type === 'ImportExpression' ? node.source : isRequire ? first : undefined;
    return source?.type === 'Literal' && typeof source.value === 'string' ? [source.value] : [];
  });
}

/** What every object literal of the module that has the property gives it. */
function valuesOf(project: Project, module: ModuleScope, name: string): StaticValue[] {
  const evaluator = createProjectEvaluator(project);
  return [...descendants(module.program)].flatMap((node) => {
    if (node.type !== 'ObjectExpression') {
      return [];
    }
    const value = propertyOf(evaluator.evaluate(node, scopeAt(module, node)), name);
    return value === nothing ? [] : [value];
  });
}

function textsOf(value: StaticValue): string[] {
  return value.kind === 'array' ? value.items.flatMap((item) => textOf(item) ?? []) : [];
}

function textOf(value: StaticValue): string | undefined {
  return value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}
