/// <reference types="vite/client" />

/** The VAPID public key, under whichever prefix `envPrefix` exposes it; undefined when the build was made without one. */
export const vapidPublicKey: string | undefined = findPublicKey(import.meta.env);

/** The app's part of its origin, Vite's `base`: the worker is served there, and brings these pages to the front. */
export const workerScope = typeof document === 'undefined' ? '/' : findBase(import.meta.env.BASE_URL);

/** Undefined: the app registers a worker of its own, which brings ours in with importScripts. */
export const workerUrl: string | undefined = undefined;

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

/** The shortest name that ends in VAPID_PUBLIC_KEY, so that another service's key is not taken for ours. */
function findPublicKey(variables: Readonly<Record<string, unknown>>): string | undefined {
  const names = Object.keys(variables).filter((name) => name.endsWith('VAPID_PUBLIC_KEY'));
  const name = names.sort((a, b) => a.length - b.length)[0];
  const value = name === undefined ? undefined : variables[name];
  return typeof value === 'string' ? value : undefined;
}
