// The service worker of development: the Mock Service Worker and the push worker in one, because a scope has one worker.
{
  const self = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

  // It ends its registration with the last page that mocks, and the push subscription would end with it.
  self.registration.unregister = () => Promise.resolve(false);
  self.importScripts('mockServiceWorker.js', 'sw.js');
}
