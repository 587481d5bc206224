import type { Node } from 'oxc-parser';
import { type Binding, isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit, type Units } from '../bindings/units.ts';
import { bare, keyName, memberPath } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { isWholeTable } from './whole-table.ts';

/** How a send is made for many subscriptions. */
export interface SendBatch {
  /** The loop, or `Promise.all`. */
  readonly node: Node;
  /** What one failure does: `ends` the loop for all behind it, `rejects` what waits for all; undefined: it is dealt with. */
  readonly failure: 'ends' | 'rejects' | undefined;
  /** Every subscription that there is, all at once. */
  readonly isUnbounded: boolean;
}

const deepest = 4;

/** The loop or the collection that a send runs in, up through functions of its module; undefined where there is none. */
export function findBatch(units: Units, evaluator: Evaluator, send: Place, depth = 0): SendBatch | undefined {
  const { unit } = send;
  const { bindings } = unit;
  let handled = false;
  let awaited = false;
  /** The array that the send's promise is put into. */
  let list: Binding | undefined;
  let below = send.node;
  for (
    let at = bindings.parent(below);
    at !== undefined && depth < deepest;
    below = at, at = bindings.parent(at)
  ) {
    switch (at.type) {
      case 'AwaitExpression':
        awaited = true;
        break;
      case 'TryStatement':
        handled ||= at.block === below && at.handler !== null && !rethrows(at.handler.body);
        break;
      case 'MemberExpression':
        handled ||=
          at.object === below &&
          ['catch', 'then'].includes(keyName(at) ?? '') &&
          isCatching(at, bindings.parent(at));
        break;
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'WhileStatement':
        if (list !== undefined) return gathered(unit, evaluator, at, list, handled);
        return { node: at, failure: handled || !awaited ? undefined : 'ends', isUnbounded: false };
      case 'CallExpression': {
        if (at.callee === below) break;
        const callee = bare(at.callee);
        const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined;
        if (callee.type === 'MemberExpression' && (name === 'map' || name === 'forEach')) {
          const all = name === 'map' ? collector({ unit, node: at }) : undefined;
          if (name === 'map' && all === undefined) return undefined;
          const list = { unit, node: callee.object };
          return {
            node: all?.node ?? at,
            failure: all?.name === 'all' && !handled ? 'rejects' : undefined,
            isUnbounded: isWholeTable(evaluator, list),
          };
        }
        // `jobs.push(send)`: it has begun, and all that have are waited for behind the loop.
        if (name === 'push' && callee.type === 'MemberExpression' && !isFunction(below)) {
          const gathers = bare(callee.object);
          list ??= !awaited && gathers.type === 'Identifier' ? bindings.lookup(gathers) : undefined;
          break;
        }
        // A queue, a limit, a retry: what else it does with the send is not known.
        if (
          isFunction(below) &&
          !(callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(name ?? ''))
        )
          return undefined;
        break;
      }
      default:
        if (isFunction(at)) {
          const parent = bindings.parent(at);
          if (parent?.type === 'CallExpression' || parent?.type === 'ParenthesizedExpression') {
            // Called where it stands, it gives its caller a promise: what it waits for, the caller does not.
            if (isCalledInPlace(bindings, at)) awaited = false;
            break;
          }
          const name = at.id ?? (parent?.type === 'VariableDeclarator' ? parent.id : undefined);
          const binding = name?.type === 'Identifier' ? bindings.lookup(name) : undefined;
          return batchOf(units, evaluator, send, binding?.references ?? [], depth, handled);
        }
    }
  }
  return undefined;
}

function isCalledInPlace(bindings: Unit['bindings'], node: Node): boolean {
  let at = node;
  let parent = bindings.parent(at);
  while (parent?.type === 'ParenthesizedExpression') {
    at = parent;
    parent = bindings.parent(at);
  }
  return parent?.type === 'CallExpression' && parent.callee === at;
}

/** Sends that a loop begins without waiting, and puts into an array that is waited for. */
function gathered(
  unit: Unit,
  evaluator: Evaluator,
  loop: Node,
  list: Binding,
  handled: boolean,
): SendBatch | undefined {
  const all = list.references
    .map((reference) => collectedAt(unit, reference))
    .find((found) => found !== undefined);
  if (all === undefined) return undefined;
  let isUnbounded = false;
  // A loop that makes the array anew for each of its rounds sends in portions.
  for (
    let at: Node | undefined = loop;
    at !== undefined && !isFunction(at) && !(at.start <= list.id.start && list.id.end <= at.end);
    at = unit.bindings.parent(at)
  ) {
    if (at.type === 'ForOfStatement') isUnbounded ||= isWholeTable(evaluator, { unit, node: at.right });
  }
  return { node: all.node, failure: all.name === 'all' && !handled ? 'rejects' : undefined, isUnbounded };
}

/** The batch in which a function that sends is called. */
function batchOf(
  units: Units,
  evaluator: Evaluator,
  { unit }: Place,
  references: readonly Node[],
  depth: number,
  handled: boolean,
): SendBatch | undefined {
  for (const reference of references) {
    const call = unit.bindings.parent(reference);
    if (call?.type !== 'CallExpression' || call.callee !== reference) continue;
    const found = findBatch(units, evaluator, { unit, node: call }, depth + 1);
    if (found !== undefined) return handled ? { ...found, failure: undefined } : found;
  }
  return undefined;
}

/** `Promise.all(…)` around a collection, directly or over a variable. */
function collector({ unit, node }: Place): { readonly node: Node; readonly name: string } | undefined {
  const { bindings } = unit;
  let at: Node = node;
  let parent = bindings.parent(at);
  while (
    parent?.type === 'SpreadElement' ||
    parent?.type === 'ArrayExpression' ||
    parent?.type === 'TSAsExpression'
  ) {
    at = parent;
    parent = bindings.parent(at);
  }
  const direct = parent && promiseMethod(parent);
  if (parent !== undefined && direct !== undefined) return { node: parent, name: direct };
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return undefined;
  for (const reference of bindings.lookup(parent.id)?.references ?? []) {
    const found = collectedAt(unit, reference);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `Promise.all(jobs)` */
function collectedAt(
  unit: Unit,
  reference: Node,
): { readonly node: Node; readonly name: string } | undefined {
  const call = unit.bindings.parent(reference);
  const name = call && promiseMethod(call);
  return call === undefined || name === undefined ? undefined : { node: call, name };
}

function promiseMethod(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const [object, name] = memberPath(node.callee) ?? [];
  return object === 'Promise' && (name === 'all' || name === 'allSettled') ? name : undefined;
}

function isCatching(member: Node & { type: 'MemberExpression' }, call: Node | undefined): boolean {
  if (call?.type !== 'CallExpression' || call.callee !== member) return false;
  return keyName(member) === 'catch' || call.arguments.length > 1;
}

/** A handler that may throw again. */
function rethrows(body: Node & { type: 'BlockStatement' }): boolean {
  const throws = (node: Node): boolean =>
    node.type === 'ThrowStatement' ||
    (node.type === 'BlockStatement' && node.body.some(throws)) ||
    (node.type === 'IfStatement' &&
      (throws(node.consequent) || (node.alternate !== null && throws(node.alternate))));
  return body.body.some(throws);
}

/** Whether a send stands in something that looks at the clock: `Promise.race`, `withTimeout`. */
export function isTimed({ unit, node }: Place): boolean {
  const isRace = (at: Node | undefined): at is Node =>
    at?.type === 'CallExpression' && /race|timeout|deadline|abort/i.test(memberPath(at.callee)?.at(-1) ?? '');
  return ancestor({ unit, node }, isRace) !== undefined;
}
