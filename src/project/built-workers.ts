import { createProjectEvaluator, loadModule } from './load-module.ts';
import { folderOf, joinPosix } from './posix-path.ts';
import type { Project, ServiceWorker } from './project.ts';
import { readPwaPlugin } from './pwa-plugin.ts';
import { scopeAt } from './scope.ts';
import { propertyOf, type StaticValue } from './static-value.ts';
import { descendants } from './syntax-tree.ts';

/** A service worker that a build step makes. */
export interface BuiltWorker {
  /** Its source in the repository; the URL path it is built to when there is none. */
  readonly path: string;
  readonly kind: ServiceWorker['kind'];
  /** URL path below the base. */
  readonly output: string;
  readonly scope?: string;
}

const configs =
  /^(?:next\.config|workbox-config|vite\.config|serwist\.config|astro\.config|nuxt\.config)\.[cm]?[jt]s$/;

/** Plugins by what a configuration file imports, with the kind of worker they make. */
const makers: readonly (readonly [specifier: RegExp, kind: ServiceWorker['kind']])[] = [
  [/^@serwist\//, 'serwist'],
  [/^(?:next-pwa|@ducanh2912\/next-pwa|@imbios\/next-pwa)$/, 'next-pwa'],
  [/^workbox-(?:build|webpack-plugin|cli)$/, 'workbox'],
  [/^(?:@vite-pwa\/(?:astro|nuxt|sveltekit))$/, 'vite-plugin-pwa'],
];

/** Workers that vite-plugin-pwa, Serwist, Workbox or next-pwa build, as their configuration's syntax tree shows it. */
export function findBuiltWorkers(project: Project): readonly BuiltWorker[] {
  const plugin = readPwaPlugin(project);
  const found: BuiltWorker[] = [];
  if (plugin !== undefined && !plugin.selfDestroying) {
    found.push({
      path: plugin.source ?? `/${plugin.output}`,
      kind: 'vite-plugin-pwa',
      output: plugin.output,
      ...(plugin.scope === undefined ? {} : { scope: plugin.scope }),
    });
  }
  for (const name of project.files.entries('.').filter((entry) => configs.test(entry))) {
    found.push(...inConfig(project, name));
  }
  return found;
}

function inConfig(project: Project, path: string): BuiltWorker[] {
  const module = loadModule(project, path);
  if (module === undefined) {
    return [];
  }
  const specifiers = [...descendants(module.program)].flatMap((node) => {
    if (node.type === 'ImportDeclaration') {
      return [node.source.value];
    }
    const [first] = node.type === 'CallExpression' ? node.arguments : [];
    const isRequire =
      node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require';
    const source = node.type === 'ImportExpression' ? node.source : isRequire ? first : undefined;
    return source?.type === 'Literal' && typeof source.value === 'string' ? [source.value] : [];
  });
  const maker = makers.find(([pattern]) => specifiers.some((specifier) => pattern.test(specifier)));
  const isWorkbox = path.startsWith('workbox-config');
  if (maker === undefined && !isWorkbox) {
    return [];
  }
  const kind = maker?.[1] ?? 'workbox';
  const evaluator = createProjectEvaluator(project);
  const texts = (name: string): string[] =>
    [...descendants(module.program)].flatMap((node) => {
      if (node.type !== 'ObjectExpression') {
        return [];
      }
      const value = textOf(propertyOf(evaluator.evaluate(node, scopeAt(module, node)), name));
      return value === undefined ? [] : [value];
    });
  const [swSrc] = texts('swSrc');
  const [swDest] = texts('swDest');
  const source = swSrc === undefined ? undefined : joinPosix(folderOf(path), swSrc);
  const output = (swDest ?? 'sw.js').replace(/^.*\//, '');
  return [{ path: source !== undefined && project.files.has(source) ? source : `/${output}`, kind, output }];
}

function textOf(value: StaticValue): string | undefined {
  return value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}
