import type { Node } from 'oxc-parser';
import { hasEffect } from '../flow/effects.ts';
import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { emptyState, type Outcome, type State } from '../flow/flow-state.ts';
import { opaque, type Value } from '../flow/flow-values.ts';
import { parameterName } from '../server/server-requests.ts';
import type { Route } from '../server/server-routes.ts';
import type { Watch } from './delivery.ts';
import { answered, continued, type DeliveryHost, delivered } from './delivery-host.ts';
import type { Chain } from './webhook-chain.ts';

/** Runs what stands before the handler, then the handler on every path that gets there. */
export function runRoute(flow: Flow, watching: DeliveryHost, route: Route, chain: Chain): Watch | undefined {
  flow.refill();
  watching.begin();
  const request = opaque('argument 0', new Set(['request']), { truth: true });
  const response = opaque('argument 1', new Set(), { truth: true });
  const next = opaque('next', new Set(), { truth: true });
  const home = flow.moduleScope(route.module);
  const { owner } = route;
  const self: Value | undefined = owner && {
    kind: 'instance',
    of: { kind: 'class', node: owner, scope: home },
  };
  const handler: Value = { kind: 'function', node: route.handler, scope: home, self };
  // A controller's method is given what its parameters' decorators ask for.
  const asked = route.handler.params.map((parameter, index) =>
    opaque(parameterName(parameter as Node, index, false), new Set(['request']), { truth: true }),
  );
  try {
    let states: State[] = [emptyState];
    for (const callee of [...chain.functions, handler]) {
      const { node, scope } = callee as typeof handler;
      const isLast = callee === handler;
      // Hono's and Koa's middlewares take a context and `next`.
      const values =
        isLast && owner !== undefined
          ? asked
          : !isLast && node.params.length === 2
            ? [request, next]
            : [request, response, next];
      const site = { node: node as never, scope, name: '', receiver: undefined, isNew: false };
      const outcomes = states.flatMap((before) => flow.call(callee, values, before, site));
      if (isLast) noteAwaited(flow, watching.watch(), outcomes);
      states = outcomes.flatMap(({ state, thrown }) =>
        !thrown && hasEffect(state, continued) ? [withoutNext(state)] : [],
      );
      if (!isLast && states.length === 0) return undefined;
    }
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  }
  return watching.watch();
}

function noteAwaited(flow: Flow, watch: Watch, outcomes: readonly Outcome[]): void {
  for (const { state, value } of outcomes) {
    if (value.kind !== 'promise' || hasEffect(state, answered)) continue;
    const { value: result } = value;
    if (result.kind === 'constant') continue;
    for (const token of value.covers) {
      const site = token.startsWith(delivered) ? flow.sites.get(token) : undefined;
      if (site !== undefined) watch.awaited.add(site.node);
    }
  }
}

function withoutNext(state: State): State {
  return { ...state, effects: new Set([...state.effects].filter((token) => !token.startsWith(continued))) };
}
