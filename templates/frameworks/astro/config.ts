/** The VAPID public key, as `.env` has it; undefined when the build was made without one. */
export const vapidPublicKey: string | undefined = import.meta.env.PUBLIC_VAPID_PUBLIC_KEY;

/** The app's part of its origin, Astro's `base`: the worker is served there, and brings these pages to the front. */
export const workerScope: string = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/**
 * The worker's address. A push server on another origin is told to the worker here as well:
 * `${workerScope}sw.js?push-api=https://push.example.com/api/push`
 */
export const workerUrl: string | undefined = `${workerScope}sw.js`;

/** Where the push server answers: a path below the app's, or an address such as `https://push.example.com/api/push`. */
export const apiBase = `${workerScope}api/push`;
