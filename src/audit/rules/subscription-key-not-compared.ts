import type { Rule } from '../rule.ts';

export const subscriptionKeyNotCompared: Rule = {
  id: 'subscription-key-not-compared',
  group: 'client',
  title: 'An old subscription is kept whatever key it was made with',
  severity: 'warning',
  why: 'After the VAPID keys change, push services refuse every message to subscriptions of the old key, and these browsers keep theirs for good.',
  fix: 'Compare options.applicationServerKey of the subscription with the key in use; when they differ, unsubscribe and subscribe anew.',
  example: `const used = new Uint8Array(subscription.options.applicationServerKey);
if (!sameBytes(used, key)) await subscription.unsubscribe();`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/PushSubscription/options',
  appliesTo: ({ code }) => code.client.subscriptions.some(({ unlessPresent }) => unlessPresent !== undefined),
  *check({ code }) {
    if (code.client.readsServerKeys) return;
    for (const { at, unlessPresent } of code.client.subscriptions) {
      if (unlessPresent === undefined) continue;
      yield {
        message:
          'It subscribes only when there is no subscription yet, and the key of the one there is never compared: after a change of keys it stays, dead.',
        certainty: 'proven',
        at,
      };
    }
  },
};
