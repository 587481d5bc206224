import { apiBase, vapidPublicKey } from '#push/config';
import { describePush } from '#push/environment';
import { Failure, missingKey, signedOut, withTimeLimit } from '#push/push-error';

export interface PushOptions {
  /** For apps without a session cookie: the access token, sent as `Authorization: Bearer`. Nothing while nobody is signed in. */
  readonly token?: () => string | undefined | Promise<string | undefined>;
  /** More headers for the push server, such as one against cross-site request forgery. */
  readonly getHeaders?: () => Record<string, string> | Promise<Record<string, string>>;
}

let options: PushOptions = {};

/** How requests to the push server show who is signed in. Not needed with a session cookie. */
export function configurePush(given: PushOptions): void {
  options = given;
}

/** The subscription with the current key. Its options cannot be changed, so one with another key is replaced. */
export async function subscribe(registration: ServiceWorkerRegistration): Promise<PushSubscription> {
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

/** Hands the subscription to the push server. Throws when it does not take it. */
export async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint } = subscription;
  const oldEndpoint = readRecord().retired.find((retired) => retired !== endpoint);
  const status = await post('/subscribe', { subscription: subscription.toJSON(), oldEndpoint }, 10_000);
  const record = readRecord();
  // Nobody is signed in, or has signed out meanwhile: this browser must not go on receiving for whoever it was.
  const isRefused = record.wanted === false || status === 400 || status === 401 || status === 403;
  if (isRefused) await endSubscription(subscription);
  // The logout's own word to the server may have come before this subscription did.
  if (record.wanted === false) await forgetRetired(3000);
  if (status === 401 || record.wanted === false) throw signedOut();
  if (status < 200 || status > 299) {
    throw new Failure('server', `Notifications are not on: the server answered ${status}.`);
  }
  const retired = record.retired.filter((old) => old !== endpoint && old !== oldEndpoint);
  writeRecord({ ...record, wanted: true, endpoint, retired });
}

/** Ends a subscription, and notes that the push server has to forget it. */
export async function endSubscription(subscription: PushSubscription): Promise<void> {
  retireEndpoint(subscription.endpoint);
  await withTimeLimit(subscription.unsubscribe(), 5000).catch(() => false);
}

/** Tells the push server which endpoints are no more. Those that it could not be told of stay noted. */
export async function forgetRetired(milliseconds: number): Promise<void> {
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
    const url = `${apiBase}${path}`;
    const request: RequestInit = {
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
    };
    let response = await fetch(url, request);
    // A framework that wants a slash at the end redirects to it, and a redirect can turn a POST into a GET; one in
    // development may say that there is nothing without it.
    const slashed = new URL(`${url}/`, window.location.href).href;
    const wantsSlash = response.redirected ? response.url === slashed : response.status === 404;
    if (wantsSlash) response = await fetch(slashed, request);
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

/** One at a time over all tabs, so that none replaces the subscription that another is about to report. */
export async function exclusively<T>(task: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return task();
  let begun: Promise<T> | undefined;
  try {
    await navigator.locks.request('pushwright', () => {
      begun = task();
      return begun;
    });
  } catch {
    // Where sites may not store anything, there are no locks either.
  }
  return begun ?? task();
}

/** The public key as `subscribe` takes it; undefined when there is none or it is no P-256 point. */
export function findKey(): string | undefined {
  const key = vapidPublicKey && toBase64Url(vapidPublicKey.trim());
  return key && /^B[\w-]{86}$/.test(key) ? key : undefined;
}

/** Whether a subscription was made with the key (unpadded base64url); true where the browser does not tell. */
export function hasKey(subscription: Pick<PushSubscription, 'options'>, key: string): boolean {
  const made = subscription.options?.applicationServerKey;
  if (made === undefined) return true;
  return made !== null && toBase64Url(btoa(String.fromCharCode(...Array.from(new Uint8Array(made))))) === key;
}

function toBase64Url(base64: string): string {
  return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/** Where the record is in `localStorage`. */
export const recordKey = 'pushwright';

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

/** What could not be stored: storage is switched off, or full. Holds for as long as the page lives. */
let unstored: PushRecord | undefined;

export function readRecord(): PushRecord {
  if (unstored) return unstored;
  try {
    const stored = JSON.parse(localStorage.getItem(recordKey) ?? '{}');
    return { ...stored, retired: Array.isArray(stored?.retired) ? stored.retired : [] };
  } catch {
    return { retired: [] };
  }
}

export function writeRecord(record: PushRecord): void {
  try {
    localStorage.setItem(recordKey, JSON.stringify(record));
    unstored = undefined;
  } catch {
    unstored = record;
  }
}

/** Moves the endpoint that the push server has, and the given one, to those that it has to forget. */
export function retireEndpoint(endpoint?: string): void {
  const record = readRecord();
  const gone = [record.endpoint, endpoint].flatMap((value) => value ?? []);
  const retired = Array.from(new Set([...record.retired, ...gone])).slice(-10);
  if (gone.length > 0) writeRecord({ ...record, endpoint: undefined, retired });
}
