import { randomBytes } from 'node:crypto';
import type { BrowserFamily, EventLog } from './event-log.ts';

/** One accepted push message (RFC 8030 section 5), still encrypted. */
export interface PushMessage {
  readonly id: string;
  readonly token: string;
  /** The aes128gcm body (RFC 8188), empty for a push without data. */
  readonly body: Buffer;
  /** Seconds the message may wait for the browser. */
  readonly ttl: number;
  readonly topic: string | undefined;
  readonly acceptedAt: number;
}

/** The way to one browser: a WebSocket (autopush) or a TLS stream (MCS). */
export interface UserAgent {
  readonly browser: BrowserFamily;
  /** Hands a message over; false when the browser is not connected now. */
  deliver(message: PushMessage): boolean;
}

export interface Subscription {
  readonly token: string;
  readonly endpoint: string;
  /** base64url without padding; undefined when the page subscribed without a key. */
  readonly applicationServerKey: string | undefined;
  readonly userAgent: UserAgent;
  readonly active: boolean;
}

export interface Subscriptions {
  readonly all: readonly Subscription[];
  find(token: string): Subscription | undefined;
  add(entry: Omit<Subscription, 'active'>): Subscription;
  /** The browser took it back: later pushes are answered 410. */
  end(token: string): void;
  /** Accepts a message: delivers it now or keeps it until its TTL ends. */
  push(message: PushMessage): void;
  /** What the browser has not acknowledged yet, for sending again after it reconnected. */
  pendingFor(userAgent: UserAgent): readonly PushMessage[];
  /** What the browser says about a message. Firefox acknowledges on receipt, and may still report its worker's failure later. */
  settle(messageId: string, code: number): void;
}

/** Firefox reports a handler that threw as 301 and one whose promise was rejected as 302; 100 is a success. */
export const DELIVERED = 100;

/** The push service's store: subscriptions and the messages they still wait for. Lives as long as the process. */
export function createSubscriptions(log: EventLog): Subscriptions {
  const byToken = new Map<string, { -readonly [K in keyof Subscription]: Subscription[K] }>();
  const pending = new Map<string, PushMessage>();
  /** Token of every message ever accepted, by message id. */
  const accepted = new Map<string, string>();

  const drop = (message: PushMessage, reason: 'ttl' | 'topic' | 'unsubscribed') => {
    pending.delete(message.id);
    log.record({ kind: 'dropped', token: message.token, messageId: message.id, reason });
  };

  return {
    get all() {
      return [...byToken.values()];
    },
    find: (token) => byToken.get(token),
    add(entry) {
      const subscription = { ...entry, active: true };
      byToken.set(entry.token, subscription);
      const { token, endpoint, applicationServerKey } = entry;
      const browser = entry.userAgent.browser;
      log.record({ kind: 'subscribed', browser, token, endpoint, applicationServerKey });
      return subscription;
    },
    end(token) {
      const subscription = byToken.get(token);
      if (!subscription?.active) return;
      subscription.active = false;
      for (const message of [...pending.values()]) if (message.token === token) drop(message, 'unsubscribed');
      log.record({ kind: 'unsubscribed', browser: subscription.userAgent.browser, token });
    },
    push(message) {
      const subscription = byToken.get(message.token);
      if (!subscription?.active) return;
      // A message with a topic replaces the undelivered one of the same topic: RFC 8030 section 5.4.
      for (const other of [...pending.values()]) {
        const same = other.token === message.token && other.topic === message.topic;
        if (message.topic !== undefined && same) drop(other, 'topic');
      }
      pending.set(message.id, message);
      accepted.set(message.id, message.token);
      if (subscription.userAgent.deliver(message)) {
        log.record({ kind: 'delivered', token: message.token, messageId: message.id });
      } else if (message.ttl === 0) {
        // Zero means now or never: RFC 8030 section 5.2.
        drop(message, 'ttl');
      }
    },
    pendingFor(userAgent) {
      const waiting: PushMessage[] = [];
      for (const message of [...pending.values()]) {
        if (byToken.get(message.token)?.userAgent !== userAgent) continue;
        const expired = Date.now() > message.acceptedAt + message.ttl * 1000;
        // Zero-TTL messages are here only when they were handed over once and not acknowledged.
        if (expired && message.ttl > 0) drop(message, 'ttl');
        else waiting.push(message);
      }
      return waiting;
    },
    settle(messageId, code) {
      const token = accepted.get(messageId);
      const wasPending = pending.delete(messageId);
      if (token === undefined || (code === DELIVERED && !wasPending)) return;
      log.record({ kind: code === DELIVERED ? 'acknowledged' : 'nacked', token, messageId, code });
    },
  };
}

/** A token as unguessable as a real one; `bytes` of randomness in base64url. */
export function newToken(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
