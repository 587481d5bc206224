import { hasDependency } from '../../project/dependencies.ts';
import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const notificationConstructor: Rule = {
  id: 'notification-constructor',
  group: 'client',
  title: 'A page makes notifications with `new Notification()`',
  severity: 'warning',
  why: 'On Android the constructor throws a TypeError, so phones show nothing and the code after it never runs.',
  fix: 'Show the notification through the service worker’s registration.',
  example: `const registration = await navigator.serviceWorker.ready;
await registration.showNotification(title, options);`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Notification/Notification',
  appliesTo: ({ code, project }) =>
    !shells.some((name) => hasDependency(project.manifest, name)) &&
    (code.client.notificationConstructors.length > 0 || code.client.prompts.length > 0),
  *check({ code }) {
    for (const { place, caught } of code.client.notificationConstructors) {
      yield {
        message: caught
          ? 'On Android this throws and the error is caught: phones show nothing.'
          : 'On Android this throws a TypeError: phones show nothing, and what comes after it does not run.',
        certainty: caught ? 'likely' : 'proven',
        at: placeOf(place.unit.module, place.node),
      };
    }
  },
};

/** Their web views are no browsers of the web. */
const shells = ['electron', '@tauri-apps/api', 'nw'];
