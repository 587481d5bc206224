import type { Subscription } from './subscriptions.ts';
import { checkVapid, VAPID_FAILURES, type VapidFailure } from './vapid-token.ts';

/** Why a push service refuses a request. The vendor decides what status and body say so. */
export type Refusal =
  | 'method'
  | 'unknown-endpoint'
  | 'unsubscribed'
  | 'ttl-missing'
  | 'ttl-invalid'
  | 'topic-invalid'
  | 'urgency-invalid'
  | 'encoding'
  | 'body-malformed'
  | 'body-too-large'
  | 'vapid';

export interface Refused {
  readonly refusal: Refusal;
  readonly vapid?: VapidFailure;
  /** One sentence, for the event log and for a person. */
  readonly reason: string;
}

/** What is read from the headers of a request in order. */
export interface PushHeaders {
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string | undefined;
}

/** The largest body every push service takes: RFC 8030 section 7.2. */
export const MAX_BODY_BYTES = 4096;
/** Salt, record size, key id length and a P-256 point: RFC 8188 section 2.1, RFC 8291 section 4. */
const HEADER_BYTES = 16 + 4 + 1 + 65;
/** A record ends with a delimiter byte and a 16 byte tag: RFC 8188 section 2. */
const SMALLEST_BODY = HEADER_BYTES + 1 + 16;
const MAX_TTL_SECONDS = 30 * 24 * 60 * 60;
const URGENCIES = ['very-low', 'low', 'normal', 'high'];

interface PushRequest {
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** `https://host` of the endpoint. */
  readonly origin: string;
}

/** Judges a push request as the real services do: RFC 8030, 8188, 8291 and 8292. */
export function checkPushRequest(
  request: PushRequest,
  subscription: Subscription | undefined,
): PushHeaders | Refused {
  const refused = (refusal: Refusal, reason: string): Refused => ({ refusal, reason });
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : value?.join(', ');
  };

  if (request.method !== 'POST')
    return refused('method', `A push is a POST, not a ${request.method ?? 'request'}.`);
  if (!subscription) return refused('unknown-endpoint', 'This push service never gave out that endpoint.');

  const vapid = checkVapid(header('authorization'), {
    audience: request.origin,
    applicationServerKey: subscription.applicationServerKey,
  });
  if (vapid) return { refusal: 'vapid', vapid, reason: VAPID_FAILURES[vapid] };
  if (!subscription.active) return refused('unsubscribed', 'The browser has unsubscribed.');

  const ttl = header('ttl');
  if (ttl === undefined) return refused('ttl-missing', 'There is no TTL header (RFC 8030 section 5.2).');
  if (!/^\d+$/.test(ttl)) return refused('ttl-invalid', `The TTL "${ttl}" is not a whole number of seconds.`);
  const topic = header('topic');
  if (topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) {
    return refused(
      'topic-invalid',
      'The Topic is not 1 to 32 characters of base64url (RFC 8030 section 5.4).',
    );
  }
  const urgency = header('urgency') ?? 'normal';
  if (!URGENCIES.includes(urgency)) {
    return refused(
      'urgency-invalid',
      `The Urgency "${urgency}" is none of ${URGENCIES.join(', ')} (RFC 8030 section 5.3).`,
    );
  }
  if (request.body.length > MAX_BODY_BYTES) {
    return refused('body-too-large', `The body has more than ${MAX_BODY_BYTES} bytes.`);
  }
  if (request.body.length > 0) {
    if (header('content-encoding') !== 'aes128gcm') {
      return refused('encoding', 'The Content-Encoding is not aes128gcm (RFC 8291 section 4).');
    }
    const keyLength = request.body[20];
    if (request.body.length < SMALLEST_BODY || keyLength !== 65) {
      return refused('body-malformed', 'The body is not one encrypted record of RFC 8291 section 4.');
    }
  }
  return { ttl: Math.min(Number(ttl), MAX_TTL_SECONDS), urgency, topic };
}
