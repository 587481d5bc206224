import { placeOf } from '../code/place-of.ts';
import type { PushHandling, UnwaitedNotification } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Problem, Rule, TrailStep } from '../rule.ts';

export const pushWithoutWaitUntil: Rule = {
  id: 'push-without-wait-until',
  group: 'worker',
  title: 'The browser does not wait for the notification',
  severity: 'error',
  why: 'A browser stops the worker when the push event is over unless waitUntil holds it open: the notification is lost now and then, and the push counts as one that showed nothing.',
  fix: 'Call event.waitUntil in the handler itself, before any await, with a promise that settles after showNotification has.',
  example: `self.addEventListener('push', (event) => {
  event.waitUntil(self.registration.showNotification(title, options));
});`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ExtendableEvent/waitUntil',
  appliesTo: ({ code }) => workersInUse(code).some(({ push }) => push.length > 0),
  *check({ code }) {
    const seen = new Set<unknown>();
    for (const { push } of workersInUse(code)) {
      for (const handling of push) {
        for (const path of handling.paths) {
          for (const notification of path.unwaited) {
            if (seen.has(notification.node)) continue;
            seen.add(notification.node);
            yield describe(handling, notification);
          }
        }
      }
    }
  },
};

function describe(
  { listener }: PushHandling,
  { module, node, through, why, wait }: UnwaitedNotification,
): Problem {
  const messages = {
    never:
      'showNotification runs without event.waitUntil, so the browser may stop the worker before the notification is there.',
    floating:
      'event.waitUntil does not wait for this showNotification: its promise is neither awaited nor returned on the way to waitUntil.',
    late: 'event.waitUntil is called after the event has been dispatched, where it throws or comes too late for this notification.',
  };
  const start = placeOf(listener.module, listener.node);
  const trail: TrailStep[] = [{ path: start.path, line: start.line, text: 'a push message comes' }];
  for (const inner of through.slice(1)) {
    const at = placeOf(inner.module, inner.node);
    const name = inner.node.id?.name;
    trail.push({
      path: at.path,
      line: at.line,
      text: name === undefined ? 'a function is called' : `${name}() is called`,
    });
  }
  const shown = placeOf(module, node);
  trail.push({ path: shown.path, line: shown.line, text: 'the notification is asked for' });
  if (wait === undefined) return { message: messages[why], certainty: 'proven', at: shown, trail };
  const late = placeOf(wait.module, wait.node);
  trail.push({ path: late.path, line: late.line, text: 'waitUntil is called, too late' });
  return { message: messages[why], certainty: 'proven', at: late, trail };
}
