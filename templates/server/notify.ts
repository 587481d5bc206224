import { createHash, randomUUID } from 'node:crypto';
import type { Config } from './config.ts';
import { createDeliverer } from './deliver.ts';
import { isUserId } from './identify.ts';
import { type Kind, type PushNotification, parseNotification } from './notification.ts';
import { encodePayload } from './payload.ts';
import type { Message } from './push-request.ts';
import type { Store } from './store.ts';

/** How each kind travels. Without a TTL a push service would keep it for weeks; with 0 only a device online now gets it. */
const travel: Readonly<Record<Kind, { readonly ttl: number; readonly urgency: Message['urgency'] }>> = {
  plain: { ttl: 86_400, urgency: 'normal' },
  chat: { ttl: 86_400, urgency: 'normal' },
  // A ring that comes after the caller has hung up is worse than none.
  call: { ttl: 45, urgency: 'high' },
  'call-ended': { ttl: 86_400, urgency: 'high' },
};

/** The user or the notification cannot be used; the message says why and quotes neither. */
export class InvalidNotification extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'InvalidNotification';
  }
}

export interface Notifier {
  /**
   * Queues the notification for all of the user's browsers and returns how many those are; a user without any is no error.
   * @throws InvalidNotification
   */
  notifyUser(user: string, notification: PushNotification): Promise<number>;
  hasRoom(): boolean;
  drain(limit: number): Promise<void>;
}

/**
 * What sends notifications: this server's `/api/push/send`, or your own backend in its own process, with the same
 * database: `createNotifier(readConfig(process.env), openSqliteStore(path))`.
 */
export function createNotifier(config: Config, store: Store): Notifier {
  const deliverer = createDeliverer(config, store);
  return {
    async notifyUser(user, given) {
      if (!isUserId(user)) throw new InvalidNotification('user must be 1 to 256 characters');
      const notification = parseNotification(given, config.appOrigin);
      if (typeof notification === 'string') throw new InvalidNotification(notification);
      const message = createMessage(notification, config);
      const subscriptions = await store.list(user, config.vapid.publicKey);
      for (const subscription of subscriptions) deliverer.deliver(subscription, message);
      return subscriptions.length;
    },
    hasRoom: deliverer.hasRoom,
    drain: deliverer.drain,
  };
}

function createMessage(notification: PushNotification, config: Config): Message {
  const { ttl, urgency } = travel[notification.kind ?? 'plain'];
  const now = Date.now();
  const expiresAt = Math.min(notification.expiresAt ?? Infinity, now + ttl * 1000);
  const sentAt = notification.sentAt ?? now;
  // After a timeout nobody knows whether the push went through. Its tag makes a second one replace the first.
  const tag = notification.tag ?? randomUUID();
  const payload = encodePayload({ ...notification, tag, sentAt, expiresAt }, config.appOrigin);
  if (payload === undefined) throw new InvalidNotification('notification is too long even without its text');
  return {
    payload,
    urgency,
    topic: createTopic(tag),
    expiresAt,
  };
}

/**
 * A topic of 32 characters of base64url, the most that RFC 8030 §5.4 allows and a length that every push service takes:
 * Apple decodes topics and refuses those that are no whole base64.
 */
function createTopic(tag: string): string {
  return createHash('sha256').update(tag).digest('base64url').slice(0, 32);
}
