import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signPushToken } from '../../../templates/server/identify.ts';
import { hosts, makeBrowser, type PushServices, startPushServices } from './support/push-services.ts';
import {
  keys,
  type RunningServer,
  sendSecret,
  startServer,
  tokenSecret,
  waitFor,
} from './support/run-server.ts';

let services: PushServices;
let server: RunningServer;

beforeAll(async () => {
  services = await startPushServices();
}, 120_000);
afterAll(async () => services.close());
beforeEach(async () => {
  services.reset();
  server = await startServer(reachServices());
}, 120_000);
afterEach(async () => server.stop());

function reachServices(): Record<string, string> {
  return { PUSH_PROXY: services.proxy, NODE_EXTRA_CA_CERTS: services.certificate };
}

type Browser = ReturnType<typeof makeBrowser>;

async function subscribe(user: string, ...browsers: Browser[]): Promise<void> {
  const token = signPushToken(user, tokenSecret, 60);
  for (const { subscription } of browsers) {
    const reply = await server.call('POST', '/api/push/subscribe', { token, body: { subscription } });
    expect(reply.status).toBe(204);
  }
}

async function send(user: string, notification: object): Promise<number> {
  const reply = await server.call('POST', '/api/push/send', {
    token: sendSecret,
    body: { user, notification },
  });
  expect(reply).toMatchObject({ status: 202 });
  return JSON.parse(reply.body).queued;
}

/** Results of the log, once so many deliveries have come to an end. */
async function results(count: number, limit?: number): Promise<unknown[]> {
  await waitFor(() => server.events('push').length >= count, limit);
  return server.events('push').map((line) => line.result);
}

describe('a push', () => {
  test("reaches each of the user's browsers, encrypted and signed for its push service", async () => {
    const browsers = Object.values(hosts).map((host) => makeBrowser(host));
    await subscribe('ada', ...browsers);
    await subscribe('bob', makeBrowser());
    const notification = {
      kind: 'chat',
      title: 'Grace',
      body: 'Hello 👋🏽',
      conversation: 'c1',
      url: '/chat/c1',
    };
    const before = Date.now();

    expect(await send('ada', notification)).toBe(4);
    expect(await results(4)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);

    expect(services.received).toHaveLength(4);
    for (const browser of browsers) {
      const got = services.received.find((request) => request.path === browser.path);
      if (got === undefined) throw new Error('a browser got nothing');
      const payload = browser.read(got) as Record<string, number>;
      expect(payload).toEqual({
        ...notification,
        tag: 'chat-c1',
        sentAt: expect.any(Number),
        expiresAt: expect.any(Number),
      });
      expect(payload.expiresAt).toBe((payload.sentAt ?? 0) + 86_400_000);
      const topic = createHash('sha256').update('chat-c1').digest('base64url').slice(0, 32);
      expect(got.headers).toMatchObject({ 'content-encoding': 'aes128gcm', topic, urgency: 'normal' });
      expect(Number(got.headers.ttl)).toBeGreaterThan(86_390);
      expect(Number(got.headers.ttl)).toBeLessThanOrEqual(86_400);
      const claims = readVapid(got.headers.authorization);
      expect(claims).toMatchObject({ aud: `https://${got.host}`, sub: 'mailto:push@pushwright.dev' });
      expect(claims.exp).toBeGreaterThan(before / 1000);
      expect(claims.exp).toBeLessThanOrEqual(Date.now() / 1000 + 43_201);
    }
  });

  test('for a call rings at once and not for long', async () => {
    const browser = makeBrowser();
    await subscribe('ada', browser);
    await send('ada', { kind: 'call', title: 'Grace is calling', callId: 'v1.123.aik2' });
    await results(1);
    const [got] = services.received;
    expect(got?.headers.urgency).toBe('high');
    expect(Number(got?.headers.ttl)).toBeLessThanOrEqual(60);
    expect(Number(got?.headers.ttl)).toBeGreaterThan(0);
    expect(got?.headers.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  test('that is already out of date is not sent', async () => {
    await subscribe('ada', makeBrowser());
    await send('ada', { title: 'Too late', expiresAt: Date.now() - 1 });
    expect(await results(1)).toEqual(['expired']);
    expect(services.received).toEqual([]);
  });

  test('is signed once for one push service', async () => {
    await subscribe('ada', makeBrowser(), makeBrowser());
    await send('ada', { title: 'One' });
    await results(2);
    expect(services.received[0]?.headers.authorization).toBe(services.received[1]?.headers.authorization);
  });

  test('is declarative too when the origin of the app is known, but for the end of a call', async () => {
    await server.stop();
    server = await startServer({ ...reachServices(), PUSH_APP_ORIGIN: 'https://app.pushwright.dev' });
    const browser = makeBrowser(hosts.apple);
    await subscribe('ada', browser);
    await send('ada', {
      title: 'Hi',
      url: 'https://app.pushwright.dev/x?y#z',
      icon: '/icon.png',
      lang: 'en',
    });
    await results(1);
    await send('ada', { kind: 'call-ended', title: 'Missed call', callId: '7' });
    await results(2);
    const [plain, ended] = services.received.map((got) => browser.read(got));
    expect(plain).toEqual({
      web_push: 8030,
      notification: {
        title: 'Hi',
        navigate: 'https://app.pushwright.dev/x?y#z',
        icon: 'https://app.pushwright.dev/icon.png',
        lang: 'en',
        data: expect.objectContaining({ title: 'Hi', url: '/x?y#z', icon: '/icon.png' }),
      },
    });
    expect(ended).toMatchObject({ kind: 'call-ended', title: 'Missed call', tag: 'call-7' });
  });
});

describe('answers of push services', () => {
  const mismatch =
    'the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.';

  test.each([
    { host: hosts.fcm, status: 404, body: '', kept: false },
    { host: hosts.fcm, status: 410, body: 'push subscription has unsubscribed or expired.', kept: false },
    { host: hosts.apple, status: 403, body: '{"reason":"BadJwtToken"}', kept: true },
    { host: hosts.apple, status: 400, body: '{"reason":"BadWebPushTopic"}', kept: true },
    {
      host: hosts.mozilla,
      status: 401,
      body: '{"code":401,"errno":109,"message":"Request did not validate"}',
      kept: true,
    },
    { host: hosts.fcm, status: 403, body: mismatch, kept: true },
    { host: hosts.apple, status: 400, body: '{"reason":"VapidPkHashMismatch"}', kept: true },
    { host: hosts.fcm, status: 413, body: '', kept: true },
    { host: hosts.fcm, status: 302, body: '', kept: true },
    { host: hosts.fcm, status: 418, body: '', kept: true },
  ])('$status $body', async ({ host, status, body, kept }) => {
    const browser = makeBrowser(host);
    await subscribe('ada', browser);
    services.answer(host, () => ({
      status,
      body,
      headers: { location: `https://${hosts.mozilla}/elsewhere` },
    }));
    await send('ada', { title: 'Hi' });
    await results(1);
    expect(services.received).toHaveLength(1);
    expect(server.rows()).toHaveLength(kept ? 1 : 0);
    expect(server.events('push')[0]).toMatchObject({ service: host, status, attempts: 1 });
  });

  test.each([
    { host: hosts.fcm, status: 403, body: mismatch },
    { host: hosts.mozilla, status: 401, body: '{"errno":109,"message":"VAPID public key mismatch"}' },
    { host: hosts.apple, status: 400, body: '{"reason":"VapidPkHashMismatch"}' },
  ])(
    '$status of another key deletes once this key is known to work there',
    async ({ host, status, body }) => {
      const stale = makeBrowser(host);
      const fresh = makeBrowser(host);
      await subscribe('ada', fresh);
      await subscribe('bob', stale);
      services.answer(host, ({ path }) => (path === stale.path ? { status, body } : { status: 201 }));
      await send('bob', { title: 'Hi' });
      await results(1);
      expect(server.rows()).toHaveLength(2);
      await send('ada', { title: 'Hi' });
      await results(2);
      await send('bob', { title: 'Hi' });
      expect(await results(3)).toEqual(['purge-if-key-works', 'accepted', 'purged']);
      expect(server.rows().map((row) => row.user)).toEqual(['ada']);
    },
  );

  test.each([429, 406, 503])('%i waits for as long as Retry-After says', async (status) => {
    await subscribe('ada', makeBrowser());
    let calls = 0;
    services.answer(hosts.fcm, () => {
      calls++;
      return calls === 1 ? { status, headers: { 'retry-after': '2' } } : { status: 201 };
    });
    await send('ada', { title: 'Hi', tag: 'one' });
    expect(await results(1)).toEqual(['accepted']);
    expect(server.events('push')[0]).toMatchObject({ attempts: 2 });
    const [first, second] = services.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2000);
    expect(Number(second?.headers.ttl)).toBeLessThan(Number(first?.headers.ttl));
    expect(second?.headers.topic).toBe(first?.headers.topic);
    expect(server.rows()).toHaveLength(1);
  });

  test('5xx is tried again after a while, and not beyond the life of the notification', async () => {
    await subscribe('ada', makeBrowser());
    services.answer(hosts.fcm, () => ({ status: 500 }));
    await send('ada', { kind: 'call', title: 'Ring', callId: '1', expiresAt: Date.now() + 2500 });
    expect(await results(1)).toEqual(['given-up']);
    expect(services.received.length).toBeGreaterThan(1);
    expect(services.received.length).toBeLessThan(5);
    expect(server.rows()).toHaveLength(1);
  });

  test('a Retry-After beyond the life of the notification ends it', async () => {
    await subscribe('ada', makeBrowser());
    services.answer(hosts.fcm, () => ({ status: 429, headers: { 'retry-after': '120' } }));
    await send('ada', { kind: 'call', title: 'Ring', callId: '1' });
    expect(await results(1)).toEqual(['given-up']);
    expect(services.received).toHaveLength(1);
  });
});

describe('load', () => {
  test('at most 20 requests to one push service are open at a time', async () => {
    services.answer(hosts.fcm, () => new Promise((done) => setTimeout(() => done({ status: 201 }), 100)));
    for (const user of ['a', 'b', 'c', 'd']) {
      await subscribe(user, ...Array.from({ length: 15 }, () => makeBrowser()));
    }
    for (const user of ['a', 'b', 'c', 'd']) await send(user, { title: 'Hi' });
    expect(await results(60)).toEqual(Array(60).fill('accepted'));
    expect(services.mostOpen(hosts.fcm)).toBe(20);
    // Connections stay open between pushes.
    expect(services.tunnels.length).toBeLessThanOrEqual(25);
  });

  test('a push service that hangs does not hold back the others, and is let go after the time limit', async () => {
    await subscribe(
      'ada',
      ...Array.from({ length: 19 }, () => makeBrowser(hosts.windows)),
      makeBrowser(hosts.mozilla),
    );
    services.answer(hosts.windows, () => 'hang');
    const started = Date.now();
    for (let round = 0; round < 3; round++) await send('ada', { title: 'Hi', expiresAt: Date.now() + 8000 });
    expect(await results(3, 5000)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(services.mostOpen(hosts.windows)).toBe(20);
    expect(await results(60, 20_000)).not.toContain('purged');
    expect(
      server.events('push').filter((line) => line.error === 'TimeoutError' || line.error === 'ABORT_ERR'),
    ).not.toEqual([]);
    expect(server.rows()).toHaveLength(20);
  }, 40_000);

  test('SIGTERM lets what is on its way arrive and takes nothing new', async () => {
    await subscribe('ada', ...Array.from({ length: 20 }, () => makeBrowser()));
    services.answer(hosts.fcm, () => new Promise((done) => setTimeout(() => done({ status: 201 }), 700)));
    await send('ada', { title: 'One' });
    await send('ada', { title: 'Two' });
    await waitFor(() => services.received.length >= 20);
    const ended = new Promise<number | null>((done) => server.process.on('exit', (code) => done(code)));
    server.process.kill('SIGTERM');
    await waitFor(() => server.events('stopping').length > 0);
    await expect(server.call('GET', '/healthz')).rejects.toThrow(/ECONNREFUSED/);
    expect(await ended).toBe(0);
    expect(services.received).toHaveLength(40);
    expect(await results(40)).toEqual(Array(40).fill('accepted'));
    expect(server.events('stopped')).toHaveLength(1);
  });
});

test('no secret, endpoint or token is ever written out', async () => {
  const browsers = [makeBrowser(hosts.fcm), makeBrowser(hosts.apple)];
  await subscribe('ada', ...browsers);
  services.answer(hosts.fcm, ({ path }) => ({ status: 403, body: `no ${path}` }));
  services.answer(hosts.apple, ({ path }) => ({ status: 410, body: `gone ${path}` }));
  await send('ada', { title: 'Title in confidence', body: 'Body in confidence' });
  await results(2);
  await server.call('POST', '/api/push/subscribe', {
    token: 'a.b.c',
    body: { subscription: browsers[0]?.subscription },
  });
  await server.call('POST', '/api/push/send', { token: sendSecret, body: '{"user": ' });
  const output = server.output();
  const secrets = browsers.flatMap(({ path, subscription }) => [
    path,
    subscription.keys.p256dh,
    subscription.keys.auth,
  ]);
  for (const secret of [
    keys.privateKey,
    sendSecret,
    tokenSecret,
    'confidence',
    '/fcm/send',
    'ada',
    ...secrets,
  ]) {
    expect(output).not.toContain(secret);
  }
});

/** The claims of a VAPID header (RFC 8292 §3), its signature checked with the server's public key. */
function readVapid(header: string | undefined): { aud: string; exp: number; sub: string } {
  const [, jwt = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(header ?? '') ?? [];
  expect(key).toBe(keys.publicKey);
  const point = Buffer.from(keys.publicKey, 'base64url');
  const [head, claims = '', signature = ''] = jwt.split('.');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const data = Buffer.from(`${head}.${claims}`);
  const valid = verify(
    'sha256',
    data,
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect(valid).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}
