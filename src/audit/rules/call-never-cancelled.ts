import { placeOf } from '../code/place-of.ts';
import { kindAsked, kindOfNotification } from '../code/worker/notification-kind.ts';
import type { PushHandling } from '../code/worker/worker-model.ts';
import { isWhollySeen, workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const callNeverCancelled: Rule = {
  id: 'call-never-cancelled',
  group: 'worker',
  title: 'The notification of a call stays when the call is over',
  severity: 'warning',
  why: 'The caller hangs up, or another device answers, and this one rings on: the person answers a call that is not there any more.',
  fix: 'Send a push when a call is answered, declined or given up, and have the worker close the notification or replace it under the same tag.',
  example: `case 'call-ended': {
  const ringing = await self.registration.getNotifications({ tag: \`call-\${data.callId}\` });
  for (const notification of ringing) notification.close();
  return self.registration.showNotification('Missed call', { tag: \`call-\${data.callId}\`, silent: true });
}`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ServiceWorkerRegistration/getNotifications',
  appliesTo: ({ code }) => workersInUse(code).some(({ push }) => push.some(ringsIn)),
  *check({ code }) {
    for (const worker of workersInUse(code)) {
      const { push } = worker;
      if (!isWhollySeen(worker) || push.some(({ walked }) => !walked)) continue;
      const ring = push.flatMap(({ calls }) => calls).find((call) => kindOfNotification(call) === 'call');
      if (ring === undefined || push.some(endsCalls)) continue;
      yield {
        message:
          'This notification of a call is never closed or replaced: no push tells the worker that the call is over.',
        certainty: 'likely',
        at: placeOf(ring.module, ring.node),
      };
    }
  },
};

function ringsIn({ calls }: PushHandling): boolean {
  return calls.some((call) => kindOfNotification(call) === 'call');
}

/** Whether anything could close the notification: it looks for those on display, knows the end of a call, or hands over what it gets. */
function endsCalls({ calls, paths }: PushHandling): boolean {
  return (
    calls.some(
      ({ name }) =>
        name === 'registration.getNotifications' || name === 'notification.close' || name === 'unseen',
    ) || paths.some(({ steps }) => steps.some((step) => kindAsked({ ...step, holds: true }) === 'call-over'))
  );
}
