/** The VAPID public key, as `.env.local` has it; undefined when the build was made without one. */
export const vapidPublicKey: string | undefined = process.env.NEXT_PUBLIC_VAPID_PUBLIC_KEY;

/** The app's part of its origin, Next's `basePath`, which it writes in here: the worker is served there, and brings these pages to the front. */
export const workerScope = `${process.env.__NEXT_ROUTER_BASEPATH ?? ''}/`;

/** Undefined: the app registers a worker of its own, which brings ours in with importScripts. */
export const workerUrl: string | undefined = undefined;

/** Where the push server answers: a path below the app's, or an address such as `https://push.example.com/api/push`. */
export const apiBase = `${workerScope}api/push`;
