// Brings push-sw.js into the service worker that the build writes.
self.importScripts('push-sw.js');
