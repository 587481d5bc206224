import {
  describePush,
  hasServiceWorkers,
  judgeEnvironment,
  type PushState,
  readEnvironment,
} from '#push/environment';
import { asPushError, missingKey, type PushError, withTimeLimit } from '#push/push-error';
import { findRegistration, prepareWorker } from '#push/registration';
import {
  endSubscription,
  exclusively,
  findKey,
  forgetRetired,
  readRecord,
  recordKey,
  retireEndpoint,
  subscribe,
  tellServer,
  writeRecord,
} from '#push/subscription';

// The whole of what an app calls is importable from here.
export { describePush, judgeEnvironment, type PushEnvironment, type PushState } from '#push/environment';
export type { PushError } from '#push/push-error';
export { configurePush, hasKey, type PushOptions } from '#push/subscription';

export interface PushResult {
  readonly state: PushState;
  readonly error?: PushError | undefined;
}

/** A notification as the push server sent it; `url` is absolute and of this origin. */
export interface PushPayload {
  readonly url: string;
  readonly kind?: string;
  readonly title?: string;
  readonly body?: string;
  readonly conversation?: string;
  readonly callId?: string;
  readonly [field: string]: unknown;
}

/** What the worker tells the page: a push has come, a notification (or `accept` on it) was clicked, a call was declined. */
export type PushMessage =
  | { readonly type: 'pushwright:push'; readonly notification: PushPayload }
  | {
      readonly type: 'pushwright:open';
      readonly url: string;
      readonly action: string;
      readonly notification: PushPayload;
    }
  | { readonly type: 'pushwright:decline'; readonly notification: PushPayload };

let snapshot: PushResult | undefined;
let queued: Promise<PushResult> | undefined;
let isListening = false;
let conversation: string | undefined;
let undelivered: PushMessage[] = [];
const stateListeners = new Set<(result: PushResult) => void>();
const messageListeners = new Set<(message: PushMessage) => void>();

/**
 * On every load, and again after a sign-in: registers the worker and, where the person has switched push on before,
 * makes sure that the browser's subscription has the current key and that the push server knows it. Never prompts.
 */
export async function startPush(): Promise<PushResult> {
  const state = judgeEnvironment(readEnvironment());
  if (state !== 'ready' && state !== 'denied') return publish(state);
  listen();
  // Calls that come before it has begun share it; after a sign-in it has to begin anew.
  queued ??= exclusively(() => {
    queued = undefined;
    return resync();
  });
  return queued;
}

/** Switches push on. Call it directly in a click: browsers ask for the permission only then. */
export async function enablePush(): Promise<PushResult> {
  const state = judgeEnvironment(readEnvironment());
  if (state !== 'ready') return publish(state, { code: state, message: describePush(state) });
  if (!findKey()) return publish(state, asPushError(missingKey()));
  // Nothing may be awaited before this line: the right to ask ends with the click.
  const permission = Notification.permission === 'granted' || (await Notification.requestPermission());
  if (permission === 'denied') return publish('denied', { code: 'denied', message: describePush('denied') });
  if (permission === 'default') {
    return publish('ready', { code: 'dismissed', message: 'Notifications stay off until you allow them.' });
  }
  listen();
  writeRecord({ ...readRecord(), wanted: true });
  return exclusively(subscribeAndTell);
}

/**
 * Switches push off, for a logout: call it while the session is still good. The push server is told first, the browser
 * unsubscribes in any case, and a server that could not be told is told on a later load.
 */
export async function disablePush(): Promise<PushResult> {
  if (!hasServiceWorkers()) return publish(await getPushState());
  writeRecord({ ...readRecord(), wanted: false });
  const registration = await findRegistration();
  const subscription = await registration?.pushManager?.getSubscription().catch(() => null);
  retireEndpoint(subscription?.endpoint);
  await forgetRetired(3000);
  if (subscription) await withTimeLimit(subscription.unsubscribe(), 3000).catch(() => false);
  // What this tab or another one was telling the server is taken back by it, which needs the session as well.
  await withTimeLimit(
    exclusively(() => Promise.resolve()),
    3000,
  ).catch(() => undefined);
  // What is still on display may be private to the person who leaves.
  const shown = await registration?.getNotifications().catch(() => []);
  for (const notification of shown ?? []) if (notification.data?.pushwright) notification.close();
  return publish(await getPushState());
}

/** What push can do here, now. */
export async function getPushState(): Promise<PushState> {
  const state = judgeEnvironment(readEnvironment());
  if (state !== 'ready' || Notification.permission !== 'granted') return state;
  const registration = await findRegistration();
  const subscription = await registration?.pushManager.getSubscription().catch(() => null);
  return subscription && subscription.endpoint === readRecord().endpoint ? 'on' : 'ready';
}

/** Calls back with every change, and at once with what is known already. Returns what ends it. */
export function onPushState(listener: (result: PushResult) => void): () => void {
  stateListeners.add(listener);
  if (snapshot) listener(snapshot);
  return () => {
    stateListeners.delete(listener);
  };
}

/**
 * Calls back with what the worker tells this page. While somebody listens, opening what was clicked is left to them.
 * Returns what ends it.
 */
export function onPushMessage(listener: (message: PushMessage) => void): () => void {
  listen();
  messageListeners.add(listener);
  const waiting = undelivered;
  undelivered = [];
  for (const message of waiting) listener(message);
  return () => {
    messageListeners.delete(listener);
  };
}

/** Says which conversation this page shows: while it has the focus, that conversation's messages make no sound. */
export function setPushConversation(shown: string | undefined): void {
  conversation = shown;
}

/** Notes that the person has put the offer to switch push on away. */
export function dismissPushOffer(): void {
  writeRecord({ ...readRecord(), isDismissed: true });
}

export function isPushOfferDismissed(): boolean {
  return readRecord().isDismissed === true;
}

/** Goes to where a notification leads, for apps without a router. Stays when the page is there already. */
export function openPushUrl(url: string): void {
  const target = new URL(url, window.location.href);
  if (target.origin === window.location.origin && target.href !== window.location.href)
    window.location.assign(target.href);
}

/** Brings browser and push server in line with what the person wants. */
async function resync(): Promise<PushResult> {
  try {
    if (Notification.permission === 'denied') {
      retireEndpoint();
      return publish('denied');
    }
    const registration = await prepareWorker();
    const existing = await registration.pushManager.getSubscription();
    const { wanted } = readRecord();
    // A logout that was not finished, or a subscription that the browser has dropped by itself.
    if (existing && wanted === false) await endSubscription(existing);
    if (!existing) retireEndpoint();
    // Without a note of ours, a subscription is one that the app made before, by other means.
    const isWanted = wanted ?? existing !== null;
    if (!isWanted || Notification.permission !== 'granted') return publish('ready');
    return await subscribeAndTell();
  } catch (error) {
    return publish(await getPushState(), asPushError(error));
  } finally {
    // Nobody waits for it, and the next load tries again.
    void forgetRetired(10_000);
  }
}

/** Subscribes the browser and tells the push server: both, or the state is not `on`. Needs the permission. */
async function subscribeAndTell(): Promise<PushResult> {
  try {
    const registration = await prepareWorker();
    await tellServer(await subscribe(registration));
    return publish(await getPushState());
  } catch (error) {
    const problem = asPushError(error);
    // Not `on` for somebody who is not signed in: the next start, after the sign-in, tells the server again.
    if (problem.code === 'signed-out') writeRecord({ ...readRecord(), endpoint: undefined });
    return publish(await getPushState(), problem);
  }
}

/** Attaches what stays for as long as the page lives. */
function listen(): void {
  if (isListening || !hasServiceWorkers()) return;
  isListening = true;
  navigator.serviceWorker.addEventListener('message', receive);
  // Another tab has switched push on or off.
  window.addEventListener('storage', (event) => {
    if (event.key === recordKey) void getPushState().then((state) => publish(state));
  });
  window.addEventListener('online', () => void startPush());
  // The permission was changed in the browser's settings.
  const watching = navigator.permissions?.query({ name: 'notifications' });
  watching
    ?.then((status) => status.addEventListener('change', () => void startPush()))
    .catch(() => undefined);
}

function receive(event: MessageEvent): void {
  const message: PushMessage | { type: 'pushwright:subscription-change' } | undefined = event.data;
  switch (message?.type) {
    case 'pushwright:subscription-change':
      void startPush();
      return;
    case 'pushwright:push':
      event.ports[0]?.postMessage({ conversation, url: window.location.href });
      break;
    case 'pushwright:open':
    case 'pushwright:decline':
      event.ports[0]?.postMessage({ handled: messageListeners.size > 0 });
      // A page that is only now starting hears of it as soon as it listens.
      if (messageListeners.size === 0) undelivered = [...undelivered, message].slice(-10);
      break;
    default:
      return;
  }
  for (const listener of Array.from(messageListeners)) listener(message);
}

function publish(state: PushState, error?: PushError): PushResult {
  if (snapshot?.state === state && snapshot.error?.message === error?.message) return snapshot;
  const result = { state, error };
  snapshot = result;
  for (const listener of Array.from(stateListeners)) listener(result);
  return result;
}
