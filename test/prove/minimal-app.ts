import { createServer } from 'node:http';
import { closeServer, listenOnLoopback, trackSockets } from '../../src/prove/loopback.ts';

/** The smallest app that the scenario can walk through, in plain scripts. */
export interface MinimalApp {
  readonly url: string;
  /** What the page sent to its own server. */
  readonly subscriptions: Map<string, { readonly keys: { readonly p256dh: string; readonly auth: string } }>;
  close(): Promise<void>;
}

export interface MinimalAppOptions {
  readonly publicKey: string;
  /** The worker's source instead of the usual one. */
  readonly worker?: string;
  /** Script that runs on load, for pages that do it wrong. */
  readonly onLoad?: string;
}

export const WORKER = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => {
  let data = { title: 'No data', body: '' };
  if (event.data) data = event.data.json();
  event.waitUntil(self.registration.showNotification(data.title, { body: data.body, tag: data.tag, data }));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const url = new URL(event.notification.data?.url ?? '/', self.location.origin).href;
    const [client] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (!client) return self.clients.openWindow(url);
    await client.focus();
    client.postMessage({ type: 'open', url });
  })());
});
`;

const PAGE = (options: MinimalAppOptions) => `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Minimal app</title>
<button data-pushwright="enable">Enable</button>
<button data-pushwright="logout">Log out</button>
<output data-pushwright-state="off"></output>
<script>
const key = ${JSON.stringify(options.publicKey)};
const state = (value) => { document.querySelector('output').dataset.pushwrightState = value; };
const post = (path, body) => fetch(path, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
});
const ready = navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready);
navigator.serviceWorker.addEventListener('message', (event) => {
  if (event.data.type === 'open') history.pushState(null, '', event.data.url);
});
document.querySelector('[data-pushwright=enable]').addEventListener('click', async () => {
  try {
    if ((await Notification.requestPermission()) !== 'granted') return state('denied');
    const registration = await ready;
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    await post('/subscribe', subscription);
    state('on');
  } catch (error) { state('error: ' + error); }
});
document.querySelector('[data-pushwright=logout]').addEventListener('click', async () => {
  const subscription = await (await ready).pushManager.getSubscription();
  if (subscription) {
    await post('/unsubscribe', { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
  state('off');
});
${options.onLoad ?? ''}
</script>`;

export async function startMinimalApp(options: MinimalAppOptions): Promise<MinimalApp> {
  const subscriptions: MinimalApp['subscriptions'] = new Map();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const answer = (type: string, body: string) =>
      response.writeHead(200, { 'content-type': type }).end(body);
    if (path === '/sw.js') return answer('text/javascript', options.worker ?? WORKER);
    if (request.method === 'GET') return answer('text/html', PAGE(options));
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    if (path === '/subscribe') subscriptions.set(body.endpoint, { keys: body.keys });
    else subscriptions.delete(body.endpoint);
    return response.writeHead(204).end();
  });
  trackSockets(server);
  const port = await listenOnLoopback(server);
  return { url: `http://localhost:${port}/`, subscriptions, close: () => closeServer(server) };
}
