import type { Node } from 'oxc-parser';
import type { Unit } from './units.ts';

/** Whether a `try` with a `catch` stands around a node, functions in between left aside. */
export function isCaught({ bindings }: Unit, node: Node): boolean {
  let below = node;
  for (let at = bindings.parent(node); at !== undefined; below = at, at = bindings.parent(at)) {
    if (at.type === 'TryStatement' && at.block === below && at.handler !== null) return true;
  }
  return false;
}
