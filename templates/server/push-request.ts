import { type Agent, request } from 'node:https';
import webpush from 'web-push';
import type { Config } from './config.ts';
import type { Answer } from './outcomes.ts';
import type { Subscription } from './subscription.ts';

/** How one notification travels; the same for all of the user's browsers. */
export interface Message {
  /** JSON for the worker. */
  readonly payload: string;
  readonly urgency: 'normal' | 'high';
  /** Undelivered pushes of one topic replace each other (RFC 8030 §5.4). */
  readonly topic: string;
  /** When nobody wants it any more, ms since 1970. */
  readonly expiresAt: number;
}

const halfDay = 43_200;

/**
 * Makes the function that posts one encrypted push (RFC 8030, 8188, 8291). It follows no redirect and rejects on
 * network errors and on `signal`.
 */
export function createPushRequest(config: Config, agent: Agent) {
  const authorization = createAuthorization(config);
  return (subscription: Subscription, message: Message, signal: AbortSignal): Promise<Answer> => {
    const { endpoint, p256dh, auth } = subscription;
    const url = new URL(endpoint);
    // A retry must not live longer than the first attempt would have.
    const ttl = Math.max(1, Math.ceil((message.expiresAt - Date.now()) / 1000));
    const { headers, body } = webpush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      message.payload,
      {
        TTL: ttl,
        urgency: message.urgency,
        contentEncoding: 'aes128gcm',
        headers: { Authorization: authorization(url.origin) },
        topic: message.topic,
      },
    );
    return new Promise((resolve, reject) => {
      const posting = request(url, { method: 'POST', headers, agent, signal }, (response) => {
        let text = '';
        const answer = () =>
          resolve({
            status: response.statusCode ?? 0,
            body: text,
            retryAfter: readRetryAfter(response.headers['retry-after']),
          });
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text = text.length < 4096 ? text + chunk : text;
        });
        response.on('end', answer);
        // The status stands, whatever became of the body: another attempt would be another notification.
        response.on('error', answer);
      });
      posting.on('error', reject);
      posting.end(body);
    });
  };
}

/**
 * VAPID headers by push service origin (RFC 8292). Signing is a good part of what a push costs, and the
 * RFC means tokens to be used again: each lives 12 hours and is replaced after 6.
 */
function createAuthorization({ vapid }: Config): (origin: string) => string {
  const cache = new Map<string, { header: string; renewAt: number }>();
  return (origin) => {
    const now = Math.floor(Date.now() / 1000);
    const cached = cache.get(origin);
    if (cached !== undefined && now < cached.renewAt) return cached.header;
    // Subdomains are many and sign quickly; what grew over 100 begins anew.
    if (cache.size >= 100) cache.clear();
    const { Authorization: header } = webpush.getVapidHeaders(
      origin,
      vapid.subject,
      vapid.publicKey,
      vapid.privateKey,
      'aes128gcm',
      now + halfDay,
    );
    cache.set(origin, { header, renewAt: now + halfDay / 2 });
    return header;
  };
}

/** Retry-After as ms from now, from seconds or a date (RFC 9110 §10.2.3). */
function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
