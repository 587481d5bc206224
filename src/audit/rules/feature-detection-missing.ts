import type { Feature } from '../code/client/features.ts';
import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const featureDetectionMissing: Rule = {
  id: 'feature-detection-missing',
  group: 'client',
  title: 'Push is used without asking whether the browser has it',
  severity: 'warning',
  why: 'Safari on an iPhone has no Notification and no PushManager outside the Home Screen, and no browser has service workers on plain http: for those users the code throws.',
  fix: 'Check for serviceWorker, PushManager and Notification before anything of push is shown or used.',
  example: `const supported =
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Push_API',
  appliesTo: ({ code }) => code.client.prompts.length > 0 || code.client.subscriptions.length > 0,
  *check({ code }) {
    const { features } = code.client;
    const tested = new Set(features.flatMap(({ feature, kind }) => (kind === 'tested' ? [feature] : [])));
    // No browser has PushManager and not Notification.
    if (tested.has('PushManager')) tested.add('Notification');
    for (const feature of ['serviceWorker', 'PushManager', 'Notification'] as const) {
      const use = features.find((mention) => mention.kind === 'used' && mention.feature === feature);
      if (use === undefined || tested.has(feature)) continue;
      yield {
        message: `${feature} is used here, and no page asks whether the browser has it: ${missing[feature]}.`,
        // Whoever asked for Notification has left iPhones out already.
        certainty: feature === 'PushManager' && tested.has('Notification') ? 'likely' : 'proven',
        at: placeOf(use.place.unit.module, use.place.node),
      };
    }
  },
};

const missing: Readonly<Record<Feature, string>> = {
  serviceWorker: 'it is undefined on plain http and in private windows of Firefox',
  PushManager: 'in a tab of an iPhone it is undefined',
  Notification: 'in a tab of an iPhone this is a ReferenceError',
};
