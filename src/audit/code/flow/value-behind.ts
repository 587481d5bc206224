import type { Node } from 'oxc-parser';
import { type Flow, TooManyPaths } from './flow.ts';
import { emptyState } from './flow-state.ts';
import type { Scope, Value } from './flow-values.ts';

/** What an expression at a module's top level comes to, on the first path; undefined where too many lead there. */
export function valueBehind(flow: Flow, node: Node, scope: Scope): Value | undefined {
  flow.refill();
  try {
    return flow.evaluate(node, emptyState, scope)[0]?.value;
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  }
}
