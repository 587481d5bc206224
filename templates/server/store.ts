import type { Subscription } from './subscription.ts';

/** Where subscriptions live. `sqlite-store` is the one that comes with this server. */
export interface Store {
  /**
   * Adds the subscription, or updates the one with the same endpoint. An endpoint moves from one user to another only
   * when its keys come along unchanged: they prove that it is the same browser, the endpoint alone does not.
   * @param replaced id of the endpoint that the browser says this one replaces; deleted when it is the same user's
   * @returns `foreign` when the endpoint is somebody else's and stays so
   */
  save(
    user: string,
    subscription: Subscription,
    vapidKey: string,
    replaced?: string,
  ): Promise<'saved' | 'foreign'>;
  /** Deletes one of the user's own subscriptions. */
  remove(user: string, id: string): Promise<'removed' | 'unknown' | 'foreign'>;
  /** The user's subscriptions that were made with this VAPID public key; no other key can send to them. */
  list(user: string, vapidKey: string): Promise<Subscription[]>;
  /** Deletes a subscription that the push service has declared dead. */
  purge(id: string): Promise<void>;
  /** Deletes subscriptions that no browser has confirmed since the time (ms); returns how many. */
  purgeUnseen(since: number): Promise<number>;
  /** How many subscriptions were made with another VAPID public key than this one. */
  countOtherKeys(vapidKey: string): Promise<number>;
  close(): Promise<void>;
}
