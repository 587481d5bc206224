import { ECDH } from 'node:crypto';
import { endpointId, parseEndpoint } from './endpoint.ts';

/** A browser's push subscription, checked. */
export interface Subscription {
  /** SHA-256 of the endpoint, hex. */
  readonly id: string;
  readonly endpoint: string;
  /** The browser's public key: an uncompressed P-256 point, 65 bytes in unpadded base64url (RFC 8291 §3.1). */
  readonly p256dh: string;
  /** The authentication secret: 16 bytes in unpadded base64url (RFC 8291 §3.2). */
  readonly auth: string;
}

/**
 * Reads what `PushSubscription.toJSON()` gives; fields beyond endpoint and keys are left out.
 * @returns a string that says what is wrong, without quoting it, when it is no usable subscription
 */
export function parseSubscription(value: unknown, extraHosts: readonly string[]): Subscription | string {
  const { endpoint: given, keys } = isRecord(value) ? value : {};
  if (!isRecord(keys)) return 'subscription must be { endpoint, keys: { p256dh, auth } }';
  const endpoint = parseEndpoint(given, extraHosts);
  const id = endpointId(endpoint?.href);
  if (endpoint === undefined || id === undefined)
    return 'endpoint is not an https URL of a known push service';
  const { p256dh, auth } = keys;
  if (decode(p256dh)?.length !== 65 || !isPoint(p256dh)) return 'p256dh is not an uncompressed P-256 point';
  if (decode(auth)?.length !== 16) return 'auth is not 16 bytes';
  return { id, endpoint: endpoint.href, p256dh: String(p256dh), auth: String(auth) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The bytes of unpadded base64url; undefined for anything that is not exactly that. */
function decode(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || value.length > 128) return undefined;
  const bytes = Buffer.from(value, 'base64url');
  return bytes.toString('base64url') === value ? bytes : undefined;
}

function isPoint(value: unknown): boolean {
  try {
    // Converting reads the point, which fails off the curve; encrypting to such a key would fail at every send.
    const compressed = ECDH.convertKey(String(value), 'prime256v1', 'base64url', 'base64url', 'compressed');
    return compressed !== '' && String(value).startsWith('B');
  } catch {
    return false;
  }
}
