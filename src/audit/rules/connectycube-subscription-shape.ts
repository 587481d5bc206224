import { placeOf } from '../code/place-of.ts';
import { subscriptionMistakes } from '../code/provider/connectycube-subscriptions.ts';
import { usesProvider } from '../code/provider/uses-provider.ts';
import { findVendorCalls } from '../code/provider/vendor-calls.ts';
import type { Rule } from '../rule.ts';

export const connectycubeSubscriptionShape: Rule = {
  id: 'connectycube-subscription-shape',
  group: 'provider',
  title: 'ConnectyCube is given a subscription that it cannot send to',
  severity: 'error',
  why: 'ConnectyCube needs the channel, the endpoint and both keys: with one of them undefined the subscription is refused or never gets a notification.',
  fix: "Pass `notification_channel: 'web'` and take `web_auth` and `web_p256dh` from `subscription.toJSON().keys`.",
  example: `const { endpoint, keys } = subscription.toJSON();
await ConnectyCube.pushnotifications.subscriptions.create({
  notification_channel: 'web',
  device: { platform: 'web', udid },
  push_token: { environment, web_endpoint: endpoint, web_auth: keys.auth, web_p256dh: keys.p256dh },
});`,
  docs: 'https://developers.connectycube.com/server/push_notifications/',
  appliesTo: (audit) =>
    usesProvider(audit, 'connectycube') &&
    findVendorCalls(audit.code, ['pushnotifications', 'subscriptions', 'create']).length > 0,
  *check({ code }) {
    for (const call of findVendorCalls(code, ['pushnotifications', 'subscriptions', 'create'])) {
      for (const { place, message, certainty } of subscriptionMistakes(code, call))
        yield { message, certainty, at: placeOf(place.unit.module, place.node) };
    }
  },
};
