/** The VAPID public key, under whichever prefix `envPrefix` exposes it; undefined when the build was made without one. */
export const vapidPublicKey: string | undefined = findPublicKey(import.meta.env);

/** The app's part of its origin, Astro's `base`: the worker is served there, and brings these pages to the front. */
export const workerScope: string = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** Undefined: the app registers a worker of its own, which brings ours in with importScripts. */
export const workerUrl: string | undefined = undefined;

/** Where the push server answers: a path below the app's, or an address such as `https://push.example.com/api/push`. */
export const apiBase = `${workerScope}api/push`;

/** The shortest name that ends in VAPID_PUBLIC_KEY, so that another service's key is not taken for ours. */
function findPublicKey(variables: Readonly<Record<string, unknown>>): string | undefined {
  const names = Object.keys(variables).filter((name) => name.endsWith('VAPID_PUBLIC_KEY'));
  const name = names.sort((a, b) => a.length - b.length)[0];
  const value = name === undefined ? undefined : variables[name];
  return typeof value === 'string' ? value : undefined;
}
