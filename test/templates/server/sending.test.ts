import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { pushServerForEachTest } from './support/push-server.ts';
import { hosts, makeBrowser } from './support/push-services.ts';
import { keys, sendSecret, tokenSecret } from './support/run-server.ts';

const push = pushServerForEachTest();

describe('a push', () => {
  test("reaches each of the user's browsers, encrypted and signed for its push service", async () => {
    const browsers = Object.values(hosts).map((host) => makeBrowser(host));
    await push.subscribe('ada', ...browsers);
    await push.subscribe('bob', makeBrowser());
    const notification = {
      kind: 'chat',
      title: 'Grace',
      body: 'Hello 👋🏽',
      conversation: 'c1',
      url: '/chat/c1',
    };
    const before = Date.now();

    expect(await push.send('ada', notification)).toBe(4);
    expect(await push.results(4)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);

    expect(push.services.received).toHaveLength(4);
    for (const browser of browsers) {
      const got = push.services.received.find((request) => request.path === browser.path);
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
    await push.subscribe('ada', browser);
    await push.send('ada', { kind: 'call', title: 'Grace is calling', callId: 'v1.123.aik2' });
    await push.results(1);
    const [got] = push.services.received;
    expect(got?.headers.urgency).toBe('high');
    expect(Number(got?.headers.ttl)).toBeLessThanOrEqual(60);
    expect(Number(got?.headers.ttl)).toBeGreaterThan(0);
    expect(got?.headers.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  test('that is already out of date is not sent', async () => {
    await push.subscribe('ada', makeBrowser());
    await push.send('ada', { title: 'Too late', expiresAt: Date.now() - 1 });
    expect(await push.results(1)).toEqual(['expired']);
    expect(push.services.received).toEqual([]);
  });

  test('is signed once for one push service', async () => {
    await push.subscribe('ada', makeBrowser(), makeBrowser());
    await push.send('ada', { title: 'One' });
    await push.results(2);
    expect(push.services.received[0]?.headers.authorization).toBe(
      push.services.received[1]?.headers.authorization,
    );
  });

  test('is declarative too when the origin of the app is known, but for the end of a call', async () => {
    await push.restart({ PUSH_APP_ORIGIN: 'https://app.pushwright.dev' });
    const browser = makeBrowser(hosts.apple);
    await push.subscribe('ada', browser);
    await push.send('ada', {
      title: 'Hi',
      url: 'https://app.pushwright.dev/x?y#z',
      icon: '/icon.png',
      lang: 'en',
    });
    await push.results(1);
    await push.send('ada', { kind: 'call-ended', title: 'Missed call', callId: '7' });
    await push.results(2);
    const [plain, ended] = push.services.received.map((got) => browser.read(got));
    expect(plain).toEqual({
      web_push: 8030,
      notification: {
        title: 'Hi',
        navigate: 'https://app.pushwright.dev/x?y#z',
        icon: 'https://app.pushwright.dev/icon.png',
        lang: 'en',
        tag: expect.any(String),
        data: expect.objectContaining({ title: 'Hi', url: '/x?y#z', icon: '/icon.png' }),
      },
    });
    expect(ended).toMatchObject({ kind: 'call-ended', title: 'Missed call', tag: 'call-7' });
  });
});

describe('the proxy', () => {
  test('is shown the credentials of its URL', async () => {
    await push.restart({ PUSH_PROXY: push.services.proxy.replace('http://', 'http://user:p%40ss@') });
    await push.subscribe('ada', makeBrowser());
    await push.send('ada', { title: 'Hi' });
    expect(await push.results(1)).toEqual(['accepted']);
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(push.services.tunnels).toEqual([{ target: `${hosts.fcm}:443`, authorization }]);
  });

  test('that refuses costs nobody a subscription', async () => {
    await push.subscribe('ada', makeBrowser('jmt17.google.com'));
    await push.send('ada', { title: 'Hi', expiresAt: Date.now() + 1500 });
    expect(await push.results(1)).toEqual(['given-up']);
    expect(push.server.events('push')[0]).toMatchObject({ service: 'jmt17.google.com', error: 'EPROXY' });
    expect(push.server.rows()).toHaveLength(1);
  });
});

test('no secret, endpoint or token is ever written out', async () => {
  const browsers = [makeBrowser(hosts.fcm), makeBrowser(hosts.apple)];
  await push.subscribe('ada', ...browsers);
  push.services.answer(hosts.fcm, ({ path }) => ({ status: 403, body: `no ${path}` }));
  push.services.answer(hosts.apple, ({ path }) => ({ status: 410, body: `gone ${path}` }));
  await push.send('ada', { title: 'Title in confidence', body: 'Body in confidence' });
  await push.results(2);
  await push.server.call('POST', '/api/push/subscribe', {
    token: 'a.b.c',
    body: { subscription: browsers[0]?.subscription },
  });
  await push.server.call('POST', '/api/push/send', { token: sendSecret, body: '{"user": ' });
  const output = push.server.output();
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
