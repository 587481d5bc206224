import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Webhook } from '../delivery/webhook.ts';
import type { State } from '../flow/flow-state.ts';
import type { Value } from '../flow/flow-values.ts';
import type { Entry } from './server-entries.ts';

/** Server code: sends with what becomes of failures, and routes that store subscriptions. */
export interface ServerModel {
  /** Modules that send pushes or store subscriptions. */
  readonly modules: readonly string[];
  readonly sends: readonly SendSite[];
  readonly stores: readonly SubscriptionStore[];
  readonly removals: readonly SubscriptionRemoval[];
  /** Whether something in front of a walk's beginning, or in it, may know who asks: a session, a token, a middleware. */
  isGuarded(entry: Entry): boolean;
  /** What is sent, as each way to a send from above sends it. */
  readonly deliveries: readonly Delivery[];
  /** Routes that services call and that send pushes. */
  readonly webhooks: readonly Webhook[];
}

/** A call that sends one push message. */
export interface SendSite {
  readonly module: ParsedModule;
  readonly node: Node;
  readonly via: 'web-push' | 'fetch';
  /** The call that is given subscription, payload and options: `node`, or the one that builds the request for `node` to send. */
  readonly details: Node;
  /** The outermost function around it; undefined at a module's top level. */
  readonly within: Node | undefined;
  /** The subscription comes straight from the request, and nothing on the way stores it. */
  fromRequest(): boolean;
  /**
   * What happens to the subscription when the push service answers with an HTTP status (RFC 8030 §7.3 has 404, services add
   * 410): `deleted` on some path, `kept` on all; `unknown` when the answer goes where the repository does not show what is
   * done with it. Worked out when asked.
   */
  onStatus(status: number): 'deleted' | 'kept' | 'unknown';
  /** Whether an answer with that status deletes the subscription on every path, whatever else the code asks. */
  alwaysDeletes(status: number): boolean;
  /** What `details` is given, as seen from the functions that lead to it; empty when none can be walked. */
  calls(): readonly SentCall[];
}

/** One path's arguments of a send. */
export interface SentCall {
  readonly values: readonly Value[];
  readonly state: State;
  /** Where the walk began: a route's handler, a schedule, a function that nothing calls. */
  readonly entry: Entry;
  /** What `JSON.stringify` was given, for a text that it made; undefined for any other value. */
  contentOf(value: Value): Value | undefined;
}

/** A route that stores a push subscription. */
export interface SubscriptionStore {
  readonly module: ParsedModule;
  /** The call, or assignment, that stores it; it stands in `module`. */
  readonly node: Node;
  /** The module of the route's handler; `module` is that of the store. */
  readonly route: ParsedModule;
  readonly handler: Node;
  /** The value that says whose subscription it is: `request.body.userId`; undefined when there is none. */
  readonly owner: { readonly path: string; readonly module: ParsedModule; readonly node: Node } | undefined;
  /** Something in the handler or before it may know who asks: a session, a token, a middleware. */
  readonly authenticated: boolean;
  /** The handler gives the whole request to other code, which may look for a session by itself. */
  readonly handsRequestOn: boolean;
  /** Something may look at where the endpoint leads before it is stored. */
  readonly endpointChecked: boolean;
}

/** A route that deletes the subscriptions of an owner whom the request names. */
export type SubscriptionRemoval = Omit<SubscriptionStore, 'endpointChecked' | 'owner'> & {
  readonly owner: NonNullable<SubscriptionStore['owner']>;
};
