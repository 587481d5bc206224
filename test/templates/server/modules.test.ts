import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkSubject } from '../../../src/vapid/subject.ts';
import { clientAddress } from '../../../templates/server/client-address.ts';
import { endpointId, parseEndpoint } from '../../../templates/server/endpoint.ts';
import { identify, signPushToken } from '../../../templates/server/identify.ts';
import { reactTo, retryDelay } from '../../../templates/server/outcomes.ts';
import { createRateLimit } from '../../../templates/server/rate-limit.ts';
import { subjectProblem } from '../../../templates/server/subject.ts';
import { tokenSecret } from './support/run-server.ts';

describe('endpoints', () => {
  test.each([
    'https://fcm.googleapis.com/fcm/send/dX-Y_z:APA91bH',
    'https://jmt17.google.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
    'https://updates-autopush.stage.push.services.mozilla.com/wpush/v1/x',
    'https://web.push.apple.com/QGu',
    'https://eu.push.apple.com/QGu',
    'https://wns2-par02p.notify.windows.com/w/?token=BQYAAAC%2bx%3d',
    'https://fcm.googleapis.com:443/fcm/send/x',
    'HTTPS://FCM.GoogleAPIs.com/fcm/send/x',
  ])('%s', (endpoint) => {
    expect(parseEndpoint(endpoint, [])).toBeInstanceOf(URL);
  });

  test.each([
    'http://fcm.googleapis.com/fcm/send/x',
    'https://fcm.googleapis.com:8443/fcm/send/x',
    'https://user@fcm.googleapis.com/fcm/send/x',
    'https://user:pass@fcm.googleapis.com/fcm/send/x',
    'https://fcm.googleapis.com@evil.dev/fcm/send/x',
    'https://fcm.googleapis.com.evil.dev/fcm/send/x',
    'https://evilfcm.googleapis.com/fcm/send/x',
    'https://fcm.googleapis.com./fcm/send/x',
    'https://notify.windows.com/w/',
    'https://evilnotify.windows.com/w/',
    'https://evil.dev/?.notify.windows.com',
    'https://evil.dev#.push.apple.com',
    'https://evil.dev\\.push.apple.com/x',
    'https://127.0.0.1/fcm/send/x',
    'https://[::1]/fcm/send/x',
    'https://2130706433/x',
    'https://localhost/x',
    'https://169.254.169.254/latest/meta-data',
    'https://permanently-removed.invalid/fcm/send/x',
    'https://push.apple.com.localhost/x',
    'https://googleapis.com/x',
    'https://storage.googleapis.com/x',
    'https://fсm.googleapis.com/fcm/send/x',
    'https://fcm。googleapis.com.evil.dev/x',
    'ftp://fcm.googleapis.com/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    '//fcm.googleapis.com/x',
    'fcm.googleapis.com/x',
    'https://fcm.googleapis.com/x#fragment',
    'https://',
    '',
    `https://fcm.googleapis.com/${'x'.repeat(2048)}`,
    undefined,
    null,
    7,
    ['https://fcm.googleapis.com/x'],
    { href: 'https://fcm.googleapis.com/x', toString: () => 'https://fcm.googleapis.com/x' },
  ])('not %s', (endpoint) => {
    expect(parseEndpoint(endpoint, [])).toBeUndefined();
  });

  test('of other hosts only when they are named', () => {
    const hosts = ['push.pushwright.dev', '.up.pushwright.dev'];
    expect(parseEndpoint('https://push.pushwright.dev/x', hosts)).toBeDefined();
    expect(parseEndpoint('https://a.up.pushwright.dev/x', hosts)).toBeDefined();
    expect(parseEndpoint('https://a.push.pushwright.dev/x', hosts)).toBeUndefined();
    expect(parseEndpoint('https://up.pushwright.dev/x', hosts)).toBeUndefined();
    expect(parseEndpoint('https://evilup.pushwright.dev/x', hosts)).toBeUndefined();
  });

  test('have one id however they are written', () => {
    expect(endpointId('https://FCM.googleapis.com:443/x')).toBe(endpointId('https://fcm.googleapis.com/x'));
    expect(endpointId('https://fcm.googleapis.com/x')).not.toBe(endpointId('https://fcm.googleapis.com/X'));
  });
});

test.each([
  'mailto:push@pushwright.dev',
  'mailto:a.b+c@sub.pushwright.dev',
  'mailto:push@pushwright.dev?subject=push',
  'MAILTO:push@pushwright.dev',
  'https://pushwright.dev',
  'https://pushwright.dev/contact',
  '',
  'push@pushwright.dev',
  'mailto:',
  'mailto:push',
  'mailto:undefined',
  'mailto:a@b@pushwright.dev',
  'mailto: push@pushwright.dev',
  '<mailto:push@pushwright.dev>',
  'mailto:<push@pushwright.dev>',
  'http://pushwright.dev',
  'https://',
  'https://localhost:3000',
  'https://127.0.0.1',
  'https://192.168.1.2',
  'https://[::1]/',
  'mailto:me@localhost',
  'mailto:me@mac.local',
  'mailto:me@x.invalid',
  'mailto:me@x.test',
  'mailto:me@intranet',
  'mailto:you@example.com',
  'mailto:you@example.org',
  'mailto:you@my.example',
  'https://example.com',
])('the subject %s is judged by the server as by init', (subject) => {
  expect(subjectProblem(subject) === undefined).toBe(checkSubject(subject) === undefined);
});

describe('tokens', () => {
  const ask = (headers: Record<string, string>) =>
    identify(new Request('https://app.pushwright.dev/api/push/subscribe', { headers }), tokenSecret);

  test('say who is asking, in a header or a cookie', async () => {
    for (const user of ['42', 'ada@pushwright.dev', 'ünïcödé', 'a.b.c', 'x'.repeat(256)]) {
      const token = signPushToken(user, tokenSecret, 60);
      expect(await ask({ authorization: `Bearer ${token}` })).toBe(user);
      expect(await ask({ authorization: `bearer ${token}` })).toBe(user);
      expect(await ask({ cookie: `x=1; push_token=${token}` })).toBe(user);
    }
  });

  test('are what any other language can make', async () => {
    const expiry = Math.floor(Date.now() / 1000) + 60;
    const claim = `${Buffer.from('42').toString('base64url')}.${expiry}`;
    const mac = createHmac('sha256', tokenSecret).update(`push token ${claim}`).digest('base64url');
    expect(await ask({ authorization: `Bearer ${claim}.${mac}` })).toBe('42');
    expect(
      await ask({
        authorization: `Bearer ${claim}.${createHmac('sha256', '').update(claim).digest('base64url')}`,
      }),
    ).toBe(undefined);
  });

  test('end', async () => {
    const claim = `${Buffer.from('42').toString('base64url')}.${Math.floor(Date.now() / 1000) - 1}`;
    const mac = createHmac('sha256', tokenSecret).update(`push token ${claim}`).digest('base64url');
    expect(await ask({ authorization: `Bearer ${claim}.${mac}` })).toBeUndefined();
    const never = `${Buffer.from('42').toString('base64url')}.never`;
    const nan = createHmac('sha256', tokenSecret).update(`push token ${never}`).digest('base64url');
    expect(await ask({ authorization: `Bearer ${never}.${nan}` })).toBeUndefined();
  });

  test('are not made for nobody, without a secret or without an end', () => {
    expect(() => signPushToken('', tokenSecret, 60)).toThrow(RangeError);
    expect(() => signPushToken('a\nb', tokenSecret, 60)).toThrow(RangeError);
    expect(() => signPushToken('ada', 'short', 60)).toThrow(RangeError);
    expect(() => signPushToken('ada', tokenSecret, 0)).toThrow(RangeError);
    expect(() => signPushToken('ada', tokenSecret, Number.NaN)).toThrow(RangeError);
  });
});

describe('answers', () => {
  const react = (status: number, body = '') => reactTo({ status, body, retryAfter: undefined });

  test('delete only what is dead', () => {
    for (let status = 100; status < 600; status++) {
      expect(react(status) === 'purge').toBe(status === 404 || status === 410);
      expect(react(status) === 'accepted').toBe(status >= 200 && status < 300);
    }
    expect(react(403, '{"reason":"BadJwtToken"}')).toBe('misconfigured');
    expect(react(301)).toBe('refused');
  });

  test('are waited out with jitter, and never beyond what is of use', () => {
    const delays = Array.from({ length: 100 }, () => retryDelay(3, undefined, 60_000) ?? Number.NaN);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(4000);
    expect(new Set(delays).size).toBeGreaterThan(50);
    expect(retryDelay(1, 5000, 60_000)).toBeGreaterThanOrEqual(5000);
    expect(retryDelay(1, 60_000, 59_000)).toBeUndefined();
    expect(retryDelay(1, 7_200_000, 86_400_000)).toBeUndefined();
    expect(retryDelay(6, undefined, 60_000)).toBeUndefined();
  });
});

test('a rate limit counts each key by itself and does not grow', () => {
  const take = createRateLimit(2);
  expect([take('a'), take('a'), take('a'), take('b')]).toEqual([true, true, false, true]);
  for (let count = 0; count < 10_000; count++) take(`other ${count}`);
  expect(take('a')).toBe(true);
});

test('an address is that of the nearest machine that is not a proxy of this network', () => {
  const address = (peer: string | undefined, forwarded?: string) =>
    clientAddress(
      new Request('https://app.pushwright.dev/', {
        headers: forwarded ? { 'x-forwarded-for': forwarded } : {},
      }),
      peer,
    );
  expect(address('203.0.113.1', '198.51.100.1')).toBe('203.0.113.1');
  expect(address('127.0.0.1', 'spoofed, 198.51.100.1')).toBe('198.51.100.1');
  expect(address('::ffff:172.17.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(address('fd00::1', '2001:db8::1')).toBe('2001:db8::1');
  expect(address('10.0.0.1')).toBeUndefined();
  expect(address(undefined)).toBeUndefined();
});
