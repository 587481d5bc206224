import { createHmac } from 'node:crypto';
import { equalSecrets } from './equal-secrets.ts';

/**
 * Says which user a request comes from; undefined answers 401. This is the one file to complete: where the app has
 * sessions that this server can check, check them here and return the user's id as the app's backend knows it.
 * Never take the id from the body, the query or a header that a browser can set: whoever names a user gets their pushes.
 *
 * As it stands it accepts what `signPushToken` makes, in `Authorization: Bearer …` or in a cookie `push_token`.
 */
export async function identify(request: Request, tokenSecret: string): Promise<string | undefined> {
  const token = bearerToken(request) ?? readCookie(request, 'push_token');
  return token === undefined ? undefined : readPushToken(token, tokenSecret);
}

/**
 * Makes the token that says who a browser belongs to. For the app's own backend, at sign-in.
 * @param user the user's id, 1 to 256 characters
 * @param secret the value of PUSH_TOKEN_SECRET
 * @param ttlSeconds how long it is accepted; no longer than the app's session
 * @returns `<user in base64url>.<expiry in seconds since 1970>.<HMAC-SHA256 of both in base64url>`
 */
export function signPushToken(user: string, secret: string, ttlSeconds: number): string {
  if (!isUserId(user))
    throw new RangeError('A user id has 1 to 256 characters, none of them a control character.');
  if (secret.length < 32) throw new RangeError('The token secret has fewer than 32 characters.');
  if (!(ttlSeconds > 0)) throw new RangeError('ttlSeconds is not a positive number.');
  const expiry = Math.floor(Date.now() / 1000 + ttlSeconds);
  const claim = `${Buffer.from(user).toString('base64url')}.${expiry}`;
  return `${claim}.${signature(claim, secret)}`;
}

/** What a user id may be, in tokens, in `/api/push/send` and in the database. */
export function isUserId(value: unknown): value is string {
  return typeof value === 'string' && /^\P{Cc}{1,256}$/u.test(value);
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

function readPushToken(token: string, secret: string): string | undefined {
  const [user, expiry, mac, ...rest] = token.split('.');
  if (user === undefined || expiry === undefined || mac === undefined || rest.length > 0) return undefined;
  if (!equalSecrets(mac, signature(`${user}.${expiry}`, secret))) return undefined;
  if (!(Number(expiry) > Date.now() / 1000)) return undefined;
  return Buffer.from(user, 'base64url').toString();
}

function signature(claim: string, secret: string): string {
  return createHmac('sha256', secret).update(`push token ${claim}`).digest('base64url');
}

function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}
