import { placeOf } from '../code/place-of.ts';
import { isAlways, optionOf } from '../code/worker/notification-options.ts';
import { notificationsShown } from '../code/worker/notifications-shown.ts';
import type { HandlerCall, PushHandling } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Problem, Rule } from '../rule.ts';

export const notificationOptionsThrow: Rule = {
  id: 'notification-options-throw',
  group: 'worker',
  title: '`showNotification` is called with options that browsers refuse',
  severity: 'error',
  why: 'Chrome throws a TypeError for renotify without a tag and for silent with a vibration, and the push ends without a notification; a title that is undefined is shown as the word.',
  fix: 'Give a tag with renotify, leave vibrate out where silent is true, and have a title for every push.',
  example:
    'self.registration.showNotification(data.title ?? "New message", { tag: data.tag || "chat", renotify: true });',
  docs: 'https://notifications.spec.whatwg.org/#create-a-notification',
  appliesTo: ({ code }) => workersInUse(code).some(({ push }) => push.some(({ calls }) => calls.length > 0)),
  *check({ code }) {
    for (const handling of workersInUse(code).flatMap(({ push }) => push)) {
      for (const calls of notificationsShown(handling)) {
        const problem = calls.map(refused).find((found) => found !== undefined) ?? untitled(calls);
        if (problem === undefined) continue;
        const { call, ...rest } = problem;
        yield { ...rest, trail: trailOf(handling, call) };
      }
    }
  },
};

type Found = Problem & { readonly call: HandlerCall };

/** A call that throws in Chrome whatever the payload says. */
function refused(call: HandlerCall): Found | undefined {
  const at = placeOf(call.module, call.node);
  if (call.values.length === 0)
    return { call, at, certainty: 'proven', message: 'showNotification without a title throws.' };
  if (isAlways(optionOf(call, 'renotify'), true) && isAlways(optionOf(call, 'tag'), false)) {
    const message =
      'renotify is true and there is no tag, for which Chrome throws: no notification is shown.';
    return { call, at, certainty: 'proven', message };
  }
  const vibrates = optionOf(call, 'vibrate').every((value) => value.kind === 'array');
  if (isAlways(optionOf(call, 'silent'), true) && vibrates) {
    const message =
      'silent is true and there is a vibration, for which Chrome throws: no notification is shown.';
    return { call, at, certainty: 'proven', message };
  }
  return undefined;
}

/** A title that only a push without a readable payload leaves undefined. */
function untitled(calls: readonly HandlerCall[]): Found | undefined {
  const isUndefined = ({ values: [title] }: HandlerCall): boolean =>
    title?.kind === 'constant' && title.value === undefined;
  if (calls.some((call) => call.message === 'json' && isUndefined(call))) return undefined;
  const call = calls.find(isUndefined);
  if (call === undefined) return undefined;
  const when = call.message === 'empty' ? 'carries nothing' : 'carries text that is no JSON';
  return {
    call,
    at: placeOf(call.module, call.node),
    certainty: 'proven',
    severity: 'warning',
    message: `When a push ${when}, the title is undefined, and people read the word "undefined".`,
  };
}

function trailOf({ listener }: PushHandling, call: HandlerCall): Problem['trail'] {
  const start = placeOf(listener.module, listener.node);
  return [
    { path: start.path, line: start.line, text: 'a push message comes' },
    ...call.steps.map((step) => {
      const { path, line } = placeOf(step.module, step.node);
      return { path, line, text: `this is ${step.taken ? 'true' : 'false'}` };
    }),
  ];
}
