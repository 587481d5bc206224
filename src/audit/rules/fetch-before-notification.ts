import { placeOf } from '../code/place-of.ts';
import { notificationsShown } from '../code/worker/notifications-shown.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const fetchBeforeNotification: Rule = {
  id: 'fetch-before-notification',
  group: 'worker',
  title: 'A request is waited for before the notification is shown',
  severity: 'warning',
  why: 'On a slow network the notification comes late or never, and Safari, which gives a push thirty seconds, counts it as one that showed nothing.',
  fix: 'Put what the notification says into the payload and show it at once, or bound the request with AbortSignal.timeout and show a general one when it fails.',
  example: `await self.registration.showNotification(data.title, { body: data.body });
await fetch('/api/received', { method: 'POST' }); // afterwards`,
  docs: 'https://webkit.org/blog/12945/meet-web-push/',
  appliesTo: ({ code }) => workersInUse(code).some(({ push }) => push.some(({ calls }) => calls.length > 0)),
  *check({ code }) {
    for (const handling of workersInUse(code).flatMap(({ push }) => push)) {
      for (const calls of notificationsShown(handling)) {
        // Shown at once as well: the request only makes it say more.
        const late = calls.find(({ waited }) => waited.length > 0);
        const [request] = late?.waited ?? [];
        if (late === undefined || request === undefined) continue;
        const shown = placeOf(late.module, late.node);
        const asked = placeOf(request.module, request.node);
        const { listener } = handling;
        const start = placeOf(listener.module, listener.node);
        yield {
          message: 'The notification waits for this request: on a slow network it comes late, or not at all.',
          certainty: 'proven',
          at: asked,
          trail: [
            { path: start.path, line: start.line, text: 'a push message comes' },
            { path: asked.path, line: asked.line, text: 'a request is waited for' },
            { path: shown.path, line: shown.line, text: 'and only then the notification is shown' },
          ],
        };
      }
    }
  },
};
