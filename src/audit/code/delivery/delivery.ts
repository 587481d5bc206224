import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { FunctionNode } from '../bindings/bindings.ts';
import type { Entered } from '../flow/flow.ts';
import type { State } from '../flow/flow-state.ts';
import { undefinedValue, type Value } from '../flow/flow-values.ts';
import type { SendCall } from '../server/server-send-calls.ts';

/** A call that sends a push message, and the module it stands in. */
export interface SendPlace extends SendCall {
  readonly module: ParsedModule;
}

/** One push message as one path through the code sends it. */
export interface Delivery {
  readonly send: SendPlace;
  /** Where the path begins: a route's handler, or the outermost function that is known to send. */
  readonly start: { readonly module: ParsedModule; readonly node: FunctionNode | undefined };
  readonly subscription: Value;
  /** What is sent; an object where the code shows what is made into text. */
  readonly payload: Value;
  /** web-push's options; the constant `undefined` where there are none. */
  readonly options: Value;
  /** What is known on the path when it sends. */
  readonly state: State;
  /** Functions of the repository that were walked from there on, whether they lead to this send or not. */
  readonly walked: readonly Entered[];
}

/** A place in code that something was noticed at. */
export interface CodePlace {
  readonly module: ParsedModule;
  readonly node: Node;
}

/** What a walk through a server's code comes upon. */
export interface Watch {
  readonly deliveries: {
    readonly place: SendPlace;
    readonly values: readonly Value[];
    readonly state: State;
  }[];
  /** Functions of the repository that were walked. */
  readonly walked: Map<FunctionNode, Entered>;
  /** Paths of properties that were read, as the flow writes them. */
  readonly reads: Set<string>;
  /** Comparisons by `===` of what the request says with a secret or with a signature. */
  readonly comparisons: Map<Node, CodePlace & { readonly path: string }>;
  /** Signatures, each with its key and what has been signed. */
  readonly signatures: Map<Node, CodePlace & { readonly path: string; readonly kind: 'key' | 'content' }>;
  /** Conditions that ask whether a secret is set at all. */
  readonly unset: Map<string, CodePlace>;
  /** Answers to the request that come after a send has been waited for. */
  readonly late: Map<Node, CodePlace & { readonly send: string }>;
  /** Sends that the handler's result waits for, for routes that answer with it. */
  readonly awaited: Set<Node>;
  /** Constants that a property of the request was compared with, by the property's path. */
  readonly compared: Map<string, Map<string, CodePlace>>;
}

export function createWatch(): Watch {
  return {
    deliveries: [],
    walked: new Map(),
    reads: new Set(),
    comparisons: new Map(),
    signatures: new Map(),
    unset: new Map(),
    late: new Map(),
    awaited: new Set(),
    compared: new Map(),
  };
}

/** What is sent: `fetch` has it in its options, beside headers. */
function payloadOf({ via }: SendPlace, given: Value | undefined): Value | undefined {
  return via === 'fetch' && given?.kind === 'object' ? given.properties.get('body') : given;
}

/** What was sent on the paths of a walk. */
export function deliveriesIn({ deliveries, walked }: Watch, start: Delivery['start']): Delivery[] {
  return deliveries.map(({ place, values, state }) => ({
    send: place,
    start,
    walked: [...walked.values()],
    subscription: values[0] ?? undefinedValue,
    payload: payloadOf(place, values[1]) ?? undefinedValue,
    options: values[2] ?? undefinedValue,
    state,
  }));
}
