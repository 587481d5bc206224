import { describe, expect, test } from 'vitest';
import { pushServerForEachTest } from './support/push-server.ts';
import { hosts, makeBrowser } from './support/push-services.ts';

const push = pushServerForEachTest();

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
    await push.subscribe('ada', browser);
    push.services.answer(host, () => ({
      status,
      body,
      headers: { location: `https://${hosts.mozilla}/elsewhere` },
    }));
    await push.send('ada', { title: 'Hi' });
    await push.results(1);
    expect(push.services.received).toHaveLength(1);
    expect(push.server.rows()).toHaveLength(kept ? 1 : 0);
    expect(push.server.events('push')[0]).toMatchObject({ service: host, status, attempts: 1 });
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
      await push.subscribe('ada', fresh);
      await push.subscribe('bob', stale);
      push.services.answer(host, ({ path }) => (path === stale.path ? { status, body } : { status: 201 }));
      await push.send('bob', { title: 'Hi' });
      await push.results(1);
      expect(push.server.rows()).toHaveLength(2);
      await push.send('ada', { title: 'Hi' });
      await push.results(2);
      await push.send('bob', { title: 'Hi' });
      expect(await push.results(3)).toEqual(['other-key', 'accepted', 'purged']);
      expect(push.server.rows().map((row) => row.user)).toEqual(['ada']);
    },
  );

  test.each([429, 406, 503])('%i waits for as long as Retry-After says', async (status) => {
    await push.subscribe('ada', makeBrowser());
    let calls = 0;
    push.services.answer(hosts.fcm, () => {
      calls++;
      return calls === 1 ? { status, headers: { 'retry-after': '2' } } : { status: 201 };
    });
    await push.send('ada', { title: 'Hi', tag: 'one' });
    expect(await push.results(1)).toEqual(['accepted']);
    expect(push.server.events('push')[0]).toMatchObject({ attempts: 2 });
    const [first, second] = push.services.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2000);
    expect(Number(second?.headers.ttl)).toBeLessThan(Number(first?.headers.ttl));
    expect(second?.headers.topic).toBe(first?.headers.topic);
    expect(push.server.rows()).toHaveLength(1);
  });

  test('5xx is tried again after a while, and not beyond the life of the notification', async () => {
    await push.subscribe('ada', makeBrowser());
    push.services.answer(hosts.fcm, () => ({ status: 500 }));
    await push.send('ada', { kind: 'call', title: 'Ring', callId: '1', expiresAt: Date.now() + 2500 });
    expect(await push.results(1)).toEqual(['given-up']);
    expect(push.services.received.length).toBeGreaterThan(1);
    expect(push.services.received.length).toBeLessThan(5);
    expect(push.server.rows()).toHaveLength(1);
  });

  test('a Retry-After beyond the life of the notification ends it', async () => {
    await push.subscribe('ada', makeBrowser());
    push.services.answer(hosts.fcm, () => ({ status: 429, headers: { 'retry-after': '120' } }));
    await push.send('ada', { kind: 'call', title: 'Ring', callId: '1' });
    expect(await push.results(1)).toEqual(['given-up']);
    expect(push.services.received).toHaveLength(1);
  });
});
