/// <reference types="vite/client" />

/** The VAPID public key, as the env file has it; undefined when the build was made without one. */
export const vapidPublicKey: string | undefined = import.meta.env.VITE_VAPID_PUBLIC_KEY;

/** The app's part of its origin, Vite's `base`: the worker is served there, and brings these pages to the front. */
export const workerScope = typeof document === 'undefined' ? '/' : findBase(import.meta.env.BASE_URL);

/** In development the Mock Service Worker is a part of the worker as well: start it with this file. */
const workerName = import.meta.env.DEV ? 'msw-sw.js' : 'sw.js';

/**
 * The worker's address. A push server on another origin is told to the worker here as well:
 * `${workerScope}${workerName}?push-api=https://push.example.com/api/push`
 */
export const workerUrl: string | undefined = `${workerScope}${workerName}`;

/** Where the push server answers: a path below the app's, or an address such as `https://push.example.com/api/push`. */
export const apiBase = `${workerScope}api/push`;

/** The base as a path. A relative one counts from where the page was loaded, wherever the router has gone since. */
function findBase(base: string): string {
  const loaded = performance.getEntriesByType('navigation')[0]?.name ?? document.baseURI;
  const anchor = document.querySelector('base[href]') ? document.baseURI : loaded;
  const url = new URL('./', new URL(base, anchor));
  // Workers have to come from the page's own origin, even where other files come from elsewhere.
  return url.origin === location.origin ? url.pathname : '/';
}
