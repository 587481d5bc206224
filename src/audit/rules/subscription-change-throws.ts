import { placeOf } from '../code/place-of.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const subscriptionChangeThrows: Rule = {
  id: 'subscription-change-throws',
  group: 'worker',
  title: 'The `pushsubscriptionchange` listener throws where the event brings no subscription',
  severity: 'error',
  why: 'Both of the event’s subscriptions may be null, as in Chrome after a permission that was taken back is given again: the listener throws, and the person gets no pushes any more.',
  fix: 'Take newSubscription, else getSubscription(), else subscribe again with a key that the worker knows, and read oldSubscription with ?. only.',
  example: `const subscription = event.newSubscription
  ?? (await self.registration.pushManager.getSubscription())
  ?? (await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: event.oldSubscription?.options.applicationServerKey ?? publicKey,
  }));`,
  docs: 'https://chromestatus.com/feature/5147683423256576',
  appliesTo: ({ code }) =>
    workersInUse(code).some((worker) => worker.runs('pushsubscriptionchange').some(({ walked }) => walked)),
  *check({ code }) {
    const seen = new Set<unknown>();
    for (const { listener, failures } of workersInUse(code).flatMap((worker) =>
      worker.runs('pushsubscriptionchange'),
    )) {
      for (const { module, node } of failures) {
        if (seen.has(node)) continue;
        seen.add(node);
        const start = placeOf(listener.module, listener.node);
        yield {
          message:
            'This throws when the event brings no subscription, and nothing catches it: no new one reaches the server.',
          certainty: 'proven',
          at: placeOf(module, node),
          trail: [
            {
              path: start.path,
              line: start.line,
              text: 'the browser tells of the change, subscriptions null',
            },
          ],
        };
      }
    }
  },
};
