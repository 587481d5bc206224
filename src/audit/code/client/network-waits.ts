import type { Node } from 'oxc-parser';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import { isServerModule, type Place } from '../bindings/units.ts';
import { bare, memberPath, rootOf } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';

const clients = new Set([
  'axios',
  'ky',
  'ofetch',
  'got',
  'superagent',
  'wretch',
  'redaxios',
  'cross-fetch',
  'node-fetch',
]);
const chained = new Set(['then', 'catch', 'finally', 'json', 'text', 'arrayBuffer', 'blob']);
const groups = new Set(['all', 'race', 'allSettled', 'any']);
const deepest = 5;

/** The request that waiting for an expression waits for, its own or one of a function of the repository; undefined where none can be seen. */
export function networkWait(place: Place, evaluator: Evaluator, depth = 0): Place | undefined {
  const { unit } = place;
  const node = bare(place.node);
  if (depth > deepest) return undefined;
  const inner = (next: Node) => networkWait({ unit, node: next }, evaluator, depth + 1);
  if (node.type === 'ConditionalExpression') return inner(node.consequent) ?? inner(node.alternate);
  if (node.type === 'LogicalExpression') return inner(node.left) ?? inner(node.right);
  if (node.type !== 'CallExpression') return undefined;
  if (isRequest({ unit, node }, evaluator)) return { unit, node };
  const callee = bare(node.callee);
  const name = calleeName(node);
  if (callee.type === 'MemberExpression' && name !== undefined) {
    if (chained.has(name)) {
      const before = inner(callee.object);
      if (before !== undefined) return before;
    }
    const [list] = node.arguments;
    if (groups.has(name) && list?.type === 'ArrayExpression') {
      for (const item of list.elements) {
        const found = item && inner(item);
        if (found) return found;
      }
    }
  }
  for (const target of evaluator.functions({ unit, node: callee })) {
    if (isServerModule(target.unit)) return { unit, node };
    const found = waitInside(target, evaluator, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first request that calling the function waits for. */
function waitInside(place: Place<FunctionNode>, evaluator: Evaluator, depth: number): Place | undefined {
  const { unit, node } = place;
  let found: Place | undefined;
  if (node.async && node.body !== null) {
    walk(node.body, {
      enter(inner) {
        if (isFunction(inner) || found !== undefined) return false;
        if (inner.type === 'AwaitExpression')
          found = networkWait({ unit, node: inner.argument }, evaluator, depth);
        return undefined;
      },
    });
  }
  if (found !== undefined) return found;
  for (const value of evaluator.returned(place)) {
    const wait = networkWait(value, evaluator, depth);
    if (wait !== undefined) return wait;
  }
  return undefined;
}

function isRequest(
  { unit, node }: Place<Extract<Node, { type: 'CallExpression' }>>,
  evaluator: Evaluator,
): boolean {
  const path = memberPath(node.callee);
  const root = rootOf(node.callee);
  if (root.type !== 'Identifier') return false;
  const binding = unit.bindings.lookup(root);
  if (binding === undefined)
    return (
      path !== undefined && ['fetch', '$fetch', 'window.fetch', 'globalThis.fetch'].includes(path.join('.'))
    );
  if (calleeName(node) === 'create') return false;
  if (binding.import !== undefined && clients.has(binding.import.source)) return true;
  // `const api = axios.create(…)`, here or in another module.
  return evaluator.evaluate({ unit, node: root }).some(({ unit: home, node: value }) => {
    if (value.type !== 'CallExpression' || calleeName(value) !== 'create') return false;
    const made = bare(value.callee);
    const owner = made.type === 'MemberExpression' ? home.bindings.lookup(bare(made.object)) : undefined;
    return owner?.import !== undefined && clients.has(owner.import.source);
  });
}
