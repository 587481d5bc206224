import type { Call, Flow } from './flow.ts';
import { runCallback } from './flow-callbacks.ts';
import type { Outcome, State } from './flow-state.ts';
import {
  constant,
  coversOf,
  opaque,
  originsOf,
  pathOf,
  promise,
  undefinedValue,
  union,
  type Value,
} from './flow-values.ts';

export const promiseMethods = new Set(['then', 'catch', 'finally']);

export function newPromise(flow: Flow, executor: Value, state: State, site: Call): Outcome[] {
  const settle: Value = { kind: 'builtin', name: 'settle' };
  const like: Call = { ...site, isNew: false };
  const outcomes =
    executor.kind === 'function'
      ? flow.call(executor, [settle, settle], state, like)
      : [{ state, value: undefinedValue }];
  return outcomes.map((outcome) => {
    const ran = new Set([...outcome.state.effects].filter((token) => !state.effects.has(token)));
    return {
      state: { ...outcome.state, late: state.late },
      value: promise(opaque(`promise@${site.node.start}`), ran),
    };
  });
}

export function together(name: string, given: Value): Value {
  const elements = given.kind === 'array' ? given.elements : [];
  const covers = coversOf(given);
  const rejected = elements.find((element) => element.kind === 'promise' && element.rejected);
  const plain = (element: Value): Value => (element.kind === 'promise' ? element.value : element);
  if (name === 'Promise.allSettled') {
    const settled = elements.map((element): Value => {
      const failed = element.kind === 'promise' && element.rejected;
      const properties = new Map<string, Value>([
        ['status', constant(failed ? 'rejected' : 'fulfilled')],
        [failed ? 'reason' : 'value', plain(element)],
      ]);
      return { kind: 'object', properties, open: false };
    });
    return {
      kind: 'promise',
      covers,
      rejected: false,
      value: { kind: 'array', elements: settled, exact: given.kind === 'array' && given.exact },
    };
  }
  if (rejected?.kind === 'promise' && name !== 'Promise.any')
    return { kind: 'promise', covers, rejected: true, value: rejected.value };
  const value: Value =
    name === 'Promise.all'
      ? given.kind === 'array'
        ? { kind: 'array', elements: elements.map(plain), exact: given.exact }
        : opaque(`all(${pathOf(given)})`, originsOf(given))
      : plain(elements[0] ?? opaque(name));
  return { kind: 'promise', covers, rejected: false, value };
}

export function chain(
  flow: Flow,
  method: string,
  receiver: Value | undefined,
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] {
  const before = receiver?.kind === 'promise' ? receiver : promise(receiver ?? undefinedValue);
  const [first, second] = values;
  const handler =
    method === 'finally'
      ? first
      : method === 'catch'
        ? before.rejected
          ? first
          : undefined
        : before.rejected
          ? second
          : first;
  const callable = handler !== undefined && handler.kind !== 'constant';
  if (!callable) return [{ state, value: before }];
  const waited = before.covers;
  return runCallback(flow, handler, method === 'finally' ? [] : [before.value], state, site, waited).map(
    (outcome) => {
      if (outcome.value.kind !== 'promise') return outcome;
      const covers = union(before.covers, outcome.value.covers);
      if (method === 'finally' && !outcome.value.rejected)
        return { ...outcome, value: { ...before, covers } };
      return { ...outcome, value: { ...outcome.value, covers } };
    },
  );
}
