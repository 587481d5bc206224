import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';

// Not by a specifier that the compiler sees: browser code is checked with browser types, by its own tsconfig.
// biome-ignore lint/suspicious/noExplicitAny: see above
const template = (path: string): Promise<any> => import(/* @vite-ignore */ `../../../templates/${path}`);
const client = await template('client/client.ts');
const { mountPush } = await template('client/mount-push.ts');
const { EnablePushButton } = await template('react/enable-push-button.tsx');
const { PushListener } = await template('react/push-listener.tsx');

const complete = {
  isSecure: true,
  hasServiceWorker: true,
  hasPushManager: true,
  hasNotification: true,
  isDenied: false,
  isStandalone: false,
  userAgent:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
  platform: 'Linux x86_64',
  touchPoints: 0,
};
const tab = { ...complete, hasPushManager: false, hasNotification: false };
const iPhone = (system: string, safari: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${system} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ${safari} Mobile/15E148 Safari/604.1`;
const mac = (safari: string) =>
  `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) ${safari} Safari/605.1.15`;

describe('what push can do', () => {
  test.each<[name: string, environment: typeof complete, state: string]>([
    ['everything there', complete, 'ready'],
    ['blocked', { ...complete, isDenied: true }, 'denied'],
    ['plain http on another host', { ...complete, isSecure: false, hasServiceWorker: false }, 'insecure'],
    ['a private window', { ...complete, hasServiceWorker: false }, 'unsupported'],
    ['no PushManager', { ...complete, hasPushManager: false }, 'unsupported'],
    ['no Notification', { ...complete, hasNotification: false }, 'unsupported'],
    ['an iPhone', { ...tab, userAgent: iPhone('17_4', 'Version/17.4') }, 'needs-home-screen'],
    ['an iPhone since iOS 26', { ...tab, userAgent: iPhone('18_6', 'Version/26.0') }, 'needs-home-screen'],
    [
      'Chrome on an iPhone',
      { ...tab, userAgent: iPhone('17_4', 'CriOS/120.0.6099.119') },
      'needs-home-screen',
    ],
    [
      'an iPhone from the Home Screen',
      { ...complete, isStandalone: true, userAgent: iPhone('17_4', 'Version/17.4') },
      'ready',
    ],
    ['an iPhone too old for push', { ...tab, userAgent: iPhone('16_3', 'Version/16.3') }, 'unsupported'],
    [
      'an old iPhone from the Home Screen',
      { ...tab, isStandalone: true, userAgent: iPhone('16_3', 'Version/16.3') },
      'unsupported',
    ],
    [
      'an iPad that calls itself a Mac',
      { ...tab, userAgent: mac('Version/17.4'), platform: 'MacIntel', touchPoints: 5 },
      'needs-home-screen',
    ],
    [
      'such an iPad, too old',
      { ...tab, userAgent: mac('Version/16.3'), platform: 'MacIntel', touchPoints: 5 },
      'unsupported',
    ],
    ['an old Mac', { ...tab, userAgent: mac('Version/15.0'), platform: 'MacIntel' }, 'unsupported'],
    [
      'an iPhone over plain http',
      { ...tab, isSecure: false, hasServiceWorker: false, userAgent: iPhone('17_4', 'Version/17.4') },
      'insecure',
    ],
  ])('%s', (_name, environment, state) => {
    expect(client.judgeEnvironment(environment)).toBe(state);
  });

  test('every state has a sentence', () => {
    for (const state of ['unsupported', 'insecure', 'needs-home-screen', 'denied', 'ready', 'on'] as const) {
      expect(client.describePush(state)).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('the key of a subscription', () => {
  const bytes = Uint8Array.from({ length: 65 }, (_, index) => (index === 0 ? 4 : 255 - index));
  const key = Buffer.from(bytes).toString('base64url');
  const made = (applicationServerKey: unknown) =>
    ({ options: { applicationServerKey, userVisibleOnly: true } }) as never;

  test.each<[name: string, subscription: never, same: boolean]>([
    ['the same', made(bytes.buffer), true],
    ['another', made(Uint8Array.from(bytes, (byte) => byte ^ 1).buffer), false],
    ['none', made(null), false],
    ['one that the browser keeps to itself', made(undefined), true],
    ['a browser without options', {} as never, true],
  ])('%s', (_name, subscription, same) => {
    expect(client.hasKey(subscription, key)).toBe(same);
  });
});

describe('on a server', () => {
  // Node has one of its own since 21.
  test.each([
    ['', undefined],
    [', whatever navigator it has', { userAgent: 'Node.js/24', platform: 'linux' }],
    [', even with one that a library has put there', { userAgent: '', platform: '', serviceWorker: {} }],
  ])('nothing needs a browser%s', async (_name, navigator) => {
    vi.stubGlobal('navigator', navigator);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await client.startPush()).toEqual({ state: 'unsupported' });
    expect(await client.enablePush()).toMatchObject({ state: 'unsupported' });
    expect(await client.disablePush()).toEqual({ state: 'unsupported' });
    expect(await client.getPushState()).toBe('unsupported');
    client.onPushMessage(() => {})();
    client.onPushState(() => {})();
    mountPush()();
  });

  test('nor in jsdom, where the tests of an app log somebody out', async () => {
    vi.stubGlobal('window', { isSecureContext: false, matchMedia: undefined });
    vi.stubGlobal('navigator', { userAgent: 'jsdom', platform: '', maxTouchPoints: 0 });
    try {
      expect(await client.disablePush()).toEqual({ state: 'insecure' });
      expect(await client.startPush()).toEqual({ state: 'insecure' });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('React renders nothing to be seen', () => {
    expect(renderToString(createElement(PushListener, { button: false }))).toBe('');
    for (const component of [PushListener, EnablePushButton])
      expect(renderToString(createElement(component))).not.toContain('<button');
  });
});

test('a host that answers with its start page in place of the worker is said, not thrown', async () => {
  const words = "The script has an unsupported MIME type ('text/html').";
  const events = { addEventListener: () => {} };
  vi.stubGlobal('window', { isSecureContext: true, PushManager: {}, Notification: {}, ...events });
  vi.stubGlobal('Notification', { permission: 'granted' });
  vi.stubGlobal('navigator', {
    userAgent: '',
    platform: '',
    maxTouchPoints: 0,
    serviceWorker: {
      ...events,
      register: () => Promise.reject(new DOMException(words, 'SecurityError')),
      getRegistration: () => Promise.resolve(undefined),
    },
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(await client.startPush()).toMatchObject({
    state: 'ready',
    error: { code: 'worker', message: `The service worker did not start: ${words}` },
  });
});

describe('the push server is asked', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** What is asked until an answer is taken. */
  async function requests(answer: (url: string) => Response): Promise<Request[]> {
    const { tellServer } = await template('client/subscription.ts');
    const asked: Request[] = [];
    vi.stubGlobal('window', { location: { href: 'https://app.example/' } });
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const request = new Request(new URL(url, 'https://app.example/'), {
        method: 'POST',
        headers: init.headers,
      });
      asked.push(request);
      return answer(request.url);
    });
    await tellServer({ endpoint: 'https://push.example/1', toJSON: () => ({}) });
    return asked;
  }

  test('with JSON, which no framework takes for a form of another site', async () => {
    const [request, ...more] = await requests(() => new Response(null, { status: 204 }));
    expect(request?.headers.get('content-type')).toBe('application/json');
    expect(more).toEqual([]);
  });

  /** What came of a redirect to an address. */
  const redirected = (url: string, status: number) =>
    Object.defineProperties(new Response(null, { status, headers: { 'content-type': 'text/html' } }), {
      redirected: { value: true },
      url: { value: url },
    });

  // On the way the POST became a GET, to which the app has some answer or other.
  test.each([404, 405, 200])(
    'again with a slash where a redirect puts it, which answered %i',
    async (status) => {
      const asked = await requests((url) =>
        url.endsWith('/') ? new Response(null, { status: 204 }) : redirected(`${url}/`, status),
      );
      expect(asked.map(({ url }) => url)).toEqual([
        'https://app.example/api/push/subscribe',
        'https://app.example/api/push/subscribe/',
      ]);
    },
  );

  test.each([
    ['a sign-in page', () => redirected('https://app.example/login', 200)],
    ['a sign-in page that is gone', () => redirected('https://app.example/login', 404)],
    [
      'the start page of the app',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
    ],
  ])('and %s has taken nothing', async (_name, answer) => {
    const asked: string[] = [];
    const telling = requests((url) => {
      asked.push(url);
      return answer();
    });
    await expect(telling).rejects.toMatchObject({ code: 'server' });
    expect(asked).toEqual(['https://app.example/api/push/subscribe']);
  });

  test('again with a slash where there is nothing without it', async () => {
    const asked = await requests((url) => new Response(null, { status: url.endsWith('/') ? 204 : 404 }));
    expect(asked.map(({ url }) => url)).toEqual([
      'https://app.example/api/push/subscribe',
      'https://app.example/api/push/subscribe/',
    ]);
  });
});
