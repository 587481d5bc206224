import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signPushToken } from '../../../templates/server/identify.ts';
import { makeBrowser } from './support/push-services.ts';
import {
  type CallOptions,
  keys,
  type RunningServer,
  sendSecret,
  startServer,
  tokenSecret,
} from './support/run-server.ts';

let server: RunningServer;

beforeEach(async () => {
  server = await startServer();
}, 120_000);
afterEach(async () => server.stop());

const tokenOf = (user: string) => signPushToken(user, tokenSecret, 60);
const status = async (path: string, options: CallOptions) =>
  (await server.call('POST', `/api/push/${path}`, options)).status;
const subscribe = (user: string, body: unknown) => status('subscribe', { token: tokenOf(user), body });

describe('anybody', () => {
  test('gets the public key and the state, with headers that keep them from being misused', async () => {
    const key = await server.call('GET', '/api/push/key');
    expect(key).toMatchObject({ status: 200, body: keys.publicKey });
    expect(key.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': expect.stringMatching(/^text\/plain/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(key.headers).not.toHaveProperty('access-control-allow-origin');
    expect(await server.call('GET', '/healthz')).toMatchObject({ status: 200, body: 'ok' });
    expect(await server.call('GET', '/api/push/subscribe')).toMatchObject({ status: 404 });
  });

  test.each([
    ['no token', undefined],
    ['an empty signature', `${Buffer.from('ada').toString('base64url')}.9999999999.`],
    ['another secret', signPushToken('ada', 'another-secret-0123456789-0123456789', 60)],
    [
      'another user in a signed token',
      tokenOf('ada').replace(/^[^.]+/, Buffer.from('bob').toString('base64url')),
    ],
    ['a later expiry in a signed token', tokenOf('ada').replace(/\.\d+\./, '.9999999999.')],
    ['a fourth part', `${tokenOf('ada')}.x`],
    ['the private key', keys.privateKey],
  ])('is not signed in with %s', async (_what, token) => {
    const { subscription, endpoint } = makeBrowser();
    const body = { subscription, user: 'ada', userId: 'ada' };
    expect(await status('subscribe', { token, body })).toBe(401);
    expect(await status('unsubscribe', { token, body: { endpoint } })).toBe(401);
    expect(server.rows()).toEqual([]);
  });

  test('cannot send without the secret, whoever is signed in', async () => {
    const body = { user: 'ada', notification: { title: 'Hi' } };
    for (const token of [undefined, tokenOf('ada'), sendSecret.slice(1), `${sendSecret}x`, tokenSecret]) {
      expect(await status('send', { token, body })).toBe(401);
    }
    expect(await status('send', { headers: { authorization: `Basic ${sendSecret}` }, body })).toBe(401);
    expect(await status('send', { headers: { cookie: `push_token=${sendSecret}` }, body })).toBe(401);
    expect(await status('send', { token: sendSecret, body })).toBe(202);
  });

  test('who keeps guessing is slowed down, and nobody else', async () => {
    const guess = (address: string) =>
      status('send', {
        token: 'guess',
        body: {},
        headers: { 'x-forwarded-for': `198.51.100.7, ${address}` },
      });
    for (let count = 0; count < 60; count++) expect(await guess('203.0.113.1')).toBe(401);
    expect(await guess('203.0.113.1')).toBe(429);
    expect(await guess('203.0.113.2')).toBe(401);
    const headers = { 'x-forwarded-for': '203.0.113.1' };
    const body = { subscription: makeBrowser().subscription };
    expect(await status('subscribe', { token: tokenOf('ada'), headers, body })).toBe(204);
  });
});

describe('a page of another origin', () => {
  const cookie = () => `push_token=${tokenOf('ada')}`;
  const subscribeWith = (headers: Record<string, string>) =>
    status('subscribe', { headers, body: { subscription: makeBrowser().subscription } });

  test('cannot use the cookie', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.dev' },
      { origin: 'null' },
      { origin: 'https://evil.dev', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: `http://127.0.0.1:${server.port + 1}` },
      {},
    ];
    for (const headers of foreign) {
      expect(await subscribeWith({ cookie: cookie(), ...headers })).toBe(403);
    }
    expect(server.rows()).toEqual([]);
    const preflight = await server.call('OPTIONS', '/api/push/subscribe', {
      headers: { origin: 'https://evil.dev' },
    });
    expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test("the app's own pages can", async () => {
    expect(await subscribeWith({ cookie: `a=b; ${cookie()}; c=d`, 'sec-fetch-site': 'same-origin' })).toBe(
      204,
    );
    // Behind a development proxy the host is another, and the browser says so all the same.
    const proxied = { cookie: cookie(), origin: 'http://localhost:5173', 'sec-fetch-site': 'same-origin' };
    expect(await subscribeWith(proxied)).toBe(204);
    expect(await subscribeWith({ cookie: cookie(), origin: `http://127.0.0.1:${server.port}` })).toBe(204);
    expect(await subscribeWith({ cookie: 'push_token=1.2.3', 'sec-fetch-site': 'same-origin' })).toBe(401);
  });

  test("may be the app's, when the server is told its origin", async () => {
    await server.stop();
    server = await startServer({ PUSH_APP_ORIGIN: 'https://app.pushwright.dev' });
    const own = { origin: 'https://app.pushwright.dev', 'sec-fetch-site': 'same-site' };
    expect(await subscribeWith({ cookie: cookie(), ...own })).toBe(204);
    expect(await subscribeWith({ cookie: cookie(), origin: 'https://evil.dev' })).toBe(403);
    expect(await subscribeWith({ cookie: cookie(), origin: 'https://app.pushwright.dev.evil.dev' })).toBe(
      403,
    );
    const ask = async (origin: string) =>
      (
        await server.call('OPTIONS', '/api/push/subscribe', {
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        })
      ).headers['access-control-allow-origin'];
    expect(await ask('https://app.pushwright.dev')).toBe('https://app.pushwright.dev');
    expect(await ask('https://evil.dev')).toBeUndefined();
  });
});

describe('the development identity', () => {
  beforeEach(async () => {
    await server.stop();
    server = await startServer({ PUSH_DEV_USER: 'developer' });
  });
  const subscribeWith = (headers: Record<string, string>) =>
    status('subscribe', { headers, body: { subscription: makeBrowser().subscription } });

  test('is for this machine', async () => {
    expect(await subscribeWith({})).toBe(204);
    expect(
      await subscribeWith({
        origin: 'http://localhost:5173',
        'sec-fetch-site': 'same-origin',
        host: 'localhost:8787',
      }),
    ).toBe(204);
    expect(server.rows().map(({ user }) => user)).toEqual(['developer', 'developer']);
    expect(await subscribe('ada', { subscription: makeBrowser().subscription })).toBe(204);
    expect(
      server
        .rows()
        .map(({ user }) => user)
        .sort(),
    ).toEqual(['ada', 'developer', 'developer']);
  });

  test('is for nobody behind a proxy, another name or another page', async () => {
    const elsewhere: Record<string, string>[] = [
      { 'x-forwarded-for': '203.0.113.9' },
      { 'x-forwarded-for': '127.0.0.1, 192.168.1.9' },
      { host: 'rebound.evil.dev' },
      { host: 'app.pushwright.dev' },
      { origin: 'https://app.pushwright.dev', 'sec-fetch-site': 'same-origin' },
      { origin: 'http://192.168.1.5:5173', 'sec-fetch-site': 'same-origin' },
      { origin: 'http://localhost.evil.dev', 'sec-fetch-site': 'same-origin' },
      { origin: 'http://127.0.0.1.evil.dev', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of elsewhere) {
      expect(await subscribeWith(headers)).toBe(401);
    }
    expect(await subscribeWith({ origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' })).toBe(
      403,
    );
    expect(server.rows()).toEqual([]);
  });
});
