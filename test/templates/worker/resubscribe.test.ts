import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';

const script = readFileSync(new URL('../../../templates/worker/sw.js', import.meta.url), 'utf8');
const subscription = { endpoint: 'https://push.example/new', toJSON: () => ({ endpoint: 'new' }) };

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

/** What the worker asks for, and tells its pages, when the browser has replaced a subscription. */
async function change(answer: (url: string) => Response, scope = 'https://app.example/') {
  const listeners = new Map<string, (event: object) => void>();
  const asked: Asked[] = [];
  const told: unknown[] = [];
  const page = { url: scope, postMessage: (message: unknown) => told.push(message) };
  const context = createContext({
    URL,
    URLSearchParams,
    location: new URL('sw.js', scope),
    navigator: { userAgent: '' },
    registration: { scope, pushManager: {} },
    clients: { matchAll: async () => [page] },
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    fetch: async (url: string, init: RequestInit) => {
      asked.push({ url, init });
      return answer(url);
    },
  });
  runInContext(script, context);
  const work: Promise<unknown>[] = [];
  listeners.get('pushsubscriptionchange')?.({
    newSubscription: subscription,
    oldSubscription: null,
    waitUntil: (promise: Promise<unknown>) => work.push(promise),
  });
  await Promise.all(work);
  return { asked, told, urls: asked.map(({ url }) => url) };
}

const taken = () => new Response(null, { status: 204 });
const redirected = (url: string, status: number) =>
  Object.defineProperties(new Response(null, { status }), {
    redirected: { value: true },
    url: { value: url },
  });

test('the push server is told below the scope, in JSON, which no framework takes for a form of another site', async () => {
  const { asked, urls, told } = await change(taken, 'https://app.example/docs/');
  expect(urls).toEqual(['https://app.example/docs/api/push/subscribe']);
  expect(asked[0]?.init).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subscription: { endpoint: 'new' } }),
  });
  expect(told).toEqual([]);
});

// On the way the POST became a GET, to which the app has some answer or other.
test.each([404, 405, 200])(
  'again with a slash where a redirect puts it, which answered %i',
  async (status) => {
    const { urls, told } = await change((url) =>
      url.endsWith('/') ? taken() : redirected(`${url}/`, status),
    );
    expect(urls).toEqual([
      'https://app.example/api/push/subscribe',
      'https://app.example/api/push/subscribe/',
    ]);
    expect(told).toEqual([]);
  },
);

test('a redirect to a sign-in page is not asked again, and the pages are told', async () => {
  const { urls, told } = await change(() => redirected('https://app.example/login', 404));
  expect(urls).toEqual(['https://app.example/api/push/subscribe']);
  expect(told).toEqual([{ type: 'pushwright:subscription-change' }]);
});
