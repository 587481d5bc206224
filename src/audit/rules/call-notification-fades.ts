import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import { kindOfNotification } from '../code/worker/notification-kind.ts';
import { isAlways, optionOf } from '../code/worker/notification-options.ts';
import { notificationsShown } from '../code/worker/notifications-shown.ts';
import type { HandlerCall } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const callNotificationFades: Rule = {
  id: 'call-notification-fades',
  group: 'worker',
  title: 'The notification of a call goes away by itself',
  severity: 'warning',
  why: 'Without requireInteraction a desktop browser takes the notification away after some seconds, and a silent one does not sound: the call rings out unnoticed.',
  fix: 'Show calls with requireInteraction: true and without silent: true.',
  example: `self.registration.showNotification('Incoming call', {
  tag: \`call-\${data.callId}\`, requireInteraction: true, renotify: true,
});`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Notification/requireInteraction',
  appliesTo: (audit) => callsIn(audit).length > 0,
  *check(audit) {
    for (const calls of callsIn(audit)) {
      const [first] = calls;
      if (first === undefined) continue;
      const fades = calls.every((call) => isAlways(optionOf(call, 'requireInteraction'), false));
      const isSilent = calls.every((call) => isAlways(optionOf(call, 'silent'), true));
      if (!fades && !isSilent) continue;
      yield {
        message: fades
          ? 'This notification of a call has no requireInteraction, so it is gone after some seconds while the phone still rings.'
          : 'This notification of a call is silent: nobody hears it ring.',
        certainty: 'proven',
        at: placeOf(first.module, first.node),
      };
    }
  },
};

/** Notifications that tell of a call that rings, on the paths that do. */
function callsIn({ code }: Audit): readonly (readonly HandlerCall[])[] {
  return workersInUse(code)
    .flatMap(({ push }) => push)
    .flatMap(notificationsShown)
    .map((calls) => calls.filter((call) => kindOfNotification(call) === 'call'))
    .filter((calls) => calls.length > 0);
}
