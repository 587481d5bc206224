import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpush from 'web-push';
import { launchChromium } from '../../src/prove/browsers/chromium.ts';
import { launchFirefox } from '../../src/prove/browsers/firefox.ts';
import type { TestBrowser } from '../../src/prove/browsers/test-browser.ts';
import { type PushService, startPushService } from '../../src/prove/push-service.ts';
import { sendPush } from '../prove/send-push.ts';
import { type BuiltApp, buildApp, type Host, startHost } from '../templates/client/built-app.ts';
import { addPageTools, eventually, inPage } from '../templates/client/page-tools.ts';

const plain = `
import * as client from './push/client';
import { mountPush } from './push/mount-push';
const opened: string[] = [];
Object.assign(window, { client, opened });
mountPush({ onOpen: (url) => opened.push(url) });
mountPush({ onOpen: (url) => opened.push(url) });
`;

const react = `
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as client from './push/client';
import { PushListener } from './push/push-listener';
const opened: string[] = [];
Object.assign(window, { client, opened });
createRoot(document.getElementById('root')!).render(
  <StrictMode><PushListener onOpen={(url) => opened.push(url)} /></StrictMode>,
);
`;

const vapid = webpush.generateVAPIDKeys();
const envOf = (key: string) => `VITE_VAPID_PUBLIC_KEY=${key}\n`;
const key = vapid.publicKey;
const laterKey = webpush.generateVAPIDKeys().publicKey;
const launchers = { firefox: launchFirefox, chromium: launchChromium };

const waitForState = (page: Page, state: string) =>
  eventually(() => inPage(page, 'tools.state()')).toBe(state);
const subscriptionOf = (page: Page): Promise<string | null> => inPage(page, 'tools.endpoint()');
const statusOf = (page: Page): Promise<string | null> => inPage(page, `tools.text('[role="status"]')`);

describe.each([
  ['firefox', 'without a framework', plain],
  ['chromium', 'without a framework', plain],
  ['chromium', 'with React', react],
] as const)('%s, %s', (family, _name, main) => {
  let service: PushService;
  let browser: TestBrowser;
  let app: BuiltApp;
  let laterApp: BuiltApp;
  let host: Host;
  let page: Page;

  beforeAll(async () => {
    service = await startPushService();
    app = await buildApp({ main, env: envOf(key) });
    laterApp = await buildApp({ main, env: envOf(laterKey) });
    host = await startHost(app.dist);
    browser = await launchers[family](service);
    page = await browser.newPage('about:blank');
    await addPageTools(page);
    await page.goto(`${host.origin}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    await service?.close();
    app?.remove();
    laterApp?.remove();
  });

  const requestsTo = (name: string) =>
    host.requests.filter(({ path }) => path === `/api/push/${name}`).map(({ body }) => body);
  const reload = async () => {
    host.requests.length = 0;
    await page.reload();
  };

  test('is ready, and asks for nothing by itself', async () => {
    await waitForState(page, 'ready');
    expect(browser.permissionCalls).toEqual([]);
    expect(host.requests).toEqual([]);
    expect(await page.$$('[data-pushwright="enable"]')).toHaveLength(1);
    expect(await subscriptionOf(page)).toBeNull();
  });

  test('a click asks, subscribes and tells the server', async () => {
    await page.click('[data-pushwright="enable"]');
    await waitForState(page, 'on');
    const [first] = browser.permissionCalls;
    expect(first).toMatchObject({
      call: 'Notification.requestPermission',
      gesture: true,
      permission: 'default',
    });
    expect(browser.permissionCalls.slice(1).every(({ permission }) => permission === 'granted')).toBe(true);
    expect(requestsTo('subscribe').at(-1)).toMatchObject({
      subscription: {
        endpoint: await subscriptionOf(page),
        keys: { p256dh: expect.any(String), auth: expect.any(String) },
      },
    });
    expect(await page.$('[data-pushwright="enable"]')).toBeNull();
    expect(await statusOf(page)).toBe('Notifications are on.');
  });

  const send = (payload: object) => {
    const subscription = requestsTo('subscribe').at(-1)?.subscription;
    const vapidDetails = { ...vapid, subject: 'mailto:push@example.com' };
    return sendPush(service, subscription ?? {}, JSON.stringify(payload), { vapidDetails, TTL: 60 });
  };

  test('a click on a notification goes to the page, through its router', async () => {
    expect(await send({ title: 'Real', url: '/chats/9' })).toMatchObject({ statusCode: 201 });
    expect(await browser.clickNotification(page, { title: 'Real' })).toMatchObject({ route: 'browser' });
    await eventually(() => inPage(page, 'opened')).toEqual([`${host.origin}/chats/9`]);
    expect(page.url()).toBe(`${host.origin}/`);
  });

  test.runIf(family === 'chromium')('a call is declined without going anywhere', async () => {
    await page.evaluate(`client.onPushMessage(({ type }) => { window.heard = type; })`);
    await send({ kind: 'call', title: 'Ada is calling', callId: '1', url: '/calls/1' });
    await browser.clickNotification(page, { title: 'Ada is calling', action: 'Decline' });
    await eventually(() => inPage(page, 'window.heard')).toBe('pushwright:decline');
    expect(await inPage(page, 'opened')).toEqual([`${host.origin}/chats/9`]);
  });

  test('with no window of the app, a click opens one, which learns what was clicked', async () => {
    await page.goto('about:blank');
    await send({ kind: 'call', title: 'Bob is calling', callId: '2', url: '/calls/2' });
    await browser.clickNotification(page, {
      title: 'Bob is calling',
      ...(family === 'chromium' ? { action: 'Accept' } : {}),
    });
    const isOpened = async () =>
      (await browser.pages()).some((opened) => opened.url() === `${host.origin}/calls/2`);
    await eventually(isOpened).toBe(true);
    const opened = (await browser.pages()).find((each) => each.url() === `${host.origin}/calls/2`);
    await eventually(() => opened?.evaluate('window.opened')).toEqual([`${host.origin}/calls/2`]);
    await opened?.close();
    await page.goto(`${host.origin}/`);
    await waitForState(page, 'on');
  });

  test('a load tells the server again, with the same subscription', async () => {
    const before = await subscriptionOf(page);
    await reload();
    await waitForState(page, 'on');
    expect(requestsTo('subscribe')).toMatchObject([{ subscription: { endpoint: before } }]);
    expect(requestsTo('subscribe')[0]).not.toHaveProperty('oldEndpoint');
    // Not said again: nobody has done anything.
    expect(await statusOf(page)).toBe('');
  });

  test('a server that is away for a load changes nothing', async () => {
    host.answer = 503;
    await reload();
    await waitForState(page, 'on');
    host.answer = 204;
  });

  test('a session that has ended is not on, and drops the subscription; a new one brings it back', async () => {
    const before = await subscriptionOf(page);
    host.answer = 401;
    await reload();
    await waitForState(page, 'ready');
    await eventually(() => subscriptionOf(page)).toBeNull();
    host.answer = 204;
    host.requests.length = 0;
    expect(await inPage(page, 'client.startPush()')).toMatchObject({ state: 'on' });
    expect(requestsTo('subscribe')).toMatchObject([{ oldEndpoint: before }]);
    expect(await subscriptionOf(page)).not.toBe(before);
  });

  test('another key means another subscription, and the server learns which one it replaces', async () => {
    const before = await subscriptionOf(page);
    host.dist = laterApp.dist;
    await reload();
    await waitForState(page, 'on');
    expect(requestsTo('subscribe')).toMatchObject([{ oldEndpoint: before }]);
    expect(await subscriptionOf(page)).not.toBe(before);
    const used = await inPage(page, 'tools.key()');
    expect(Buffer.from(used).toString('base64url')).toBe(laterKey);
  });

  test('a logout tells the server and ends the subscription', async () => {
    const endpoint = await subscriptionOf(page);
    await inPage(
      page,
      `tools.registration().then((it) => it.showNotification('Private', { data: { pushwright: 1 } }))`,
    );
    host.requests.length = 0;
    expect(await inPage(page, 'client.disablePush()')).toMatchObject({ state: 'ready' });
    expect(requestsTo('unsubscribe')).toEqual([{ endpoint }]);
    expect(await subscriptionOf(page)).toBeNull();
    expect(await inPage(page, 'tools.shown(0)')).toEqual([]);
    await reload();
    await waitForState(page, 'ready');
    expect(host.requests).toEqual([]);
  });

  test.each(['never', 500, 401] as const)(
    'a logout with a server that answers %s ends the subscription all the same, and tells it later',
    async (answer) => {
      expect(await inPage(page, 'client.enablePush()')).toMatchObject({ state: 'on' });
      const endpoint = await subscriptionOf(page);
      host.answer = answer;
      const start = Date.now();
      expect(await inPage(page, 'client.disablePush()')).toMatchObject({ state: 'ready' });
      expect(Date.now() - start).toBeLessThan(6000);
      expect(await subscriptionOf(page)).toBeNull();
      host.answer = 204;
      await reload();
      await eventually(() => requestsTo('unsubscribe')).toEqual([{ endpoint }]);
      await waitForState(page, 'ready');
      await eventually(() => inPage(page, `JSON.parse(localStorage.getItem('pushwright')).retired`)).toEqual(
        [],
      );
      expect(requestsTo('subscribe')).toEqual([]);
    },
  );

  test('storage that the app has filled up changes nothing, not even for a logout', async () => {
    await page.evaluate(`for (let length = 2 ** 22; length >= 1; length /= 2) {
      try {
        for (let count = 0; count < 9; count++) localStorage.setItem('full' + length + '.' + count, 'x'.repeat(length));
      } catch {}
    }`);
    host.requests.length = 0;
    expect(await inPage(page, 'client.enablePush()')).toMatchObject({ state: 'on' });
    const endpoint = await subscriptionOf(page);
    expect(await inPage(page, 'client.disablePush()')).toMatchObject({ state: 'ready' });
    expect(requestsTo('unsubscribe')).toEqual([{ endpoint }]);
    expect(await subscriptionOf(page)).toBeNull();
    await page.evaluate(
      `for (const name of Object.keys(localStorage)) if (name.startsWith('full')) localStorage.removeItem(name)`,
    );
    await reload();
    await waitForState(page, 'ready');
  });

  test.each([
    [401, 'signed-out'],
    [400, 'server'],
    [500, 'server'],
    ['page', 'server'],
  ] as const)('a server that answers %s is not on', async (answer, code) => {
    host.answer = answer;
    const { state, error } = await inPage(page, 'client.enablePush()');
    expect([state, error.code]).toEqual(['ready', code]);
    await waitForState(page, 'ready');
    await eventually(() => statusOf(page)).toBe(error.message);
    host.answer = 204;
    expect(await inPage(page, 'client.startPush()')).toMatchObject({ state: 'on' });
    await inPage(page, 'client.disablePush()');
  });

  test('an app without cookies shows its token, and without one asks nothing', async () => {
    await page.evaluate(
      `client.configurePush({ token: () => sessionStorage.getItem('token') ?? undefined })`,
    );
    host.requests.length = 0;
    expect(await inPage(page, 'client.enablePush()')).toMatchObject({
      state: 'ready',
      error: { code: 'signed-out' },
    });
    expect(host.requests).toEqual([]);
    await page.evaluate(`sessionStorage.setItem('token', 'secret')`);
    expect(await inPage(page, 'client.startPush()')).toMatchObject({ state: 'on' });
    expect(host.requests.map(({ authorization }) => authorization)).toEqual(['Bearer secret']);
  });

  test('a subscription that the app made before is taken over', async () => {
    await page.evaluate('localStorage.clear()');
    await reload();
    await waitForState(page, 'on');
    expect(requestsTo('subscribe')).toHaveLength(1);
  });

  test('the offer is put away for good', async () => {
    await inPage(page, 'client.disablePush()');
    await page.click('[data-pushwright="dismiss"]');
    await page.waitForSelector('[data-pushwright="enable"]', { hidden: true });
    await reload();
    await waitForState(page, 'ready');
    expect(await page.$('[data-pushwright="enable"]')).toBeNull();
  });
});

describe.each(['firefox', 'chromium'] as const)('%s, somebody who blocks notifications', (family) => {
  test('is told where to change that', async () => {
    const service = await startPushService();
    const app = await buildApp({ main: plain, env: envOf(key) });
    const host = await startHost(app.dist);
    const browser = await launchers[family](service, { permission: 'block' });
    try {
      const page = await browser.newPage('about:blank');
      await addPageTools(page);
      await page.goto(`${host.origin}/`);
      await waitForState(page, 'ready');
      await page.click('[data-pushwright="enable"]');
      await waitForState(page, 'denied');
      expect(await statusOf(page)).toContain('blocked');
      expect(await page.$('[data-pushwright="enable"]')).toBeNull();
      expect(await subscriptionOf(page)).toBeNull();
      expect(host.requests).toEqual([]);
    } finally {
      await browser.close();
      await host.close();
      await service.close();
      app.remove();
    }
  });
});

describe('Chromium by itself', () => {
  let browser: Browser;
  const apps: BuiltApp[] = [];
  const hosts: Host[] = [];

  beforeAll(async () => {
    browser = await puppeteer.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      ignoreDefaultArgs: ['--disable-background-networking'],
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--host-resolver-rules=MAP app.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
        '--gcm-checkin-url=http://127.0.0.1:9/checkin',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all(hosts.map((host) => host.close()));
    for (const app of apps) app.remove();
  });

  async function serve(
    options: Partial<Parameters<typeof buildApp>[0]> & { at?: string } = {},
  ): Promise<Host> {
    const { at = '/', ...rest } = options;
    const app = await buildApp({ main: plain, env: envOf(key), ...rest });
    const host = await startHost(app.dist, at);
    apps.push(app);
    hosts.push(host);
    return host;
  }

  async function newPage(): Promise<Page> {
    const page = await browser.newPage();
    await addPageTools(page);
    return page;
  }

  const scopeOf = async (page: Page) => {
    const { scope, script } = await inPage(
      page,
      'tools.registration().then(({ scope, active }) => ({ scope, script: active.scriptURL }))',
    );
    return { scope: new URL(scope).pathname, script: new URL(script).pathname };
  };

  test.each([
    ['/', '/', '/', '/deep/route'],
    ['/app/', '/app/', '/app/', '/app/deep/route'],
    ['./', '/app/', '/app/', '/app/'],
    ['', '/app/', '/app/', '/app/index.html'],
    ['https://files.example/app/', '/', '/', '/'],
  ])('base %j at %s: the worker is where it belongs', async (base, at, scope, start) => {
    // Files that come from elsewhere are out of reach here, and only those of the page itself matter.
    const host = await serve({ base, at });
    if (base.startsWith('https:')) rewriteTo(host, base, '/');
    const page = await newPage();
    await page.goto(`${host.origin}${start}`);
    await waitForState(page, 'ready');
    expect(await scopeOf(page)).toEqual({ scope, script: `${scope}sw.js` });
    await page.close();
  });

  test('a relative base with a base element', async () => {
    const host = await serve({ base: './', at: '/app/', head: '<base href="/app/">' });
    const page = await newPage();
    await page.goto(`${host.origin}/app/deep/route`);
    await waitForState(page, 'ready');
    expect(await scopeOf(page)).toMatchObject({ scope: '/app/' });
    await page.close();
  });

  test('a relative base in a module that is loaded after the router has moved on', async () => {
    const late = `history.pushState(null, '', './deep/route'); void import('./late');`;
    const host = await serve({ base: './', at: '/app/', main: late, more: { 'late.ts': plain } });
    const page = await newPage();
    await page.goto(`${host.origin}/app/`);
    await waitForState(page, 'ready');
    expect(await scopeOf(page)).toMatchObject({ scope: '/app/' });
    await page.close();
  });

  test('a project with an env prefix of its own', async () => {
    const host = await serve({
      config: 'config.any-prefix.ts',
      envPrefix: 'PUBLIC_',
      env: `PUBLIC_OTHER_SERVICE_VAPID_PUBLIC_KEY=other\nPUBLIC_VAPID_PUBLIC_KEY=${key}\n`,
    });
    await browser.defaultBrowserContext().overridePermissions(host.origin, ['notifications']);
    const page = await newPage();
    await page.goto(`${host.origin}/`);
    await waitForState(page, 'ready');
    // The right key goes to the push service, which is out of reach here.
    expect(await inPage(page, 'client.enablePush()')).toMatchObject({
      state: 'ready',
      error: { code: 'push-service' },
    });
    await page.close();
  });

  test.each([
    ['missing', ''],
    ['broken', 'VITE_VAPID_PUBLIC_KEY=abc\n'],
    ['private', `VITE_VAPID_PUBLIC_KEY=${'A'.repeat(43)}\n`],
  ])('a %s key is said before anybody is asked', async (_name, env) => {
    const host = await serve({ env });
    const page = await newPage();
    await page.goto(`${host.origin}/`);
    await waitForState(page, 'ready');
    await page.click('[data-pushwright="enable"]');
    await eventually(() => statusOf(page)).toContain('VAPID public key');
    await page.close();
  });

  test('another worker takes ours in, and keeps its own pace', async () => {
    const text = `importScripts('sw.js'); const worker = 1, text = 2, show = 3, api = 4;`;
    const main = `navigator.serviceWorker.register('/host.js', { updateViaCache: 'none' });${plain}`;
    const host = await serve({ main, config: 'config.joined-worker.ts', files: { 'host.js': text } });
    const page = await newPage();
    await page.goto(`${host.origin}/`);
    await waitForState(page, 'ready');
    expect(await scopeOf(page)).toEqual({ scope: '/', script: '/host.js' });
    writeFileSync(join(host.dist, 'host.js'), `${text} // changed`);
    await page.reload();
    await waitForState(page, 'ready');
    await eventually(() => inPage(page, 'tools.registration().then(({ waiting }) => waiting !== null)')).toBe(
      true,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await inPage(page, 'tools.registration().then(({ waiting }) => waiting !== null)')).toBe(true);
    await page.close();
  });

  test('a new version of our own worker takes over at once', async () => {
    const host = await serve();
    const page = await newPage();
    await page.goto(`${host.origin}/`);
    await waitForState(page, 'ready');
    await page.waitForFunction('navigator.serviceWorker.controller !== null', { timeout: 5000 });
    const file = join(host.dist, 'sw.js');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nself.isNew = true;\n`);
    await page.evaluate(`(async () => {
      const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
      await (await tools.registration()).update();
      await changed;
    })()`);
    await page.close();
  });

  test('plain http to another host than localhost is insecure, and offers nothing', async () => {
    const host = await serve();
    const page = await newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(host.origin.replace('127.0.0.1', 'app.example'));
    await waitForState(page, 'insecure');
    expect(await page.$('[data-pushwright="enable"]')).toBeNull();
    expect(await inPage(page, 'client.enablePush()')).toMatchObject({
      state: 'insecure',
      error: { code: 'insecure' },
    });
    expect(await inPage(page, 'client.disablePush()')).toMatchObject({ state: 'insecure' });
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a sandboxed frame cannot, and nothing throws', async () => {
    const host = await serve({
      files: { 'frame.html': '<iframe sandbox="allow-scripts" src="/"></iframe>' },
    });
    const page = await newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(`${host.origin}/frame.html`);
    const frame = await page.waitForFrame(async (candidate) => candidate !== page.mainFrame());
    await frame.waitForSelector('[data-pushwright-state="unsupported"]');
    expect(await frame.evaluate('client.disablePush()')).toMatchObject({ state: 'unsupported' });
    expect(errors).toEqual([]);
    await page.close();
  });

  test('where sites may not store anything, it is said, not thrown', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'pushwright-profile-'));
    mkdirSync(join(profile, 'Default'));
    const blocked = { profile: { default_content_setting_values: { cookies: 2, notifications: 1 } } };
    writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(blocked));
    const host = await serve();
    const strict = await puppeteer.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      userDataDir: profile,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
    });
    try {
      const page = await strict.newPage();
      await addPageTools(page);
      const errors: unknown[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.goto(`${host.origin}/`);
      // Otherwise this would be a browser like any other.
      expect(await inPage(page, `navigator.locks.request('it', () => {}).catch(({ name }) => name)`)).toBe(
        'SecurityError',
      );
      await waitForState(page, 'ready');
      expect(await inPage(page, 'client.enablePush()')).toMatchObject({
        state: 'ready',
        error: { code: 'worker' },
      });
      expect(await inPage(page, 'client.disablePush()')).toMatchObject({ state: 'ready' });
      expect(errors).toEqual([]);
    } finally {
      await strict.close();
      rmSync(profile, { recursive: true, force: true });
    }
  });

  test('an iPhone is told about the Home Screen', async () => {
    const host = await serve();
    const page = await newPage();
    await page.setUserAgent({
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    });
    await page.evaluateOnNewDocument('delete window.PushManager; delete window.Notification;');
    await page.goto(`${host.origin}/`);
    await waitForState(page, 'needs-home-screen');
    expect(await statusOf(page)).toContain('Add to Home Screen');
    expect(await page.$('[data-pushwright="enable"]')).toBeNull();
    await page.close();
  });

  test('a worker that cannot be fetched is said, not thrown', async () => {
    const host = await serve();
    writeFileSync(join(host.dist, 'sw.js'), 'this is no script');
    await browser.defaultBrowserContext().overridePermissions(host.origin, ['notifications']);
    const page = await newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(`${host.origin}/`);
    await waitForState(page, 'ready');
    expect(await inPage(page, 'client.enablePush()')).toMatchObject({
      state: 'ready',
      error: { code: 'worker' },
    });
    expect(errors).toEqual([]);
    await page.close();
  });
});

/** Points a page that was built for another host's files at its own. */
function rewriteTo(host: Host, from: string, to: string): void {
  const file = join(host.dist, 'index.html');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
}
