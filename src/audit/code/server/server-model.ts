import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Webhook } from '../delivery/webhook.ts';

/** Server code: sends with what becomes of failures, and routes that store subscriptions. */
export interface ServerModel {
  /** Modules that send pushes or store subscriptions. */
  readonly modules: readonly string[];
  readonly sends: readonly SendSite[];
  readonly stores: readonly SubscriptionStore[];
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
}
