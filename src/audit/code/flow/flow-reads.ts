import type { Node } from 'oxc-parser';
import { part } from './flow-either.ts';
import { ownerOf } from './flow-patterns.ts';
import { type Outcome, withVariable } from './flow-state.ts';
import type { Scope } from './flow-values.ts';

/** A value that is read is one thing on each path, and the variable that it was read from is that from then on. */
export function read(node: Node, outcomes: Outcome[], scope: Scope): Outcome[] {
  if (outcomes.every(({ value }) => value.kind !== 'either')) return outcomes;
  const parted = outcomes.flatMap(part);
  if (node.type !== 'Identifier') return parted;
  return parted.map(({ state, value }) => ({
    state: withVariable(state, ownerOf(node.name, state, scope), node.name, value),
    value,
  }));
}
