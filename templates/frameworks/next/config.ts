/** The VAPID public key, as `.env.local` has it; undefined when the build was made without one. */
export const vapidPublicKey: string | undefined = process.env.NEXT_PUBLIC_VAPID_PUBLIC_KEY;

/** The app's part of its origin, Next's `basePath`, which it writes in here: the worker is served there, and brings these pages to the front. */
export const workerScope = `${process.env.__NEXT_ROUTER_BASEPATH ?? ''}/`;

/**
 * The worker's address. A push server on another origin is told to the worker here as well:
 * `${workerScope}sw.js?push-api=https://push.example.com/api/push`
 */
export const workerUrl: string | undefined = `${workerScope}sw.js`;

/** Where the push server answers: a path below the app's, or an address such as `https://push.example.com/api/push`. */
export const apiBase = `${workerScope}api/push`;
