import type { Flow } from '../flow/flow.ts';
import { isPossible, type State, type Step, waysTo } from '../flow/flow-state.ts';
import type { Call } from './worker-host.ts';
import type { HandlerCall, PathStep, Spot } from './worker-model.ts';

/** A call as rules see it; undefined on a path that contradicts itself. */
export function describeCall(
  flow: Flow,
  call: Call,
  message: HandlerCall['message'],
): HandlerCall | undefined {
  const { name, node, scope, values, state } = call;
  const way = waysTo(state.decision).find(isPossible);
  if (way === undefined) return undefined;
  const waited = placesOf(flow, state, 'network@');
  return { name, module: scope.module, node, values, steps: way.map(describeStep), waited, message };
}

/** A choice as rules see it. */
export function describeStep({ module, node, taken, text, origins, path, holds, equals }: Step): PathStep {
  return { module, node, taken, text, about: [...origins], asked: path, holds, equals };
}

/** Places of the tokens that a path is marked with. */
export function placesOf(flow: Flow, state: State, kind: string): Spot[] {
  return [...state.marks].flatMap((token) => {
    const site = token.startsWith(kind) ? flow.sites.get(token) : undefined;
    return site === undefined ? [] : [{ module: site.module, node: site.node }];
  });
}
