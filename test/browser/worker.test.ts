import { createECDH } from 'node:crypto';
import puppeteer, { type Browser, type CDPSession, type Page, type WebWorker } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BuiltApp, buildApp, type Host, startHost } from '../templates/client/built-app.ts';
import { addPageTools, eventually, inPage } from '../templates/client/page-tools.ts';

const main = `
import * as client from './push/client';
const messages: unknown[] = [];
Object.assign(window, { client, messages });
client.onPushMessage((message) => messages.push(message));
void client.startPush();
`;

const ecdh = createECDH('prime256v1');
ecdh.generateKeys();
const env = `VITE_VAPID_PUBLIC_KEY=${ecdh.getPublicKey('base64url')}\n`;

interface Shown {
  title: string;
  body: string;
  tag: string;
  silent: boolean | null;
  requireInteraction: boolean;
  renotify: boolean;
  actions: string[];
  dir: string;
  lang: string;
  icon: string;
  badge: string;
  vibrate: number[];
  data: Record<string, unknown>;
}

let browser: Browser;
let app: BuiltApp;
let host: Host;
let page: Page;
let session: CDPSession;
let registrationId: string;

beforeAll(async () => {
  [browser, app] = await Promise.all([
    puppeteer.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP app.example 127.0.0.1'],
    }),
    buildApp({ main, env }),
  ]);
  host = await startHost(app.dist);
  await browser.defaultBrowserContext().overridePermissions(host.origin, ['notifications']);
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
  app?.remove();
});

beforeEach(async () => {
  page = await browser.newPage();
  await addPageTools(page);
  session = await page.createCDPSession();
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(
        ({ scopeURL, isDeleted }) => scopeURL === `${host.origin}/` && !isDeleted,
      );
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await page.goto(`${host.origin}/`);
  registrationId = await registered;
  await inPage(page, 'tools.registration().then(() => undefined)');
});

afterEach(async () => {
  await inPage(page, 'tools.clear()');
  await Promise.all((await browser.pages()).slice(1).map((opened) => opened.close()));
});

/** The running worker; spies on what it shows and opens, and lets it happen. */
async function worker(): Promise<WebWorker> {
  const target = await browser.waitForTarget(
    (candidate) => candidate.type() === 'service_worker' && candidate.url().startsWith(host.origin),
  );
  const running = await target.worker();
  if (!running) throw new Error('The service worker has no console to talk to.');
  return running;
}

/**
 * Hands a push to the browser as if it had come from the push service, decrypted, and waits for its notification.
 * Asked for its notifications while it is about to show one, Chromium now and then loses that one; hence the waiting.
 */
async function deliver(data: unknown): Promise<void> {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const running = await worker();
  const before = await running.evaluate(countShown);
  await session.send('ServiceWorker.deliverPushMessage', { origin: host.origin, registrationId, data: text });
  await eventually(() => running.evaluate(countShown)).toBeGreaterThan(before);
}

/** Runs in the worker: how many notifications it has shown since this was first asked. */
function countShown(): number {
  // biome-ignore lint/suspicious/noExplicitAny: the worker's global scope
  const self = globalThis as any;
  if (self.shown === undefined) {
    const show = self.registration.showNotification.bind(self.registration);
    self.shown = 0;
    self.registration.showNotification = async (...values: unknown[]) => {
      await show(...values);
      self.shown++;
    };
  }
  return self.shown;
}

/** What the browser has on display once there is anything, or `count` of it. */
const shown = (count = 1): Promise<Shown[]> => inPage(page, `tools.shown(${count})`);

/** What the worker has told a page. */
async function waitForMessage(type: string, from = page): Promise<Record<string, unknown>> {
  const find = `messages.find((each) => each.type === '${type}')`;
  await from.waitForFunction(find, { timeout: 5000, polling: 50 });
  return inPage(from, find);
}

describe('every push becomes a notification', () => {
  const long = '👩‍🚀'.repeat(400);
  const cases: [name: string, data: unknown, expected: Partial<Shown>][] = [
    ['empty', '', { title: 'New notification', body: '' }],
    [
      'text',
      'Test push message from DevTools.',
      { title: 'New notification', body: 'Test push message from DevTools.' },
    ],
    ['broken JSON', '{"title":', { title: 'New notification', body: '{"title":' }],
    ['null', 'null', { title: 'New notification', body: '' }],
    ['a number', '42', { title: 'New notification', body: '42' }],
    ['a boolean', 'false', { title: 'New notification', body: 'false' }],
    ['a string', '"Hello"', { title: 'New notification', body: 'Hello' }],
    ['an array', '[1,2]', { title: 'New notification', body: '' }],
    ['an empty object', {}, { title: 'New notification', body: '', tag: '' }],
    [
      'wrong types throughout',
      {
        kind: 7,
        title: {},
        body: [],
        url: 1,
        icon: {},
        badge: 2,
        tag: [],
        silent: 'yes',
        lang: 3,
        dir: 'up',
        sentAt: 'soon',
      },
      { title: 'New notification', body: '', tag: '', silent: false, dir: 'auto', lang: '' },
    ],
    ['an unknown kind', { kind: 'party', title: 'Hi' }, { title: 'Hi' }],
    ['an enormous text', { title: long, body: 'x'.repeat(100_000) }, { body: 'x'.repeat(500) }],
    ['an icon that is no address', { title: 'Hi', icon: 'http://[', badge: 'http://[' }, { title: 'Hi' }],
    [
      'plain',
      { title: 'Hi', body: 'There', tag: 'news', silent: true, lang: 'de', dir: 'rtl' },
      { title: 'Hi', body: 'There', tag: 'news', silent: true, lang: 'de', dir: 'rtl', renotify: true },
    ],
    [
      'plain without tag',
      { kind: 'plain', title: 'Hi' },
      { title: 'Hi', tag: '', renotify: false, requireInteraction: false, actions: [] },
    ],
    [
      'chat',
      { kind: 'chat', title: 'Ada', body: 'Hello', conversation: 'c1' },
      { title: 'Ada', tag: 'chat-c1', renotify: true, silent: false },
    ],
    [
      'chat without conversation',
      { kind: 'chat', title: 'Ada' },
      { title: 'Ada', tag: 'chat', renotify: true },
    ],
    [
      'call',
      { kind: 'call', title: 'Ada is calling', callId: '7', silent: true, expiresAt: Date.now() + 60_000 },
      {
        title: 'Ada is calling',
        tag: 'call-7',
        requireInteraction: true,
        silent: false,
        renotify: true,
        vibrate: [500, 200, 500],
        actions: ['accept', 'decline'],
      },
    ],
    [
      'call without title',
      { kind: 'call' },
      { title: 'Incoming call', tag: 'call', requireInteraction: true },
    ],
    [
      'a call that has ended meanwhile',
      { kind: 'call', title: 'Ada is calling', callId: '7', expiresAt: Date.now() - 1000 },
      { title: 'Missed call', body: 'Ada is calling', tag: 'call-7', requireInteraction: false, actions: [] },
    ],
    [
      'the end of a call',
      { kind: 'call-ended', callId: '7' },
      { title: 'Missed call', tag: 'call-7', requireInteraction: false, silent: false },
    ],
    [
      'declarative',
      {
        web_push: 8030,
        notification: {
          title: 'Hi',
          body: 'There',
          navigate: 'https://elsewhere.example/x',
          tag: 't',
          silent: true,
          lang: 'en',
          dir: 'ltr',
        },
        app_badge: 3,
      },
      { title: 'Hi', body: 'There', tag: 't', silent: true, lang: 'en', dir: 'ltr' },
    ],
    [
      'declarative with our fields',
      {
        web_push: 8030,
        notification: {
          title: 'Ada',
          navigate: 'https://elsewhere.example/x',
          app_badge: '1',
          data: { kind: 'chat', conversation: 'c2', url: '/chats/c2', title: 'ignored' },
        },
      },
      { title: 'Ada', tag: 'chat-c2' },
    ],
    [
      'declarative, as our server makes it',
      {
        web_push: 8030,
        notification: {
          title: 'Ada',
          navigate: 'https://app.example/c',
          tag: 'chat-c3',
          data: { kind: 'chat', title: 'Ada', conversation: 'c3', badge: '/b.png' },
        },
      },
      { title: 'Ada', tag: 'chat-c3', renotify: true },
    ],
    ['declarative without notification', { web_push: 8030, notification: 'x', title: 'Hi' }, { title: 'Hi' }],
    [
      'as other senders nest it',
      { notification: { title: 'Hi', body: 'There' }, data: { url: '/x' } },
      { title: 'Hi', body: 'There' },
    ],
  ];

  test.each(cases)('%s', async (_name, data, expected) => {
    await deliver(data);
    const [notification, ...more] = await shown();
    expect(notification).toMatchObject(expected);
    expect(more).toEqual([]);
    expect(notification?.title.length).toBeLessThan(2001);
    expect(notification?.data.pushwright).toBe(1);
    expect(new URL(String(notification?.data.url)).origin).toBe(host.origin);
  });

  test('whatever bytes come', async () => {
    for (const text of [
      '\u0000',
      '{}{}',
      '"',
      '\uFEFF{"title":"Hi"}',
      '[[[[',
      '{"title":"\\ud800"}',
      '{"__proto__":{"title":"x"}}',
    ]) {
      await deliver(text);
      expect(await shown()).toHaveLength(1);
      await inPage(page, 'tools.clear()');
    }
  });

  test.each([
    ['/chats/1?x=1#y', '/chats/1?x=1#y'],
    ['chats/1', '/chats/1'],
    [undefined, '/'],
    ['', '/'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['data:text/html,x', '/'],
    ['http://[', '/'],
    ['\\\\evil.example', '/'],
  ])('an address %j leads to %s', async (url, expected) => {
    await deliver({ title: 'Hi', url });
    const [notification] = await shown();
    expect(notification?.data.url).toBe(`${host.origin}${expected}`);
  });

  test('our icons stand in where the push names none', async () => {
    await deliver({ title: 'Hi' });
    const [notification] = await shown();
    expect(notification).toMatchObject({
      icon: `${host.origin}/icons/icon-192.png`,
      badge: `${host.origin}/icons/badge-96.png`,
    });
  });
});

describe('chats and calls', () => {
  test('a conversation has one notification, two have two', async () => {
    await deliver({ kind: 'chat', title: 'Ada', body: 'one', conversation: 'a' });
    await deliver({ kind: 'chat', title: 'Bob', body: 'two', conversation: 'b' });
    await shown(2);
    await deliver({ kind: 'chat', title: 'Ada', body: 'three', conversation: 'a' });
    await eventually(async () => (await shown(2)).map(({ body }) => body).sort()).toEqual(['three', 'two']);
  });

  test('the end of a call takes the ringing away and says so without a second sound', async () => {
    await deliver({ kind: 'call', title: 'Ada is calling', callId: '9' });
    await shown();
    await deliver({ kind: 'call-ended', title: 'Missed call from Ada', callId: '9' });
    await eventually(async () => (await shown()).map(({ title }) => title)).toEqual(['Missed call from Ada']);
    expect(await shown()).toMatchObject([{ requireInteraction: false, silent: true, actions: [] }]);
  });

  test('the conversation in front of the person makes no sound and stays nowhere', async () => {
    const spied = await worker();
    await spied.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: the worker's global scope
      const self = globalThis as any;
      const original = self.registration.showNotification.bind(self.registration);
      self.calls = [];
      self.registration.showNotification = (title: string, options: object) => {
        self.calls.push({ title, ...options });
        return original(title, options);
      };
    });
    await page.evaluate(`client.setPushConversation('here')`);
    await deliver({ kind: 'chat', title: 'Ada', conversation: 'here' });
    expect(await waitForMessage('pushwright:push')).toMatchObject({
      notification: { title: 'Ada', conversation: 'here' },
    });
    await eventually(() => spied.evaluate('calls')).toMatchObject([
      { title: 'Ada', tag: 'chat-here', silent: true, renotify: false },
    ]);
    await eventually(() => shown(0)).toEqual([]);

    await deliver({ kind: 'chat', title: 'Bob', conversation: 'elsewhere' });
    expect(await shown()).toMatchObject([{ title: 'Bob', silent: false }]);
    expect(await spied.evaluate('calls.length')).toBe(2);
  });

  test('an address stands for the conversation in a page that says nothing', async () => {
    await page.evaluate(`history.pushState(null, '', '/chats/quiet')`);
    await deliver({ kind: 'chat', title: 'Ada', conversation: 'quiet', url: '/chats/quiet' });
    await waitForMessage('pushwright:push');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await shown(0)).toEqual([]);
    await deliver({ kind: 'chat', title: 'Bob', conversation: 'loud', url: '/chats/loud' });
    expect(await shown()).toMatchObject([{ title: 'Bob' }]);
  });

  test('a page without our client delays nothing for long', async () => {
    await page.goto(`${host.origin}/icons/icon-192.png`);
    await page.evaluate('window.messages = []');
    const start = Date.now();
    await deliver({ kind: 'chat', title: 'Ada', conversation: 'x' });
    expect(await shown()).toHaveLength(1);
    expect(Date.now() - start).toBeLessThan(2000);
  });
});

describe('a click on a notification', () => {
  interface Clicked {
    events: unknown[];
    error?: string;
  }

  /**
   * Clicks what is on display, inside the worker: client.test.ts has the desktop's own clicks, but no way to see the order
   * of things. Without a real click `focus` and `openWindow` are refused, so these are noted; messages and `navigate` are real.
   */
  async function click(action = ''): Promise<Clicked['events']> {
    const running = await worker();
    const clicked = (await running.evaluate(async (wanted) => {
      // biome-ignore lint/suspicious/noExplicitAny: the worker's global scope
      const self = globalThis as any;
      const events: unknown[] = [];
      self.events = events;
      self.clients.openWindow = async (url: string) => void events.push(['openWindow', url]);
      self.WindowClient.prototype.focus = async function () {
        events.push(['focus', this.url]);
        return this;
      };
      const { navigate } = self.originals ?? self.WindowClient.prototype;
      self.originals = { navigate };
      self.WindowClient.prototype.navigate = function (url: string) {
        events.push(['navigate', url]);
        return navigate.call(this, url);
      };
      const [notification] = await self.registration.getNotifications();
      const event = new self.NotificationEvent('notificationclick', { notification, action: wanted });
      let work: Promise<unknown> | undefined;
      // An event of our own cannot be extended: the browser would refuse.
      event.waitUntil = (promise: Promise<unknown>) => {
        work = promise;
      };
      self.dispatchEvent(event);
      if (!work) events.push(['left alone']);
      await work;
      return { events };
    }, action)) as Clicked;
    return clicked.events;
  }

  const display = async (data: object) => {
    await deliver(data);
    await shown();
  };

  test('goes to the page, which opens it; nothing is left on display', async () => {
    await display({ title: 'Hi', url: '/chats/1' });
    expect(await click()).toEqual([['focus', `${host.origin}/`]]);
    expect(await waitForMessage('pushwright:open')).toMatchObject({
      url: `${host.origin}/chats/1`,
      action: '',
      notification: { title: 'Hi' },
    });
    expect(await shown(0)).toEqual([]);
    expect(page.url()).toBe(`${host.origin}/`);
  });

  test('prefers the window that is there already', async () => {
    const other = await browser.newPage();
    await other.goto(`${host.origin}/chats/2`);
    await page.bringToFront();
    await display({ title: 'Hi', url: '/chats/2' });
    expect(await click()).toEqual([['focus', `${host.origin}/chats/2`]]);
    expect(await waitForMessage('pushwright:open', other)).toMatchObject({ url: `${host.origin}/chats/2` });
  });

  test('then the one that was used last', async () => {
    const other = await browser.newPage();
    await other.goto(`${host.origin}/settings`);
    await display({ title: 'Hi', url: '/chats/3' });
    expect(await click()).toEqual([['focus', `${host.origin}/settings`]]);
    await waitForMessage('pushwright:open', other);
  });

  test('takes a page that does not answer there', async () => {
    await page.goto(`${host.origin}/icons/icon-192.png`);
    await page.evaluate('window.messages = []');
    await display({ title: 'Hi', url: '/chats/4' });
    expect(await click()).toEqual([
      ['focus', `${host.origin}/icons/icon-192.png`],
      ['navigate', `${host.origin}/chats/4`],
    ]);
    await eventually(() => page.url()).toBe(`${host.origin}/chats/4`);
  });

  test('leaves a page alone that is there and does not answer', async () => {
    await page.goto(`${host.origin}/icons/icon-192.png`);
    await display({ title: 'Hi', url: '/icons/icon-192.png' });
    expect(await click()).toEqual([['focus', `${host.origin}/icons/icon-192.png`]]);
  });

  test('opens a window where there is none, which learns what it is for when it says hello', async () => {
    await display({ kind: 'call', title: 'Ada is calling', callId: '5', url: '/calls/5' });
    const running = await worker();
    await page.goto('about:blank');
    await running.evaluate(() => undefined);
    expect(await click('accept')).toEqual([['openWindow', `${host.origin}/calls/5`]]);
    // iOS opens the start page, whatever was asked for.
    await page.goto(`${host.origin}/`);
    expect(await waitForMessage('pushwright:open')).toMatchObject({
      url: `${host.origin}/calls/5`,
      action: 'accept',
      notification: { callId: '5' },
    });
    await page.reload();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await page.evaluate('messages')).toEqual([]);
  });

  test('declining opens nothing and tells every page', async () => {
    await display({ kind: 'call', title: 'Ada is calling', callId: '6', url: '/calls/6' });
    expect(await click('decline')).toEqual([]);
    expect(await waitForMessage('pushwright:decline')).toMatchObject({ notification: { callId: '6' } });
    expect(await shown(0)).toEqual([]);
  });

  test('an address of another origin ends at the root', async () => {
    await display({ title: 'Hi', url: 'https://evil.example/login' });
    await click();
    expect(await waitForMessage('pushwright:open')).toMatchObject({ url: `${host.origin}/` });
  });

  test('notifications of somebody else in the same worker are left alone', async () => {
    await inPage(page, `tools.registration().then((it) => it.showNotification('Not ours'))`);
    expect(await click()).toEqual([['left alone']]);
    expect(await shown()).toHaveLength(1);
  });
});

describe('a changed subscription', () => {
  /** Lets the browser's event happen with what the browser would put into it. */
  async function change(given: {
    oldSubscription?: object | null;
    newSubscription?: object | null;
  }): Promise<void> {
    const running = await worker();
    await running.evaluate(async (members) => {
      // biome-ignore lint/suspicious/noExplicitAny: the worker's global scope
      const self = globalThis as any;
      const revive = (subscription: { endpoint: string } | null | undefined) =>
        subscription && { ...subscription, toJSON: () => ({ endpoint: subscription.endpoint }) };
      const event = new Event('pushsubscriptionchange') as Event & Record<string, unknown>;
      event.oldSubscription = revive(members.oldSubscription as never);
      event.newSubscription = revive(members.newSubscription as never);
      let work: Promise<unknown> | undefined;
      event.waitUntil = (promise: Promise<unknown>) => {
        work = promise;
      };
      self.dispatchEvent(event);
      await work;
    }, given);
  }
  const subscribed = () =>
    host.requests.filter(({ path }) => path === '/api/push/subscribe').map(({ body }) => body);

  beforeEach(() => {
    host.requests.length = 0;
    host.answer = 204;
  });

  test('goes to the server with the endpoint that it replaces', async () => {
    await change({
      oldSubscription: { endpoint: 'https://push.example/old' },
      newSubscription: { endpoint: 'https://push.example/new' },
    });
    expect(subscribed()).toEqual([
      { subscription: { endpoint: 'https://push.example/new' }, oldEndpoint: 'https://push.example/old' },
    ]);
  });

  test('without the old one', async () => {
    await change({ oldSubscription: null, newSubscription: { endpoint: 'https://push.example/new' } });
    expect(subscribed()).toEqual([{ subscription: { endpoint: 'https://push.example/new' } }]);
  });

  test.each([401, 500, 404])('a server that answers %i leaves it to the pages', async (status) => {
    host.answer = status;
    await page.evaluate(
      `navigator.serviceWorker.addEventListener('message', ({ data }) => { messages.push(data); })`,
    );
    await change({ newSubscription: { endpoint: 'https://push.example/new' } });
    await waitForMessage('pushwright:subscription-change');
  });

  test('is told again with a slash where there is nothing without it', async () => {
    host.answer = 'slash';
    await change({ newSubscription: { endpoint: 'https://push.example/new' } });
    expect(host.requests.map(({ path }) => path)).toEqual(['/api/push/subscribe', '/api/push/subscribe/']);
  });

  test('with neither, and a server without a key, nothing throws', async () => {
    host.answer = 404;
    await change({ oldSubscription: null, newSubscription: null });
    expect(host.requests.map(({ path }) => path)).toEqual(['/api/push/key']);
  });
});
