import type { Node } from 'oxc-parser';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { emptyState } from '../flow/flow-state.ts';
import { opaque, undefinedValue } from '../flow/flow-values.ts';
import { findCallers } from '../server/server-callers.ts';
import { type Entry, entryOf } from '../server/server-entries.ts';
import type { SendSite } from '../server/server-model.ts';
import { findSendCalls } from '../server/server-send-calls.ts';
import type { Delivery, SendPlace } from './delivery.ts';
import { createDeliveryHost, type DeliveryHost } from './delivery-host.ts';

/** Levels of callers above the function that sends. */
const highest = 4;
/** Functions that are walked for one send. */
const mostRuns = 16;
const budget = 20_000;

/** The calls of `sends` with the functions around them. */
export function findSendPlaces(sends: readonly SendSite[]): Map<Node, SendPlace> {
  const places = new Map<Node, SendPlace>();
  const wanted = new Set(sends.map(({ node }) => node));
  for (const module of new Set(sends.map((send) => send.module))) {
    for (const call of findSendCalls(module))
      if (wanted.has(call.node)) places.set(call.node, { ...call, module });
  }
  return places;
}

/** Every push message that the code sends, as each way to it from above sends it: what callers pass is known there. */
export function findDeliveries(code: CodeModel, places: ReadonlyMap<Node, SendPlace>): Delivery[] {
  const watching = createDeliveryHost(places);
  const flow = createFlow(code, watching.host, budget);
  const found = new Map<Entry['node'] | Node, readonly Delivery[]>();
  const deliveries: Delivery[] = [];
  for (const place of places.values()) {
    let left = mostRuns;
    const climb = (entry: Entry, levels: number, below: readonly Entry[]): readonly Delivery[] => {
      const key = entry.node ?? entry.module.program;
      if (left-- <= 0 || below.some(({ node }) => node === entry.node)) return [];
      const callers = entry.terminal || levels === 0 ? [] : findCallers(code, entry);
      const above = callers.flatMap((caller) => climb(caller, levels - 1, [...below, entry]));
      if (above.length > 0) return above;
      let own = found.get(key);
      if (own === undefined) {
        own = run(flow, watching, entry);
        found.set(key, own);
      }
      return own.filter(({ send }) => send.node === place.node);
    };
    deliveries.push(...new Set(climb(entryOf(place.module, place.ancestors), highest, [])));
  }
  return deliveries;
}

function run(flow: Flow, watching: DeliveryHost, entry: Entry): Delivery[] {
  const { module, node, owner, terminal } = entry;
  flow.refill();
  flow.endings = [];
  watching.begin();
  const scope = flow.moduleScope(module);
  try {
    if (node === undefined) flow.run(module.program.body as never, emptyState, scope);
    else {
      const self = owner && { kind: 'instance' as const, of: { kind: 'class' as const, node: owner, scope } };
      const values = node.params.map((_, index) =>
        opaque(`argument ${index}`, new Set([terminal && index === 0 ? 'request' : 'argument']), {
          truth: true,
        }),
      );
      const site = { node: node as never, scope, name: '', receiver: undefined, isNew: false };
      flow.call({ kind: 'function', node, scope, self }, values, emptyState, site);
    }
  } catch (error) {
    if (error instanceof TooManyPaths) return [];
    throw error;
  } finally {
    flow.endings = undefined;
  }
  return watching.watch().deliveries.map(({ place, values, state }) => ({
    send: place,
    start: { module, node },
    subscription: values[0] ?? undefinedValue,
    payload: values[1] ?? undefinedValue,
    options: values[2] ?? undefinedValue,
    state,
  }));
}
