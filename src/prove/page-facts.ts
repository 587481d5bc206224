// Each of these runs in the app's page, where the types of a browser are not known to this project's own code.
// They are handed over as source text, so they can use nothing from around them.
// An app's home below a base, such as /docs, may lie beside the scope of its worker, /docs/, which serves it all the same.
// biome-ignore-start lint/suspicious/noExplicitAny: the page's globals

/** What every element with the attribute says. */
export function readStates(): string[] {
  const page = globalThis as any;
  const elements = [...page.document.querySelectorAll('[data-pushwright-state]')];
  return elements.map((element) => element.getAttribute('data-pushwright-state'));
}

/** The worker that is active for the page; undefined while there is none. */
export async function readRegistration(): Promise<{ script: string; scope: string } | undefined> {
  const page = globalThis as any;
  const { serviceWorker } = page.navigator;
  const registration =
    (await serviceWorker.getRegistration()) ??
    (await serviceWorker.getRegistration(`${page.location.pathname}/`));
  if (registration?.active?.state !== 'activated') return undefined;
  return { script: registration.active.scriptURL, scope: registration.scope };
}

/** The browser's subscription, its key in unpadded base64url; null without one. */
export async function readSubscription(): Promise<{ endpoint: string; key: string | undefined } | null> {
  const page = globalThis as any;
  const { serviceWorker } = page.navigator;
  const registration =
    (await serviceWorker.getRegistration()) ??
    (await serviceWorker.getRegistration(`${page.location.pathname}/`));
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return null;
  const bytes = subscription.options.applicationServerKey;
  const base64 = bytes && page.btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const key = base64?.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return { endpoint: subscription.endpoint, key };
}

/** What the worker shows at the moment. */
export async function readNotifications(): Promise<{ title: string; body: string }[]> {
  const page = globalThis as any;
  const { serviceWorker } = page.navigator;
  const registration =
    (await serviceWorker.getRegistration()) ??
    (await serviceWorker.getRegistration(`${page.location.pathname}/`));
  const notifications = await registration.getNotifications();
  return notifications.map(({ title, body }: { title: string; body: string }) => ({ title, body }));
}

// biome-ignore-end lint/suspicious/noExplicitAny: the page's globals
