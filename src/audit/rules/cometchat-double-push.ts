import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import { usesProvider } from '../code/provider/uses-provider.ts';
import { findVendorCalls } from '../code/provider/vendor-calls.ts';
import type { Rule } from '../rule.ts';

export const cometchatDoublePush: Rule = {
  id: 'cometchat-double-push',
  group: 'provider',
  title: 'CometChat and the app’s own server both push to this browser',
  severity: 'warning',
  why: 'A browser that is registered with CometChat through Firebase and with a push server of your own shows every message twice.',
  fix: 'Keep one of them: CometChat’s own pushes, or your server fed by CometChat’s custom push provider or webhooks.',
  example: '// with a push server of your own, no CometChatNotifications.registerPushToken(…)',
  docs: 'https://www.cometchat.com/docs/notifications/web-push-notifications',
  appliesTo: (audit) => usesProvider(audit, 'cometchat') && registrations(audit).length > 0,
  *check(audit) {
    const own = audit.code.client.subscriptions.find(({ kind }) => kind === 'web-push');
    if (own === undefined) return;
    for (const { unit, node } of registrations(audit))
      yield {
        message:
          'This browser is registered with CometChat’s pushes, and subscribed to the app’s own: it shows every message twice.',
        certainty: 'likely',
        at: placeOf(unit.module, node),
        trail: [{ path: own.at.path, line: own.at.line, text: 'the app subscribes to its own pushes' }],
      };
  },
};

/** The Chat SDK's registration of a token: https://www.cometchat.com/docs/notifications/web-push-notifications */
function registrations({ code }: Audit): ReturnType<typeof findVendorCalls> {
  return [
    ...findVendorCalls(code, ['CometChatNotifications', 'registerPushToken']),
    ...findVendorCalls(code, ['CometChat', 'registerTokenForPushNotification']),
  ];
}
