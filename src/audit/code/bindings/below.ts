import type { Node } from 'oxc-parser';
import type { Uses } from '../follow/uses.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { walk } from '../walk.ts';
import { type FunctionNode, isClass, isFunction } from './bindings.ts';
import { ancestor, type Place } from './units.ts';

export type CallPlace = Place<Extract<Node, { type: 'CallExpression' | 'NewExpression' }>>;

const most = 150;

/**
 * Every call that a function can lead to: its own, those in callbacks inside it, and those of the functions it calls, across files.
 * @param leavesOut calls that are passed over, with all that they lead to
 */
export function callsBelow(
  starts: readonly Place[],
  evaluator: Evaluator,
  leavesOut: (call: CallPlace) => boolean = () => false,
): CallPlace[] {
  const found: CallPlace[] = [];
  const seen = new Set<Node>();
  const queue: Place[] = [...starts];
  for (let place = queue.shift(); place !== undefined && seen.size < most; place = queue.shift()) {
    if (seen.has(place.node)) continue;
    seen.add(place.node);
    const { unit } = place;
    walk(place.node, {
      enter(node) {
        if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined;
        if (leavesOut({ unit, node })) return false;
        found.push({ unit, node });
        for (const callee of evaluator.functions({ unit, node: node.callee })) queue.push(callee);
        for (const argument of node.arguments) {
          // `.then(disablePush)`: a function of this repository that is handed over by name.
          if (argument.type !== 'Identifier' && argument.type !== 'MemberExpression') continue;
          queue.push(...evaluator.functions({ unit, node: argument }));
        }
        return undefined;
      },
    });
  }
  return found;
}

/** The functions that lead to a place: the one around it, the one that calls that, and so on, up to handlers and effects. */
export function functionsAbove(place: Place, uses: Uses): Place<FunctionNode>[] {
  const found: Place<FunctionNode>[] = [];
  const seen = new Set<Node>();
  const queue: Place[] = [place];
  for (let at = queue.shift(); at !== undefined && found.length < 40; at = queue.shift()) {
    const around = isFunction(at.node) ? at.node : ancestor(at, isFunction);
    if (around === undefined || seen.has(around)) continue;
    seen.add(around);
    // A component's or a class's body is not part of what its handlers do.
    const inner: Place<FunctionNode> = { unit: at.unit, node: around };
    const uses_ = uses.ofFunction(inner);
    if (uses_.some((use) => use.kind === 'renders' || use.kind === 'mounted')) continue;
    found.push(inner);
    for (const use of uses_) if (use.kind === 'runs' && !isClass(use.place.node)) queue.push(use.place);
  }
  return found;
}
