import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import webpush from 'web-push';
import { launchChromium } from '../../src/prove/browsers/chromium.ts';
import { launchFirefox } from '../../src/prove/browsers/firefox.ts';
import type { TestBrowser } from '../../src/prove/browsers/test-browser.ts';
import { type PushService, startPushService } from '../../src/prove/push-service.ts';
import { type MinimalApp, startMinimalApp, WORKER } from '../prove/minimal-app.ts';
import { sendPush } from '../prove/send-push.ts';

const keys = webpush.generateVAPIDKeys();
const subject = 'mailto:push@example.com';
const launchers = { firefox: launchFirefox, chromium: launchChromium };

describe.each(['firefox', 'chromium'] as const)('%s', (family) => {
  let service: PushService;
  let browser: TestBrowser;
  let app: MinimalApp;
  let page: Page;

  beforeAll(async () => {
    service = await startPushService();
    browser = await launchers[family](service);
    app = await startMinimalApp({ publicKey: keys.publicKey });
    page = await browser.newPage(app.url);
    await subscribe(page);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await service?.close();
  });

  async function subscribe(open: Page): Promise<void> {
    await open.click('[data-pushwright="enable"]');
    await open.waitForFunction('document.querySelector("output").dataset.pushwrightState !== "off"', {
      timeout: 60_000,
    });
    const state = await open.$eval('output', (output) => output.getAttribute('data-pushwright-state'));
    expect(state).toBe('on');
  }

  /** The subscription as the page sent it to its server. */
  function stored() {
    const [entry] = [...app.subscriptions].slice(-1);
    if (!entry) throw new Error('The page has sent no subscription.');
    return { endpoint: entry[0], keys: entry[1].keys };
  }

  const send = (payload: object | null, options: object = {}, subscription: object = stored()) =>
    sendPush(service, subscription, payload && JSON.stringify(payload), {
      vapidDetails: { subject, ...keys },
      ...options,
    });

  /** The notification called that, once it is on display. */
  async function waitForNotification(title: string): Promise<{ title: string; body: string }> {
    return vi.waitFor(
      async () => {
        const { found, titles } = await browser.lookForNotification(page, title);
        if (!found) throw new Error(`"${title}" is not there, but ${titles.join(', ')}.`);
        return found;
      },
      { timeout: 15_000, interval: 100 },
    );
  }

  it('subscribes at a real vendor’s endpoint with the key of the page', () => {
    const { endpoint, keys: own } = stored();
    const host = family === 'firefox' ? 'updates.push.services.mozilla.com' : 'jmt17.google.com';
    expect(new URL(endpoint).host).toBe(host);
    expect(Buffer.from(own.p256dh, 'base64url')).toHaveLength(65);
    const subscribed = service.events.find((event) => event.kind === 'subscribed');
    expect(subscribed).toMatchObject({ browser: family, endpoint, applicationServerKey: keys.publicKey });
  });

  it('asked for the permission in the click alone', () => {
    expect(
      browser.permissionCalls.map(({ call, gesture, permission }) => ({ call, gesture, permission })),
    ).toEqual([
      { call: 'Notification.requestPermission', gesture: true, permission: 'default' },
      { call: 'PushManager.subscribe', gesture: true, permission: 'granted' },
    ]);
  });

  it('decrypts a push and shows its notification', async () => {
    const since = service.events.length;
    const answer = await send(
      { title: 'Über 😀', body: 'first' },
      { TTL: 60, urgency: 'high', topic: 'greeting' },
    );
    expect(answer).toMatchObject({ statusCode: 201, headers: { ttl: '60' } });
    expect(answer.headers?.location).toMatch(/^https:\/\/\S+\/m\/\S+$/);
    const pushed = await service.waitFor('pushed', 1_000, undefined, since);
    expect(pushed).toMatchObject({ ttl: 60, urgency: 'high', topic: 'greeting' });
    const done = await service.waitFor('acknowledged', 10_000, undefined, since);
    expect(done).toMatchObject({ messageId: pushed.messageId, code: 100 });
    expect(await waitForNotification('Über 😀')).toEqual({ title: 'Über 😀', body: 'first' });
  });

  it('shows the largest body', async () => {
    const room = 3993 - JSON.stringify({ title: 'Large', body: '' }).length;
    const answer = await send({ title: 'Large', body: 'x'.repeat(room) });
    expect(answer.statusCode).toBe(201);
    expect((await waitForNotification('Large')).body).toHaveLength(room);
  });

  it('refuses a larger one', async () => {
    const room = 3994 - JSON.stringify({ title: 'Large', body: '' }).length;
    expect(await send({ title: 'Large', body: 'x'.repeat(room) })).toMatchObject({ statusCode: 413 });
  });

  it('delivers a push without data', async () => {
    expect(await send(null)).toMatchObject({ statusCode: 201 });
    expect(await waitForNotification('No data')).toEqual({ title: 'No data', body: '' });
  });

  it('delivers eight at once, each once', async () => {
    const since = service.events.length;
    const settled = () => service.events.slice(since).filter((event) => event.kind === 'acknowledged');
    const titles = Array.from({ length: 8 }, (_, index) => `Burst ${index}`);
    await Promise.all(titles.map((title) => send({ title, tag: title })));
    // All on their way before anything is read back.
    await vi.waitFor(() => expect(settled()).toHaveLength(8), { timeout: 15_000 });
    for (const title of titles) await waitForNotification(title);
    expect(settled()).toHaveLength(8);
  });

  it('refuses another key than the page subscribed with', async () => {
    const other = { subject, ...webpush.generateVAPIDKeys() };
    const answer = await send({ title: 'Never' }, { vapidDetails: other });
    expect(answer.statusCode).toBe(family === 'firefox' ? 401 : 403);
    expect(answer.body).toContain(
      family === 'firefox' ? 'VAPID public key mismatch' : 'do not correspond to the credentials',
    );
  });

  it('refuses a token for another origin', async () => {
    const { endpoint } = stored();
    const wrong = webpush.getVapidHeaders(
      'https://push.example.com',
      subject,
      keys.publicKey,
      keys.privateKey,
      'aes128gcm',
    );
    const since = service.events.length;
    const answer = await send(
      { title: 'Never' },
      { vapidDetails: null, headers: { Authorization: wrong.Authorization } },
    );
    expect(answer.statusCode).toBe(family === 'firefox' ? 401 : 403);
    const rejected = await service.waitFor('rejected', 1_000, undefined, since);
    expect(rejected.reason).toContain('"aud"');
    expect(rejected.host).toBe(new URL(endpoint).host);
  });

  it('answers 429 and 500 on demand, then as usual', async () => {
    const { endpoint } = stored();
    service.answerNext({ status: 429, retryAfter: 7, endpoint });
    service.answerNext({ status: 500, times: 2 });
    expect(await send({ title: 'Later' })).toMatchObject({
      statusCode: 429,
      headers: { 'retry-after': '7' },
    });
    expect(await send({ title: 'Later' })).toMatchObject({ statusCode: 500 });
    expect(await send({ title: 'Later' })).toMatchObject({ statusCode: 500 });
    expect(await send({ title: 'Later' })).toMatchObject({ statusCode: 201 });
    await waitForNotification('Later');
  });

  it('answers 404 for an endpoint it never gave out', async () => {
    const { endpoint, keys: own } = stored();
    const unknown = { endpoint: `${endpoint.slice(0, -4)}zzzz`, keys: own };
    const answer = await send({ title: 'Never' }, {}, unknown);
    expect(answer.statusCode).toBe(404);
    if (family === 'firefox') expect(JSON.parse(answer.body ?? '')).toMatchObject({ code: 404, errno: 102 });
  });

  it('lets a request for another host go nowhere', async () => {
    const foreign = { ...stored(), endpoint: 'https://web.push.apple.com/token' };
    const answer = await send({ title: 'Never' }, {}, foreign);
    // What the proxy answered to CONNECT.
    expect(answer.statusCode).toBe(502);
    const refused = await service.waitFor('refused-host', 1_000);
    expect(refused.host).toBe('web.push.apple.com:443');
  });

  it('answers 410 after the page has unsubscribed', async () => {
    const subscription = stored();
    await page.click('[data-pushwright="logout"]');
    const { token } = await service.waitFor('unsubscribed', 10_000);
    expect(subscription.endpoint.endsWith(token)).toBe(true);
    const answer = await send({ title: 'Never' }, {}, subscription);
    expect(answer.statusCode).toBe(410);
  });

  it('subscribes again with a new endpoint', async () => {
    const old = new Set(service.subscriptions.map(({ endpoint }) => endpoint));
    await page.waitForSelector('[data-pushwright-state="off"]');
    await subscribe(page);
    expect(old.has(stored().endpoint)).toBe(false);
    await send({ title: 'Again' });
    await waitForNotification('Again');
  });
});

describe('a worker that fails', () => {
  it.each([
    ['throws', `self.addEventListener('push', () => { throw new Error('broken'); });`, 301],
    [
      'rejects',
      `self.addEventListener('push', (event) => event.waitUntil(Promise.reject(new Error('broken'))));`,
      302,
    ],
  ])('is reported by Firefox when its handler %s', async (_how, handler, code) => {
    const service = await startPushService();
    const worker = WORKER.replace(/self\.addEventListener\('push'[\s\S]*?\n}\);/, handler);
    expect(worker).not.toBe(WORKER);
    const app = await startMinimalApp({ publicKey: keys.publicKey, worker });
    const browser = await launchFirefox(service);
    try {
      const page = await browser.newPage(app.url);
      await page.click('[data-pushwright="enable"]');
      await page.waitForSelector('[data-pushwright-state="on"]');
      const [endpoint, rest] = [...app.subscriptions][0] ?? [];
      await sendPush(service, { endpoint, ...rest }, '{"title":"x"}', { vapidDetails: { subject, ...keys } });
      expect(await service.waitFor('nacked', 10_000)).toMatchObject({ code });
    } finally {
      await browser.close();
      await app.close();
      await service.close();
    }
  });
});
