import { workerScope, workerUrl } from '#push/config';
import { hasServiceWorkers } from '#push/environment';
import { Failure, messageOf, withTimeLimit } from '#push/push-error';

let worker: Promise<ServiceWorkerRegistration> | undefined;

/** The registration with an active worker, prepared once for all callers. */
export function prepareWorker(): Promise<ServiceWorkerRegistration> {
  worker ??= withTimeLimit(registerWorker(), 20_000).catch((error: unknown) => {
    worker = undefined;
    throw new Failure('worker', `The service worker did not start: ${messageOf(error)}`);
  });
  return worker;
}

/** The registration when there is one already, whatever its worker is doing. */
export async function findRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!hasServiceWorkers()) return undefined;
  return navigator.serviceWorker.getRegistration(workerScope).catch(() => undefined);
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
