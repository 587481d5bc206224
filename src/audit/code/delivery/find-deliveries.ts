import type { Node } from 'oxc-parser';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import type { Flow } from '../flow/flow.ts';
import { exportsOf } from '../flow/flow-declarations.ts';
import { opaque, type Value } from '../flow/flow-values.ts';
import { runEntry } from '../server/run-entry.ts';
import { findCallers } from '../server/server-callers.ts';
import { type Entry, entryOf } from '../server/server-entries.ts';
import type { SendSite } from '../server/server-model.ts';
import { findSendCalls } from '../server/server-send-calls.ts';
import { type Delivery, deliveriesIn, type SendPlace } from './delivery.ts';
import { createDeliveryHost, type DeliveryHost } from './delivery-host.ts';

/** Levels of callers above the function that sends. */
const highest = 3;
/** Functions that are walked for one send. */
const mostRuns = 12;
const budget = 3_000;

/** The calls of `sends` with the functions around them. */
export function findSendPlaces(code: CodeModel, sends: readonly SendSite[]): Map<Node, SendPlace> {
  const places = new Map<Node, SendPlace>();
  const wanted = new Set(sends.map(({ node }) => node));
  for (const module of new Set(sends.map((send) => send.module))) {
    for (const call of findSendCalls(module, code))
      if (wanted.has(call.node)) places.set(call.node, { ...call, module });
  }
  return places;
}

/** Every push message that the code sends, as each way to it from above sends it: what callers pass is known there. */
export function findDeliveries(code: CodeModel, places: ReadonlyMap<Node, SendPlace>): Delivery[] {
  const watching = createDeliveryHost(places, { watchesChecks: false });
  const flow = createFlow(code, watching.host, budget);
  const found = new Map<Entry['node'] | Node, readonly Delivery[]>();
  const deliveries: Delivery[] = [];
  for (const place of places.values()) {
    let left = mostRuns;
    const climb = (entry: Entry, levels: number, below: readonly Entry[]): readonly Delivery[] => {
      const key = entry.node ?? entry.module.program;
      if (left-- <= 0 || below.some(({ node }) => node === entry.node)) return [];
      let own = found.get(key);
      if (own === undefined) {
        own = run(flow, watching, entry);
        found.set(key, own);
      }
      own = own.filter(({ send }) => send.node === place.node);
      const isOpen =
        own.length === 0 || own.some(({ payload, options }) => [payload, options].some(isHandedIn));
      if (entry.terminal || levels === 0 || !isOpen) return own;
      const above = callersOf(code, entry).flatMap((caller) => climb(caller, levels - 1, [...below, entry]));
      return above.length > 0 ? above : own;
    };
    deliveries.push(...new Set(climb(entryOf(place.module, place.ancestors), highest, [])));
  }
  return deliveries;
}

/** Who calls a function; one that its module keeps to itself is looked for there alone. */
function callersOf(code: CodeModel, entry: Entry): readonly Entry[] {
  const { module, name = '', owner } = entry;
  if (owner !== undefined) return common.test(name) ? [] : findCallers(code, entry);
  const isExported =
    /\bmodule\.exports|\bexports\./.test(module.text) ||
    [...exportsOf(module.program).names.values()].some(
      (each) => each.kind === 'expression' || (each.kind === 'local' && each.name === name),
    );
  if (isExported) return findCallers(code, entry);
  return findCallers(code, entry, [module.path]);
}

/** Names of methods that so much code mentions that looking for callers leads nowhere. */
const common = /^(?:send|handle|handler|run|execute|process|main|init|setup|start|create|update|get|post)$/;

/** Whether a value comes from whoever calls. */
function isHandedIn(value: Value): boolean {
  switch (value.kind) {
    case 'opaque':
      return value.origins.has('argument');
    case 'object':
      return [...value.properties.values()].some(isHandedIn);
    case 'either':
      return value.alternatives.some((alternative) => isHandedIn(alternative.value));
    case 'array':
      return value.elements.some(isHandedIn);
    default:
      return false;
  }
}

function run(flow: Flow, watching: DeliveryHost, entry: Entry): Delivery[] {
  watching.begin();
  const outcomes = runEntry(flow, entry, (_, index) =>
    opaque(`argument ${index}`, new Set([entry.terminal && index === 0 ? 'request' : 'argument']), {
      truth: true,
    }),
  );
  return outcomes === undefined ? [] : deliveriesIn(watching.watch(), entry);
}
