import { posix } from 'node:path';
import type { Node } from 'oxc-parser';
import type { Evaluator } from './evaluate.ts';
import { lookUp, type Scope } from './scope.ts';
import { literal, merge, type StaticValue, spread, unknown } from './static-value.ts';
import { keyName } from './syntax-tree.ts';

const pathModules = new Set(['path', 'node:path', 'path/posix', 'node:path/posix', 'pathe', 'upath']);
/** Where `defineConfig` gives back what it gets; another package's may read something else out of it. */
const viteModules = new Set(['vite', 'vitest/config', 'rolldown-vite', 'vite-plus', 'astro/config']);
const urlModules = new Set(['url', 'node:url']);

/** The value of a call or of `new X()`, for functions whose result needs no run: paths, URLs, `defineConfig`, `mergeConfig`. */
export function callKnown(
  node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>,
  scope: Scope,
  evaluator: Evaluator,
): StaticValue {
  const args = node.arguments as readonly Node[];
  const argument = (index: number): StaticValue => {
    const given = args[index];
    return given === undefined ? literal(undefined) : evaluator.evaluate(given, scope);
  };
  const { callee } = node;
  if (node.type === 'NewExpression') {
    return callee.type === 'Identifier' && callee.name === 'URL' && lookUp('URL', scope) === undefined
      ? fileUrl(argument(0), argument(1))
      : construct(evaluator.evaluate(callee, scope), args, scope);
  }
  if (callee.type === 'Identifier' && lookUp(callee.name, scope) === undefined) {
    return callGlobal(callee.name, argument);
  }
  if (callee.type === 'MemberExpression') {
    const method = methodCall(callee, args, scope, evaluator, argument);
    if (method !== undefined) {
      return method;
    }
  }
  const target = evaluator.evaluate(callee, scope);
  if (target.kind === 'function') {
    return evaluator.call(target);
  }
  if (target.kind === 'call') {
    // What a package's call gave back is called in turn: `withPlugin(options)(config)`.
    return { ...target, args, scope };
  }
  if (target.kind !== 'imported') {
    return unknown;
  }
  const name = target.name.slice(target.name.lastIndexOf('.') + 1);
  if (pathModules.has(target.specifier)) {
    return callPath(
      name,
      args.map((_, index) => argument(index)),
      evaluator,
    );
  }
  if (urlModules.has(target.specifier)) {
    const url = argument(0);
    return name === 'fileURLToPath' && url.kind === 'url' ? literal(url.path) : unknown;
  }
  if (viteModules.has(target.specifier) && (name === 'defineConfig' || name === 'defineProject')) {
    return argument(0);
  }
  if (viteModules.has(target.specifier) && name === 'mergeConfig') {
    const [first, second] = [argument(0), argument(1)].map((value) =>
      value.kind === 'function' ? evaluator.call(value) : value,
    );
    return first === undefined || second === undefined ? unknown : merge(first, second);
  }
  if (viteModules.has(target.specifier) && name === 'normalizePath') {
    return argument(0);
  }
  return construct(target, args, scope);
}

function construct(target: StaticValue, args: readonly Node[], scope: Scope): StaticValue {
  return target.kind === 'imported'
    ? { kind: 'call', specifier: target.specifier, name: target.name, args, scope }
    : unknown;
}

function callGlobal(name: string, argument: (index: number) => StaticValue): StaticValue {
  if (name === 'require') {
    const specifier = argument(0);
    return specifier.kind === 'literal' && typeof specifier.value === 'string'
      ? { kind: 'imported', specifier: specifier.value, name: '*' }
      : unknown;
  }
  // Auto-imported by some set-ups; it gives back what it gets.
  return name === 'defineConfig' ? argument(0) : unknown;
}

/** Methods of known values: `process.cwd()`, `[…].filter(Boolean)`, `Object.assign`, `Promise.resolve`. */
function methodCall(
  callee: Extract<Node, { type: 'MemberExpression' }>,
  args: readonly Node[],
  scope: Scope,
  evaluator: Evaluator,
  argument: (index: number) => StaticValue,
): StaticValue | undefined {
  const method = keyName(callee.property, callee.computed);
  if (callee.object.type === 'Identifier' && lookUp(callee.object.name, scope) === undefined) {
    switch (`${callee.object.name}.${method}`) {
      case 'process.cwd':
        return literal(evaluator.around.root);
      case 'Promise.resolve':
      case 'Object.freeze':
        return argument(0);
      case 'Object.assign':
        return args.map((_, index) => argument(index)).reduce(spread);
      default:
        break;
    }
  }
  if (method !== 'filter' && method !== 'flat' && method !== 'concat') {
    return undefined;
  }
  const object = evaluator.evaluate(callee.object, scope);
  if (object.kind !== 'array') {
    return undefined;
  }
  if (method === 'concat') {
    return args.map((_, index) => argument(index)).reduce(merge, object);
  }
  const onlyDropsFalse = args[0]?.type === 'Identifier' && args[0].name === 'Boolean';
  const items = object.items.flatMap((item) =>
    method === 'flat' && item.kind === 'array' ? item.items : [item],
  );
  return method === 'filter'
    ? {
        kind: 'array',
        items: items.filter((item) => item.kind !== 'literal' || Boolean(item.value)),
        complete: object.complete && onlyDropsFalse,
      }
    : { ...object, items };
}

function callPath(name: string, args: readonly StaticValue[], evaluator: Evaluator): StaticValue {
  const texts: string[] = [];
  for (const arg of args) {
    if (arg.kind !== 'literal' || typeof arg.value !== 'string') {
      return unknown;
    }
    texts.push(arg.value);
  }
  switch (name) {
    case 'resolve':
      return literal(posix.resolve(evaluator.around.root, ...texts));
    case 'join':
      return literal(posix.join(...texts));
    case 'dirname':
      return literal(posix.dirname(texts[0] ?? ''));
    case 'basename':
      return literal(posix.basename(texts[0] ?? ''));
    case 'normalize':
      return literal(posix.normalize(texts[0] ?? ''));
    case 'relative':
      return literal(posix.relative(texts[0] ?? '', texts[1] ?? ''));
    default:
      return unknown;
  }
}

/** `new URL('./x', import.meta.url)`. */
function fileUrl(url: StaticValue, base: StaticValue): StaticValue {
  return url.kind === 'literal' && typeof url.value === 'string' && base.kind === 'url'
    ? { kind: 'url', path: posix.resolve(posix.dirname(base.path), url.value) }
    : unknown;
}
