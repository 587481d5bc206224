/** The VAPID public key, as the env file has it; undefined when the build was made without one. */
export const vapidPublicKey: string | undefined = process.env.REACT_APP_VAPID_PUBLIC_KEY;

/** The app's part of its origin, the path of `homepage`: the worker is served there, and brings these pages to the front. */
export const workerScope =
  typeof document === 'undefined' ? '/' : findBase(`${process.env.PUBLIC_URL ?? ''}/`);

/** Undefined: the app registers a worker of its own, which brings ours in with importScripts. */
export const workerUrl: string | undefined = undefined;

/** Where the push server answers: a path below the app's, or an address such as `https://push.example.com/api/push`. */
export const apiBase = `${workerScope}api/push`;

/** The base as a path. A relative one counts from where the page was loaded, wherever the router has gone since. */
function findBase(base: string): string {
  // Missing in jsdom, where an app's own tests may run.
  const loaded = performance.getEntriesByType?.('navigation')[0]?.name ?? document.baseURI;
  const anchor = document.querySelector('base[href]') ? document.baseURI : loaded;
  const url = new URL('./', new URL(base, anchor));
  // Workers have to come from the page's own origin, even where other files come from elsewhere.
  return url.origin === window.location.origin ? url.pathname : '/';
}
