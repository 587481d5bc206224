import type { Node } from 'oxc-parser';
import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { emptyState, type Outcome } from '../flow/flow-state.ts';
import { undefinedValue, type Value } from '../flow/flow-values.ts';
import type { Entry } from './server-entries.ts';

/**
 * Every outcome of running an entry; undefined when there are too many.
 * @param given what the entry is given for each of its parameters
 */
export function runEntry(
  flow: Flow,
  { module, node, owner }: Entry,
  given: (parameter: Node, index: number) => Value,
): Outcome[] | undefined {
  flow.refill();
  const endings: Outcome[] = [];
  flow.endings = endings;
  const scope = flow.moduleScope(module);
  try {
    if (node === undefined) {
      const ends = flow.run(module.program.body as never, emptyState, scope);
      return [...ends.map(({ state }): Outcome => ({ state, value: undefinedValue })), ...endings];
    }
    const self: Value | undefined = owner && {
      kind: 'instance',
      of: { kind: 'class', node: owner, scope },
    };
    const site = { node: node as never, scope, name: '', receiver: undefined, isNew: false };
    const values = node.params.map((parameter, index) => given(parameter as Node, index));
    return flow.call({ kind: 'function', node, scope, self }, values, emptyState, site);
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  } finally {
    flow.endings = undefined;
  }
}
