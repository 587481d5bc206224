import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import webpush from 'web-push';
import { checkVapid } from '../../src/prove/vapid-token.ts';

const audience = 'https://fcm.googleapis.com';
const now = Date.UTC(2026, 10, 22);
const seconds = now / 1000;

function newPair(): { publicKey: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey };
}

const pair = newPair();
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Changes {
  readonly claims?: object;
  readonly header?: object;
  readonly key?: string;
  readonly signer?: KeyObject;
  readonly format?: (token: string, key: string) => string;
}

/** An Authorization header that is in order, but for the changes. */
function authorization({
  claims = {},
  header = {},
  key = pair.publicKey,
  signer,
  format,
}: Changes = {}): string {
  const head = encode({ typ: 'JWT', alg: 'ES256', ...header });
  const body = encode({ aud: audience, exp: seconds + 3_600, sub: 'mailto:push@example.com', ...claims });
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), {
    key: signer ?? pair.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  const token = `${head}.${body}.${signature.toString('base64url')}`;
  return format ? format(token, key) : `vapid t=${token}, k=${key}`;
}

const check = (value: string | undefined, applicationServerKey: string | undefined = pair.publicKey) =>
  checkVapid(value, { audience, applicationServerKey }, now);

describe('VAPID credentials', () => {
  it.each([
    ['as RFC 8292 writes them', {}],
    ['without a space after the comma', { format: (t: string, k: string) => `vapid t=${t},k=${k}` }],
    ['the key first, the scheme in capitals', { format: (t: string, k: string) => `VAPID k=${k}, t=${t}` }],
    ['that last a day', { claims: { exp: seconds + 86_400 } }],
    ['with an https: subject', { claims: { sub: 'https://example.com/contact' } }],
    ['with several audiences', { claims: { aud: ['https://other.example', audience] } }],
  ] satisfies [string, Changes][])('accepts them %s', (_how, changes) => {
    expect(check(authorization(changes))).toBeUndefined();
  });

  it.each([
    ['scheme', { format: (t: string) => `WebPush ${t}` }],
    ['parameters', { format: (t: string) => `vapid t=${t}` }],
    ['public-key', { key: `${pair.publicKey}=` }],
    ['public-key', { key: Buffer.alloc(65, 4).toString('base64url') }],
    ['token', { header: { alg: 'none' } }],
    ['token', { format: (t: string, k: string) => `vapid t=${t.slice(t.indexOf('.') + 1)}, k=${k}` }],
    ['signature', { signer: newPair().privateKey }],
    ['audience', { claims: { aud: 'https://updates.push.services.mozilla.com' } }],
    ['audience', { claims: { aud: `${audience}/` } }],
    ['expired', { claims: { exp: seconds } }],
    ['expired', { claims: { exp: String(seconds + 60) } }],
    ['expires-too-late', { claims: { exp: seconds + 86_401 } }],
    ['subject', { claims: { sub: undefined } }],
    ['subject', { claims: { sub: 'push@example.com' } }],
    ['subject', { claims: { sub: 'mailto:<push@example.com>' } }],
  ] satisfies [string, Changes][])('refuses: %s', (failure, changes) => {
    expect(check(authorization(changes))).toBe(failure);
  });

  it('refuses a key that the browser did not subscribe with', () => {
    expect(check(authorization(), newPair().publicKey)).toBe('key-mismatch');
  });

  it('wants credentials exactly when the browser subscribed with a key', () => {
    expect(check(undefined)).toBe('missing');
    expect(checkVapid(undefined, { audience, applicationServerKey: undefined })).toBeUndefined();
  });

  it('accepts what web-push makes', () => {
    const { d = '' } = createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
      format: 'jwk',
    });
    const headers = webpush.getVapidHeaders(
      audience,
      'mailto:push@example.com',
      pair.publicKey,
      d,
      'aes128gcm',
    );
    const expected = { audience, applicationServerKey: pair.publicKey };
    expect(checkVapid(headers.Authorization, expected)).toBeUndefined();
  });
});
