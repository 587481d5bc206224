import { createPublicKey, verify } from 'node:crypto';

/** Why a request's VAPID credentials do not stand, in the terms of RFC 8292. */
export type VapidFailure =
  | 'missing'
  | 'scheme'
  | 'parameters'
  | 'public-key'
  | 'token'
  | 'signature'
  | 'audience'
  | 'expired'
  | 'expires-too-late'
  | 'subject'
  | 'key-mismatch';

/** One sentence for each failure: what is wrong with the request. */
export const VAPID_FAILURES: Record<VapidFailure, string> = {
  missing: 'There is no Authorization header.',
  scheme: 'The Authorization header does not use the "vapid" scheme (RFC 8292 section 3).',
  parameters: 'The "vapid" credentials lack "t" or "k" (RFC 8292 section 3).',
  'public-key': '"k" is not an uncompressed P-256 point in base64url (RFC 8292 section 3.2).',
  token: '"t" is not a JSON Web Token signed with ES256 (RFC 8292 section 2).',
  signature: 'The token was not signed with the private key of "k".',
  audience: 'The token\'s "aud" is not the origin of the endpoint (RFC 8292 section 2).',
  expired: 'The token has no "exp", or it is in the past.',
  'expires-too-late': 'The token\'s "exp" is more than 24 hours from now (RFC 8292 section 2).',
  subject: 'The token\'s "sub" is neither a mailto: nor an https: URL (RFC 8292 section 2.1).',
  'key-mismatch': '"k" is not the application server key the browser subscribed with (RFC 8292 section 4.2).',
};

const DAY_SECONDS = 24 * 60 * 60;

interface Expected {
  /** Origin of the endpoint, as `https://host`. */
  readonly audience: string;
  /** base64url without padding; undefined for a subscription made without a key. */
  readonly applicationServerKey: string | undefined;
}

/** Judges an Authorization header as a push service does; undefined when it is in order. `now` in ms. */
export function checkVapid(
  authorization: string | undefined,
  expected: Expected,
  now = Date.now(),
): VapidFailure | undefined {
  // A subscription without a key accepts a request without credentials.
  if (authorization === undefined) return expected.applicationServerKey === undefined ? undefined : 'missing';
  const [scheme = '', ...rest] = authorization.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'vapid') return 'scheme';
  const parameters = new Map<string, string>();
  for (const part of rest.join(' ').split(',')) {
    const equals = part.indexOf('=');
    const value = part.slice(equals + 1).trim();
    if (equals > 0) parameters.set(part.slice(0, equals).trim(), value.replace(/^"(.*)"$/, '$1'));
  }
  const token = parameters.get('t');
  const key = parameters.get('k');
  if (!token || !key) return 'parameters';

  const point = Buffer.from(key, 'base64url');
  if (point.length !== 65 || point[0] !== 0x04 || point.toString('base64url') !== key) return 'public-key';
  const claims = readToken(token, point);
  if (typeof claims === 'string') return claims;

  if (!audiences(claims.aud).includes(expected.audience)) return 'audience';
  const seconds = Math.floor(now / 1000);
  if (typeof claims.exp !== 'number' || claims.exp <= seconds) return 'expired';
  if (claims.exp > seconds + DAY_SECONDS) return 'expires-too-late';
  if (typeof claims.sub !== 'string' || !/^(mailto:[^<>\s]+@[^<>\s]+|https:\/\/\S+)$/.test(claims.sub))
    return 'subject';
  if (expected.applicationServerKey !== undefined && key !== expected.applicationServerKey)
    return 'key-mismatch';
  return undefined;
}

/** The claims when the signature stands, else why not. */
function readToken(token: string, point: Buffer): Record<string, unknown> | VapidFailure {
  const [head = '', claims = '', signature = '', ...more] = token.split('.');
  const header = readJson(head);
  const body = readJson(claims);
  if (more.length > 0 || header?.alg !== 'ES256' || !body) return 'token';
  try {
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    });
    const signed = Buffer.from(`${head}.${claims}`, 'ascii');
    const bytes = Buffer.from(signature, 'base64url');
    return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, bytes) ? body : 'signature';
  } catch {
    // A point that is not on the curve.
    return 'public-key';
  }
}

function readJson(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7519 section 4.1.3: one string or several. */
function audiences(claim: unknown): readonly unknown[] {
  return Array.isArray(claim) ? claim : [claim];
}
