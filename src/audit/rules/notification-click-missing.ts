import { placeOf } from '../code/place-of.ts';
import { isWhollySeen, workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const notificationClickMissing: Rule = {
  id: 'notification-click-missing',
  group: 'worker',
  title: 'Nothing happens when the notification is clicked',
  severity: 'error',
  why: 'Without a notificationclick listener most browsers neither open the app nor close the notification: people click and land nowhere.',
  fix: 'Listen for notificationclick in the worker, close the notification, and focus a window of the app or open one inside waitUntil.',
  example: `self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow('/'));
});`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ServiceWorkerGlobalScope/notificationclick_event',
  appliesTo: ({ code }) => workersInUse(code).some(({ notifications }) => notifications.length > 0),
  *check({ code }) {
    for (const worker of workersInUse(code)) {
      const [first] = worker.notifications;
      if (first === undefined || !isWhollySeen(worker)) continue;
      if (worker.listeners.some(({ event }) => event === 'notificationclick')) continue;
      // Firebase's SDK answers clicks on notifications that it has shown itself, not on the worker's own.
      const certainty = worker.service.kind === 'firebase' ? 'likely' : 'proven';
      const at = placeOf(first.module, first.node);
      yield {
        at,
        certainty,
        message:
          'This worker shows notifications and has no notificationclick listener, so a click on one does nothing.',
      };
    }
  },
};
