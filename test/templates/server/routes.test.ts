import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signPushToken } from '../../../templates/server/identify.ts';
import { hosts, makeBrowser } from './support/push-services.ts';
import {
  type CallOptions,
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

describe('a signed-in user', () => {
  test('subscribes, again and again, and unsubscribes', async () => {
    const { subscription, endpoint } = makeBrowser();
    expect(await subscribe('ada', { subscription })).toBe(204);
    const [first] = server.rows();
    expect(first).toMatchObject({ user: 'ada', endpoint });
    expect(await subscribe('ada', { subscription })).toBe(204);
    const [second, ...more] = server.rows();
    expect(more).toEqual([]);
    expect(second?.seen_at).toBeGreaterThan(first?.seen_at ?? Infinity);
    expect(await status('unsubscribe', { token: tokenOf('ada'), body: { endpoint } })).toBe(204);
    expect(server.rows()).toEqual([]);
    expect(await status('unsubscribe', { token: tokenOf('ada'), body: { endpoint } })).toBe(204);
    expect(await status('unsubscribe', { token: tokenOf('ada'), body: { endpoint: 'gone' } })).toBe(400);
  });

  test("replaces an old endpoint of their own, and nobody else's", async () => {
    const [old, foreign, fresh] = [makeBrowser(), makeBrowser(), makeBrowser()];
    await subscribe('ada', { subscription: old.subscription });
    await subscribe('bob', { subscription: foreign.subscription });
    await subscribe('ada', { subscription: fresh.subscription, oldEndpoint: foreign.endpoint });
    expect(server.rows()).toHaveLength(3);
    await subscribe('ada', { subscription: fresh.subscription, oldEndpoint: fresh.endpoint });
    expect(server.rows()).toHaveLength(3);
    await subscribe('ada', { subscription: fresh.subscription, oldEndpoint: old.endpoint });
    expect(
      server
        .rows()
        .map(({ endpoint }) => endpoint)
        .sort(),
    ).toEqual([foreign.endpoint, fresh.endpoint].sort());
    await subscribe('ada', { subscription: fresh.subscription, oldEndpoint: null });
    expect(server.rows()).toHaveLength(2);
  });

  test('takes over a browser with its keys, and not by its endpoint alone', async () => {
    const victim = makeBrowser();
    await subscribe('ada', { subscription: victim.subscription });
    const { keys: stolen } = makeBrowser().subscription;
    const { p256dh, auth } = victim.subscription.keys;
    for (const attempt of [stolen, { p256dh, auth: stolen.auth }, { p256dh: stolen.p256dh, auth }]) {
      expect(await subscribe('eve', { subscription: { ...victim.subscription, keys: attempt } })).toBe(403);
    }
    expect(await status('unsubscribe', { token: tokenOf('eve'), body: { endpoint: victim.endpoint } })).toBe(
      403,
    );
    expect(server.rows()).toMatchObject([{ user: 'ada' }]);
    // The same browser after a change of accounts.
    expect(await subscribe('bob', { subscription: victim.subscription })).toBe(204);
    expect(server.rows()).toMatchObject([{ user: 'bob' }]);
  });

  test('has at most 20 browsers; the one seen longest ago goes', async () => {
    const browsers = Array.from({ length: 22 }, () => makeBrowser());
    for (const { subscription } of browsers.slice(0, 20)) await subscribe('ada', { subscription });
    await subscribe('ada', { subscription: browsers[0]?.subscription });
    await subscribe('bob', { subscription: makeBrowser().subscription });
    for (const { subscription } of browsers.slice(20)) await subscribe('ada', { subscription });
    const kept = server.rows().filter(({ user }) => user === 'ada');
    expect(kept.map(({ endpoint }) => endpoint).sort()).toEqual(
      [browsers[0], ...browsers.slice(3)].map((browser) => browser?.endpoint).sort(),
    );
  });

  test('sends at most 60 requests a minute', async () => {
    const body = { endpoint: makeBrowser().endpoint };
    for (let count = 0; count < 60; count++)
      expect(await status('unsubscribe', { token: tokenOf('ada'), body })).toBe(204);
    const refused = await server.call('POST', '/api/push/unsubscribe', { token: tokenOf('ada'), body });
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(await status('unsubscribe', { token: tokenOf('bob'), body })).toBe(204);
  });

  test('is not believed about anything but a subscription of a push service', async () => {
    const { subscription, endpoint } = makeBrowser();
    const { p256dh, auth } = subscription.keys;
    const offCurve = Buffer.from(p256dh, 'base64url');
    offCurve[64] = (offCurve[64] ?? 0) ^ 1;
    const compressed = Buffer.concat([Buffer.from([2]), Buffer.from(p256dh, 'base64url').subarray(1, 33)]);
    const bad: unknown[] = [
      undefined,
      null,
      'text',
      [],
      {},
      { endpoint },
      { endpoint, keys: null },
      { endpoint, keys: [p256dh, auth] },
      { endpoint: 7, keys: { p256dh, auth } },
      { endpoint: 'https://evil.pushwright.dev/fcm/send/1', keys: { p256dh, auth } },
      { endpoint, keys: { p256dh: offCurve.toString('base64url'), auth } },
      { endpoint, keys: { p256dh: compressed.toString('base64url'), auth } },
      { endpoint, keys: { p256dh: randomBytes(65).toString('base64url'), auth } },
      { endpoint, keys: { p256dh: `${p256dh}=`, auth } },
      { endpoint, keys: { p256dh: 7, auth } },
      { endpoint, keys: { p256dh, auth: randomBytes(15).toString('base64url') } },
      { endpoint, keys: { p256dh, auth: randomBytes(17).toString('base64url') } },
      { endpoint, keys: { p256dh, auth: '' } },
    ];
    for (const given of bad) expect(await subscribe('ada', { subscription: given })).toBe(400);
    expect(server.rows()).toEqual([]);
  });

  test('cannot send what is no JSON, or too much of it', async () => {
    const token = tokenOf('ada');
    const { subscription } = makeBrowser();
    for (const body of ['', '{', '[]', 'null', '"text"', '\ufeff{'])
      expect(await status('subscribe', { token, body })).toBe(400);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      expect(
        await status('subscribe', { token, body: { subscription }, headers: { 'content-type': type } }),
      ).toBe(400);
    }
    const long = { subscription, more: 'x'.repeat(8192) };
    expect(await status('subscribe', { token, body: long })).toBe(413);
    expect(await status('subscribe', { token, body: long, chunked: true })).toBe(413);
    expect(await status('subscribe', { token, body: { subscription }, chunked: true })).toBe(204);
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect(await status('subscribe', { token, body: { subscription }, headers })).toBe(204);
    expect(await server.call('GET', '/healthz')).toMatchObject({ status: 200 });
  });
});

describe("the app's backend", () => {
  const send = (body: unknown) => server.call('POST', '/api/push/send', { token: sendSecret, body });

  test('is told what is wrong with a notification, and nothing goes out', async () => {
    await subscribe('ada', { subscription: makeBrowser(hosts.fcm).subscription });
    const bad: [unknown, RegExp][] = [
      [{ notification: { title: 'Hi' } }, /user/],
      [{ user: '', notification: { title: 'Hi' } }, /user/],
      [{ user: 7, notification: { title: 'Hi' } }, /user/],
      [{ user: 'ada' }, /notification/],
      [{ user: 'ada', notification: {} }, /title/],
      [{ user: 'ada', notification: { title: ' ' } }, /title/],
      [
        { user: 'ada', notification: { title: 'Hi' }, subscription: makeBrowser().subscription },
        /user, notification/,
      ],
      [{ user: 'ada', notification: { title: 'Hi', text: 'typo' } }, /do not exist/],
      [{ user: 'ada', notification: { title: 'Hi', __proto__: null, constructor: 1 } }, /do not exist/],
      [{ user: 'ada', notification: { title: 'Hi', kind: 'ring' } }, /kind/],
      [{ user: 'ada', notification: { title: 'Hi', kind: 'call' } }, /callId/],
      [{ user: 'ada', notification: { title: 'Hi', kind: 'call', callId: '1', silent: true } }, /silent/],
      [{ user: 'ada', notification: { title: 'Hi', expiresAt: '2030' } }, /expiresAt/],
      [{ user: 'ada', notification: { title: 'Hi', url: 'https://evil.dev/' } }, /url/],
      [{ user: 'ada', notification: { title: 'Hi', url: '//evil.dev/' } }, /url/],
      [{ user: 'ada', notification: { title: 'Hi', url: 'javascript:alert(1)' } }, /url/],
      [{ user: 'ada', notification: { title: 'Hi', url: 'chat/1' } }, /url/],
      [{ user: 'ada', notification: { title: 'Hi', icon: 'http://cdn.dev/a.png' } }, /icon/],
      [{ user: 'ada', notification: { title: 'Hi', icon: 'data:image/png;base64,AA' } }, /icon/],
    ];
    for (const [body, message] of bad) {
      const reply = await send(body);
      expect([reply.status, reply.body]).toEqual([400, expect.stringMatching(message)]);
    }
    expect(server.events('push')).toEqual([]);
    expect(await send({ user: 'nobody', notification: { title: 'Hi' } })).toMatchObject({
      status: 202,
      body: '{"queued":0}',
    });
    expect(
      (await send({ user: 'ada', notification: { title: 'Hi', body: 'x'.repeat(16_384) } })).status,
    ).toBe(413);
  });
});

test.skipIf(process.platform === 'win32')('the database is for this user alone', () => {
  expect(statSync(server.database).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(server.database)).mode & 0o777).toBe(0o700);
});

test('subscriptions survive a restart, and those of another key wait for it', async () => {
  const { subscription, endpoint } = makeBrowser();
  await subscribe('ada', { subscription });
  const database = server.database;
  server.process.kill('SIGTERM');
  await new Promise((done) => server.process.on('exit', done));
  const { default: webpush } = await import('web-push');
  const other = webpush.generateVAPIDKeys();
  const restarted = await startServer({
    PUSH_DATABASE: database,
    VAPID_PRIVATE_KEY: other.privateKey,
    VITE_VAPID_PUBLIC_KEY: other.publicKey,
  });
  try {
    expect(restarted.events('other-key')).toMatchObject([{ subscriptions: 1 }]);
    const body = { user: 'ada', notification: { title: 'Hi' } };
    expect((await restarted.call('POST', '/api/push/send', { token: sendSecret, body })).body).toBe(
      '{"queued":0}',
    );
    expect(restarted.rows()).toMatchObject([{ user: 'ada', endpoint }]);
    // The browser has come back with a subscription for the new key.
    await restarted.call('POST', '/api/push/subscribe', { token: tokenOf('ada'), body: { subscription } });
    expect(restarted.events('push')).toEqual([]);
  } finally {
    await restarted.stop();
  }
});
