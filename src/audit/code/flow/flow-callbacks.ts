import type { Call, Flow } from './flow.ts';
import type { Outcome, State } from './flow-state.ts';
import { coversOf, none, type Tokens, union, type Value } from './flow-values.ts';

/**
 * A function that somebody calls later: it runs to its end, and its return value, as a promise, covers what it waited for.
 * @param waited what has settled before it is called
 */
export function runCallback(
  flow: Flow,
  callback: Value,
  values: readonly Value[],
  state: State,
  site: Call,
  waited: Tokens = none,
): Outcome[] {
  const like: Call = { ...site, name: '', receiver: undefined, isNew: false };
  const begun: State = { ...state, late: true, awaited: waited };
  return flow
    .call(callback, values, flow.host.resume?.(waited, begun) ?? begun, like)
    .map((outcome): Outcome => {
      const covers = union(outcome.state.awaited, coversOf(outcome.value));
      const back = { ...outcome.state, late: state.late, awaited: state.awaited };
      if (outcome.thrown) {
        return { state: back, value: { kind: 'promise', covers, rejected: true, value: outcome.value } };
      }
      const value: Value =
        outcome.value.kind === 'promise'
          ? { ...outcome.value, covers }
          : { kind: 'promise', covers, rejected: false, value: outcome.value };
      return { state: back, value };
    });
}
