import type { FunctionNode } from '../bindings/bindings.ts';
import type { CodePlace, Delivery, Watch } from './delivery.ts';

/** A route that a chat vendor, or another service, calls when something has happened, and that sends pushes. */
export interface Webhook extends CodePlace {
  readonly node: FunctionNode;
  /** Who calls it, where the code tells; `other` for a webhook of anybody else. */
  readonly vendor: 'cometchat' | 'other';
  readonly deliveries: readonly Delivery[];
  /**
   * What stands between the request and the sends. `checked`: something that the request must know. `unchecked`: nothing at all.
   * `ignored`: a check whose result stops nothing. `skipped`: a check that is left out when no secret is set. `unknown`: nobody can tell.
   */
  readonly verification: 'checked' | 'unchecked' | 'ignored' | 'skipped' | 'unknown';
  /** The check that is left out, or that stops nothing. */
  readonly check: CodePlace | undefined;
  /** A verifying middleware that is registered after the route, and so never runs for it. */
  readonly tooLate: CodePlace | undefined;
  readonly watch: Watch;
}
