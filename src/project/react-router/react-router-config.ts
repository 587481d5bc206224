import { readConfigValue } from '../config-value.ts';
import { createProjectEvaluator, loadModule } from '../load-module.ts';
import { pluginsIn } from '../plugins-in.ts';
import { joinPosix } from '../posix-path.ts';
import type { Project } from '../project.ts';
import { scopeAt } from '../scope.ts';
import { propertyOf, type StaticValue } from '../static-value.ts';
import { descendants } from '../syntax-tree.ts';
import { readViteConfig } from '../vite/vite-config.ts';

/** What react-router.config says, as far as its syntax tree shows it. https://reactrouter.com/api/framework-conventions/react-router.config.ts */
export interface ReactRouterConfig {
  /** Undefined when there is none: everything has a default. */
  readonly path: string | undefined;
  /** Relative to the project's root: `app`. */
  readonly appDirectory: string;
  /** As written, `/` by default. */
  readonly basename: string;
  /** Whether a server renders. */
  readonly ssr: boolean;
  /** Whether pages are rendered by the build. */
  readonly prerender: boolean;
  readonly buildDirectory: string;
  /** Import specifiers of the functions called in `presets`. */
  readonly presets: readonly string[];
  /** `<appDirectory>/root.tsx` and `routes.ts`; undefined when they are not there. */
  readonly root: string | undefined;
  readonly routes: string | undefined;
  /** How routes.ts comes to its routes: `array` when they are written out, `files` when the names of files in a folder say. */
  readonly routing: RouteSource;
  /** Fields that are set and cannot be known statically. */
  readonly unknown: readonly string[];
}

export type RouteSource =
  /** `takesFiles`: somewhere below, files of a folder become routes as well, under a path that is not looked into. */
  | { readonly kind: 'array'; readonly takesFiles: boolean }
  /** The folder of the route modules, relative to the project's root. */
  | { readonly kind: 'files'; readonly folder: string }
  | { readonly kind: 'unknown' };

const configExtensions = ['js', 'jsx', 'ts', 'tsx', 'mjs', 'mts'];
const moduleExtensions = ['ts', 'tsx', 'js', 'jsx', 'mts', 'mjs'];

const configs = new WeakMap<Project, ReactRouterConfig>();

/** The configuration of a React Router app in framework mode, read once. */
export function readReactRouterConfig(project: Project): ReactRouterConfig {
  const config = configs.get(project) ?? read(project);
  configs.set(project, config);
  return config;
}

function read(project: Project): ReactRouterConfig {
  const { root: viteRoot } = readViteConfig(project);
  const path = configExtensions
    .map((extension) => joinPosix(viteRoot, `react-router.config.${extension}`))
    .find((each) => project.files.has(each));
  const value = readConfigValue(project, path);
  const unsure: string[] = [];
  const field = <Type extends string | boolean>(
    name: string,
    type: 'string' | 'boolean',
    byDefault: Type,
  ): Type => {
    const given = propertyOf(value, name);
    if (given.kind === 'literal' && given.value === undefined) return byDefault;
    if (given.kind === 'literal' && typeof given.value === type) return given.value as Type;
    unsure.push(name);
    return byDefault;
  };
  const appDirectory = joinPosix(viteRoot, field<string>('appDirectory', 'string', 'app'));
  const module = (name: string) =>
    moduleExtensions
      .map((extension) => joinPosix(appDirectory, `${name}.${extension}`))
      .find((each) => project.files.has(each));
  const prerender = propertyOf(value, 'prerender');
  const presets = pluginsIn(propertyOf(value, 'presets'));
  const routes = module('routes');
  return {
    path,
    appDirectory,
    basename: field<string>('basename', 'string', '/'),
    ssr: field<boolean>('ssr', 'boolean', true),
    prerender: !(prerender.kind === 'literal' && !prerender.value) && prerender.kind !== 'unknown',
    buildDirectory: joinPosix(viteRoot, field<string>('buildDirectory', 'string', 'build')),
    presets: presets.flatMap((preset) => (preset.kind === 'unknown' ? [] : [preset.specifier])),
    root: module('root'),
    routes,
    routing: routes === undefined ? { kind: 'unknown' } : readRouting(project, routes, appDirectory),
    unknown: unsure,
  };
}

/** Packages that name routes after files: dots for slashes, and `$` for the rest of a path. */
const conventions = ['@react-router/fs-routes', 'react-router-auto-routes', 'remix-flat-routes'];
const adapter = '@react-router/remix-routes-option-adapter';

function readRouting(project: Project, routes: string, appDirectory: string): RouteSource {
  const module = loadModule(project, routes);
  if (module === undefined) return { kind: 'unknown' };
  const evaluator = createProjectEvaluator(project);
  /** The folder of the files that a value takes its routes from. */
  const folderOf = (value: StaticValue): string | undefined => {
    if (value.kind !== 'call') return undefined;
    const text = project.files.text(routes) ?? '';
    const isAdapted = value.specifier === adapter && text.includes('remix-flat-routes');
    if (!conventions.includes(value.specifier) && !isAdapted) return undefined;
    const [options] = value.args;
    const given = options === undefined || isAdapted ? undefined : evaluator.evaluate(options, value.scope);
    const named = given === undefined ? undefined : propertyOf(given, 'rootDirectory');
    const name = named?.kind === 'literal' && typeof named.value === 'string' ? named.value : 'routes';
    const folder = joinPosix(appDirectory, name);
    return project.files.hasDirectory(folder) ? folder : undefined;
  };
  const value = evaluator.exported(module, 'default');
  if (value.kind !== 'array') {
    const folder = folderOf(value);
    return folder === undefined ? { kind: 'unknown' } : { kind: 'files', folder };
  }
  // Spread into the array itself: arguments of layout() and prefix() have a path of their own.
  const spread = descendants(module.program, ({ type }) => type !== 'CallExpression')
    .filter((node) => node.type === 'SpreadElement')
    .map((node) => folderOf(evaluator.evaluate(node.argument, scopeAt(module, node))))
    .find((folder) => folder !== undefined);
  if (spread !== undefined) return { kind: 'files', folder: spread };
  const text = project.files.text(routes) ?? '';
  return { kind: 'array', takesFiles: conventions.some((name) => text.includes(name)) };
}
