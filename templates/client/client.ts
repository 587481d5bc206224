import { apiBase, vapidPublicKey, workerScope, workerUrl } from '#push/config';

/** What push can do here: `ready` can be switched on with a click, `on` means that the push server knows this browser. */
export type PushState = 'unsupported' | 'insecure' | 'needs-home-screen' | 'denied' | 'ready' | 'on';

/** What went wrong; `message` is a sentence for the person in front of the screen. */
export interface PushError {
  readonly code:
    | Exclude<PushState, 'ready' | 'on'>
    | 'dismissed'
    | 'not-configured'
    | 'worker'
    | 'push-service'
    | 'signed-out'
    | 'server';
  readonly message: string;
}

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

export interface PushOptions {
  /** For apps without a session cookie: the access token, sent as `Authorization: Bearer`. Nothing while nobody is signed in. */
  readonly token?: () => string | undefined | Promise<string | undefined>;
  /** More headers for the push server, such as one against cross-site request forgery. */
  readonly getHeaders?: () => Record<string, string> | Promise<Record<string, string>>;
}

let options: PushOptions = {};
let snapshot: PushResult | undefined;
let worker: Promise<ServiceWorkerRegistration> | undefined;
let queued: Promise<PushResult> | undefined;
let isListening = false;
let conversation: string | undefined;
let undelivered: PushMessage[] = [];
const stateListeners = new Set<(result: PushResult) => void>();
const messageListeners = new Set<(message: PushMessage) => void>();

/** How requests to the push server show who is signed in. Not needed with a session cookie. */
export function configurePush(given: PushOptions): void {
  options = given;
}

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
  const target = new URL(url, location.href);
  if (target.origin === location.origin && target.href !== location.href) location.assign(target.href);
}

/** A state as a sentence for the person in front of the screen. */
export function describePush(state: PushState): string {
  switch (state) {
    case 'unsupported':
      return 'This browser cannot receive notifications.';
    case 'insecure':
      return 'Notifications need a secure address: https://, or localhost during development.';
    case 'needs-home-screen':
      return 'To receive notifications, add this app to the Home Screen: tap Share, then “Add to Home Screen”, and open it from there.';
    case 'denied':
      return 'Notifications are blocked. Allow them for this site in the browser’s settings.';
    case 'ready':
      return 'Get notified when something needs you.';
    case 'on':
      return 'Notifications are on.';
  }
}

/** What the browser says about itself. */
export interface PushEnvironment {
  readonly isSecure: boolean;
  readonly hasServiceWorker: boolean;
  readonly hasPushManager: boolean;
  readonly hasNotification: boolean;
  readonly isDenied: boolean;
  readonly isStandalone: boolean;
  readonly userAgent: string;
  readonly platform: string;
  readonly touchPoints: number;
}

/** Everything that can be said without looking for a subscription. */
export function judgeEnvironment(environment: PushEnvironment): Exclude<PushState, 'on'> {
  const { hasServiceWorker, hasPushManager, hasNotification, userAgent } = environment;
  if (hasServiceWorker && hasPushManager && hasNotification) return environment.isDenied ? 'denied' : 'ready';
  // Over plain http to anything but localhost, only the service worker is missing.
  if (!environment.isSecure) return 'insecure';
  // An iPad calls itself a Mac, but no Mac has a touch screen.
  const isIpad = environment.platform === 'MacIntel' && environment.touchPoints > 1;
  if (environment.isStandalone || !(isIpad || /iPhone|iPad|iPod/.test(userAgent))) return 'unsupported';
  // Since iOS 16.4: https://webkit.org/blog/13878/web-push-for-web-apps-on-ios-and-ipados/
  const version = /(?:OS |Version\/)(\d+)[._](\d+)/.exec(userAgent);
  const isTooOld = version !== null && Number(version[1]) * 100 + Number(version[2]) < 1604;
  return isTooOld ? 'unsupported' : 'needs-home-screen';
}

function readEnvironment(): PushEnvironment {
  const isPage = typeof window !== 'undefined';
  const hasNotification = isPage && 'Notification' in window;
  return {
    isSecure: !isPage || window.isSecureContext,
    hasServiceWorker: hasServiceWorkers(),
    hasPushManager: isPage && 'PushManager' in window,
    hasNotification,
    isDenied: hasNotification && Notification.permission === 'denied',
    isStandalone: isPage && matchMedia('(display-mode: standalone), (display-mode: fullscreen)').matches,
    userAgent: isPage ? navigator.userAgent : '',
    platform: isPage ? navigator.platform : '',
    touchPoints: isPage ? navigator.maxTouchPoints : 0,
  };
}

function hasServiceWorkers(): boolean {
  try {
    // In a sandboxed frame it is there, and throws when it is touched.
    return (
      typeof window !== 'undefined' && 'serviceWorker' in navigator && navigator.serviceWorker !== undefined
    );
  } catch {
    return false;
  }
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

/** The subscription with the current key. Its options cannot be changed, so one with another key is replaced. */
async function subscribe(registration: ServiceWorkerRegistration): Promise<PushSubscription> {
  const key = findKey();
  if (!key) throw missingKey();
  const existing = await registration.pushManager.getSubscription();
  if (existing && hasKey(existing, key)) return existing;
  if (existing) await endSubscription(existing);
  // Without the permission it would prompt, outside of any click.
  if (Notification.permission !== 'granted') throw new Failure('denied', describePush('denied'));
  const subscribing = registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  return withTimeLimit(subscribing, 20_000).catch((error: unknown) => {
    const reason =
      error instanceof Failure
        ? 'does not answer. Check the connection and try again.'
        : 'refuses. Private windows and some privacy settings do not allow notifications.';
    throw new Failure('push-service', `The browser’s push service ${reason}`);
  });
}

/** The public key as `subscribe` takes it; undefined when there is none or it is no P-256 point. */
function findKey(): string | undefined {
  const key = vapidPublicKey && toBase64Url(vapidPublicKey.trim());
  return key && /^B[\w-]{86}$/.test(key) ? key : undefined;
}

/** Whether a subscription was made with the key (unpadded base64url); true where the browser does not tell. */
export function hasKey(subscription: Pick<PushSubscription, 'options'>, key: string): boolean {
  const made = subscription.options?.applicationServerKey;
  if (made === undefined) return true;
  return made !== null && toBase64Url(btoa(String.fromCharCode(...new Uint8Array(made)))) === key;
}

function toBase64Url(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Hands the subscription to the push server. Throws when it does not take it. */
async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint } = subscription;
  const oldEndpoint = readRecord().retired.find((retired) => retired !== endpoint);
  const status = await post('/subscribe', { subscription: subscription.toJSON(), oldEndpoint }, 10_000);
  const record = readRecord();
  // Nobody is signed in, or has signed out meanwhile: this browser must not go on receiving for whoever it was.
  const isRefused = record.wanted === false || status === 400 || status === 401 || status === 403;
  if (isRefused) await endSubscription(subscription);
  if (status === 401 || record.wanted === false) throw signedOut();
  if (status < 200 || status > 299) {
    throw new Failure('server', `Notifications are not on: the server answered ${status}.`);
  }
  const retired = record.retired.filter((old) => old !== endpoint && old !== oldEndpoint);
  writeRecord({ ...record, wanted: true, endpoint, retired });
}

/** Ends a subscription, and notes that the push server has to forget it. */
async function endSubscription(subscription: PushSubscription): Promise<void> {
  retireEndpoint(subscription.endpoint);
  await withTimeLimit(subscription.unsubscribe(), 5000).catch(() => false);
}

/** Tells the push server which endpoints are no more. Those that it could not be told of stay noted. */
async function forgetRetired(milliseconds: number): Promise<void> {
  const tellOne = async (endpoint: string) => {
    const status = await post('/unsubscribe', { endpoint }, milliseconds).catch(() => 0);
    // 403: it is somebody else's by now. 404: there is no such server. Asking again changes neither.
    if (!((status >= 200 && status < 300) || [400, 403, 404, 410].includes(status))) return;
    const record = readRecord();
    writeRecord({ ...record, retired: record.retired.filter((retired) => retired !== endpoint) });
  };
  await Promise.all(readRecord().retired.map(tellOne));
}

/** Posts JSON to the push server as the signed-in user, and resolves to the answer's status. */
async function post(path: string, body: object, milliseconds: number): Promise<number> {
  const send = async () => {
    const token = await options.token?.();
    if (options.token && !token) throw signedOut();
    const response = await fetch(`${apiBase}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(await options.getHeaders?.()),
      },
      // A server that takes tokens may be on another origin, and need not allow cookies there.
      credentials: token ? 'same-origin' : 'include',
      body: JSON.stringify(body),
      // A logout often leaves the page at once.
      keepalive: true,
    });
    // A host that answers with its start page or its sign-in page has taken nothing.
    const isPage = response.redirected || response.headers.get('content-type')?.startsWith('text/html');
    return response.ok && isPage ? 404 : response.status;
  };
  return withTimeLimit(send(), milliseconds).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'signed-out') throw error;
    throw new Failure(
      'server',
      'The server for notifications does not answer. Check the connection and try again.',
    );
  });
}

/** The registration with an active worker, prepared once for all callers. */
function prepareWorker(): Promise<ServiceWorkerRegistration> {
  worker ??= withTimeLimit(registerWorker(), 20_000).catch((error: unknown) => {
    worker = undefined;
    throw new Failure('worker', `The service worker did not start: ${messageOf(error)}`);
  });
  return worker;
}

async function registerWorker(): Promise<ServiceWorkerRegistration> {
  // Without an address, the app registers a worker of its own that ours is part of.
  if (workerUrl === undefined) return greet(await navigator.serviceWorker.ready);
  const registration = await navigator.serviceWorker.register(workerUrl, {
    scope: workerScope,
    updateViaCache: 'none',
  });
  const coming = () => registration.installing ?? registration.waiting;
  // A new version need not wait until every tab is closed: this worker serves nothing that a page could miss.
  const activate = () => (coming() ?? registration.active)?.postMessage({ type: 'pushwright:activate' });
  registration.addEventListener('updatefound', activate);
  activate();
  if (!registration.active) await becomesActive(coming());
  return greet(registration);
}

function becomesActive(coming: ServiceWorker | null): Promise<void> {
  return new Promise((resolve, reject) => {
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve();
      if (coming.state === 'redundant') reject(new Error('it could not be installed.'));
    });
  });
}

/** Tells the worker that this page listens from now on. */
function greet(registration: ServiceWorkerRegistration): ServiceWorkerRegistration {
  registration.active?.postMessage({ type: 'pushwright:hello' });
  return registration;
}

async function findRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!hasServiceWorkers()) return undefined;
  return navigator.serviceWorker.getRegistration(workerScope).catch(() => undefined);
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
      event.ports[0]?.postMessage({ conversation, url: location.href });
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
  for (const listener of messageListeners) listener(message);
}

function publish(state: PushState, error?: PushError): PushResult {
  if (snapshot?.state === state && snapshot.error?.message === error?.message) return snapshot;
  const result = { state, error };
  snapshot = result;
  for (const listener of stateListeners) listener(result);
  return result;
}

/** One at a time over all tabs, so that none replaces the subscription that another is about to report. */
async function exclusively(task: () => Promise<PushResult>): Promise<PushResult> {
  return 'locks' in navigator ? await navigator.locks.request('pushwright', task) : await task();
}

function withTimeLimit<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('server', 'it took too long.')), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** Why something failed. Thrown in here only: what leaves this module is a `PushResult`. */
class Failure extends Error {
  readonly code: PushError['code'];

  constructor(code: PushError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

function signedOut(): Failure {
  return new Failure('signed-out', 'Sign in to receive notifications on this device.');
}

function missingKey(): Failure {
  return new Failure(
    'not-configured',
    'Notifications are not set up: the app has no valid VAPID public key.',
  );
}

function asPushError(error: unknown): PushError {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  return { code: 'worker', message: `Notifications failed: ${messageOf(error)}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const recordKey = 'pushwright';

/** What this browser remembers between loads. */
interface PushRecord {
  /** Whether the person wants push here; undefined when never asked. */
  readonly wanted?: boolean | undefined;
  /** The endpoint that the push server has taken. */
  readonly endpoint?: string | undefined;
  /** Endpoints that are no more, and that the push server has yet to forget. */
  readonly retired: readonly string[];
  /** Whether the offer to switch push on was put away. */
  readonly isDismissed?: boolean | undefined;
}

/** Stands in where storage is switched off, for as long as the page lives. */
let unstored: PushRecord = { retired: [] };

function readRecord(): PushRecord {
  try {
    const stored = JSON.parse(localStorage.getItem(recordKey) ?? '{}');
    return { ...stored, retired: Array.isArray(stored?.retired) ? stored.retired : [] };
  } catch {
    return unstored;
  }
}

function writeRecord(record: PushRecord): void {
  unstored = record;
  try {
    localStorage.setItem(recordKey, JSON.stringify(record));
  } catch {
    // Switched off or full.
  }
}

/** Moves the endpoint that the push server has, and the given one, to those that it has to forget. */
function retireEndpoint(endpoint?: string): void {
  const record = readRecord();
  const gone = [record.endpoint, endpoint].filter((value) => value !== undefined);
  const retired = [...new Set([...record.retired, ...gone])].slice(-10);
  if (gone.length > 0) writeRecord({ ...record, endpoint: undefined, retired });
}
