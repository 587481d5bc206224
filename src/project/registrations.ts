import type { Node } from 'oxc-parser';
import type { Evaluator } from './evaluate.ts';
import { readHtml } from './html.ts';
import { absoluteRoot, createProjectEvaluator } from './load-module.ts';
import { isScript, type ParsedModule, parseModule, positionAt } from './parse.ts';
import { parseFile } from './parse-file.ts';
import type { Project } from './project.ts';
import { lookUp, type ModuleScope, readModuleScope, type Scope, scopeAt } from './scope.ts';
import { nothing, optionsOf, propertyOf, type StaticValue, unknown } from './static-value.ts';
import { descendants, keyName } from './syntax-tree.ts';

/** A place where a page registers a service worker. */
export interface Registration {
  readonly path: string;
  readonly line: number;
  /** What is registered: a URL as the browser gets it, a file beside the module, what a plugin builds, or not known. */
  readonly target:
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'plugin' }
    | { readonly kind: 'firebase' }
    | { readonly kind: 'unknown' };
  /** The `scope` option, when there is one that can be read. */
  readonly scope: string | undefined;
  /** The `type` option is `module`. */
  readonly isModule: boolean;
}

const words = [
  'serviceWorker',
  'virtual:pwa-register',
  'workbox-window',
  '@serwist/window',
  'virtual:serwist',
  'firebase/messaging',
];
const pages = /\.(?:html|vue|svelte|astro)$/;
const tests =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress|playwright|spec)\/|\.(?:test|spec|stories|cy)\.[cm]?[jt]sx?$/;

/**
 * Every registration in the project's own sources, in the order of their paths; tests and declarations are left out.
 * @param base what `import.meta.env.BASE_URL` is worth; `process.env.PUBLIC_URL` is the same without its last slash
 * @param isSource leaves out paths that hold no source: built output
 */
export function findRegistrations(
  project: Project,
  base: string,
  isSource: (path: string) => boolean,
): readonly Registration[] {
  const variables = new Map([
    ['import.meta.env.BASE_URL', base],
    ['process.env.BASE_URL', base],
    ['process.env.PUBLIC_URL', base.replace(/\/$/, '')],
  ]);
  const evaluator = createProjectEvaluator(project, variables);
  const found: Registration[] = [];
  for (const path of project.files.list()) {
    const isPage = pages.test(path);
    if ((!isPage && (!isScript(path) || path.includes('.d.'))) || tests.test(path) || !isSource(path)) {
      continue;
    }
    if (project.files.mentions(path, words)) {
      found.push(...(isPage ? inPage(project, path, evaluator) : inScript(project, path, evaluator)));
    }
  }
  return found;
}

function inScript(project: Project, path: string, evaluator: Evaluator): Registration[] {
  const module = parseFile(project, path);
  return module === undefined ? [] : inModule(project, module, module.text, 0, evaluator);
}

function inPage(project: Project, path: string, evaluator: Evaluator): Registration[] {
  const whole = project.files.text(path) ?? '';
  return (readHtml(project, path)?.scripts ?? [])
    .filter(
      (script) =>
        script.isScript && script.src === undefined && words.some((word) => script.text.includes(word)),
    )
    .flatMap(({ text, start, lang }) =>
      inModule(
        project,
        parseModule(path, text, lang === 'ts' || lang === 'tsx' ? lang : 'jsx'),
        whole,
        start,
        evaluator,
      ),
    );
}

/** @param whole the file around the script, which begins in it at `start` */
function inModule(
  project: Project,
  { path, program }: ParsedModule,
  whole: string,
  start: number,
  evaluator: Evaluator,
): Registration[] {
  const module = readModuleScope(path, program);
  const found: Registration[] = [];
  for (const node of descendants(module.program)) {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      for (const registration of readCall(project, node, module, evaluator)) {
        found.push({ path, line: positionAt(whole, start + node.start).line, ...registration });
      }
    }
  }
  return found;
}

type Call = Extract<Node, { type: 'CallExpression' | 'NewExpression' }>;

/** What one call registers: nothing, one worker, or one of several by a condition. */
function readCall(
  project: Project,
  node: Call,
  module: ModuleScope,
  evaluator: Evaluator,
): readonly Omit<Registration, 'path' | 'line'>[] {
  const { callee } = node;
  if (callee.type === 'MemberExpression') {
    const isRegister = keyName(callee.property, callee.computed) === 'register';
    return isRegister && isContainer(callee.object, scopeAt(module, node))
      ? withUrl(project, node, module, evaluator)
      : [];
  }
  const binding = callee.type === 'Identifier' ? module.scope.bindings.get(callee.name) : undefined;
  if (binding?.kind !== 'imported') {
    return [];
  }
  const { specifier, name } = binding;
  if (node.type === 'NewExpression') {
    return specifier === 'workbox-window' || specifier === '@serwist/window'
      ? withUrl(project, node, module, evaluator)
      : [];
  }
  if (specifier.startsWith('virtual:pwa-register') || specifier === 'virtual:serwist') {
    return [{ target: { kind: 'plugin' }, scope: undefined, isModule: false }];
  }
  if (specifier === 'firebase/messaging' && name === 'getToken') {
    // It registers /firebase-messaging-sw.js by itself, unless it is handed a registration.
    const options = node.arguments[1];
    const given =
      options === undefined
        ? nothing
        : propertyOf(evaluator.evaluate(options, scopeAt(module, node)), 'serviceWorkerRegistration');
    return given === nothing ? [{ target: { kind: 'firebase' }, scope: undefined, isModule: false }] : [];
  }
  return [];
}

function withUrl(
  project: Project,
  node: Call,
  module: ModuleScope,
  evaluator: Evaluator,
): Omit<Registration, 'path' | 'line'>[] {
  const place = scopeAt(module, node);
  const [url, options] = node.arguments as readonly Node[];
  const targets = optionsOf(url === undefined ? unknown : evaluator.evaluate(url, place)).map((value) =>
    targetOf(project, value),
  );
  const known = targets.filter(({ kind }) => kind !== 'unknown');
  const told = options === undefined ? nothing : evaluator.evaluate(options, place);
  const given = propertyOf(told, 'scope');
  const type = propertyOf(told, 'type');
  const isModule = type.kind === 'literal' && type.value === 'module';
  const scope = given.kind === 'literal' && typeof given.value === 'string' ? given.value : undefined;
  return (known.length > 0 ? known : targets.slice(0, 1)).map((target) => ({ target, scope, isModule }));
}

/** Whether an expression is `navigator.serviceWorker`, under whatever name. */
function isContainer(node: Node, scope: Scope): boolean {
  switch (node.type) {
    case 'MemberExpression':
      return keyName(node.property, node.computed) === 'serviceWorker';
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'ChainExpression':
      return isContainer(node.expression, scope);
    case 'Identifier': {
      const found = lookUp(node.name, scope);
      if (found?.binding.kind === 'property') {
        return found.binding.path.at(-1) === 'serviceWorker';
      }
      return found?.binding.kind === 'value' && found.binding.init !== node
        ? found.binding.init.type !== 'Identifier' && isContainer(found.binding.init, found.scope)
        : false;
    }
    default:
      return false;
  }
}

function targetOf(project: Project, value: StaticValue): Registration['target'] {
  if (value.kind === 'literal' && typeof value.value === 'string') {
    return { kind: 'url', url: value.value };
  }
  // The query names no other file.
  if (value.kind === 'beginning' && /[?#]/.test(value.text)) {
    return { kind: 'url', url: value.text };
  }
  if (value.kind === 'url') {
    const root = `${absoluteRoot(project)}/`;
    // `new URL('/sw.js', import.meta.url)` is the site's root, not the disk's.
    return value.path.startsWith(root)
      ? { kind: 'file', path: value.path.slice(root.length) }
      : { kind: 'url', url: value.path };
  }
  return { kind: 'unknown' };
}
