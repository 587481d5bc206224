import type { Audit } from '../audit.ts';
import { usesProvider } from '../code/provider/uses-provider.ts';
import type { Rule } from '../rule.ts';

export const cometchatDashboard: Rule = {
  id: 'cometchat-dashboard',
  group: 'provider',
  title: 'CometChat’s dashboard must know the push server',
  severity: 'info',
  why: 'CometChat calls a push server only when the dashboard names its address and its triggers: without them no message and no call is ever pushed.',
  fix: 'Add a custom push provider, or a webhook with the triggers that the code answers, in CometChat’s dashboard.',
  example:
    'Notifications > Settings > Push > Add Credentials > Custom provider: https://example.com/webhook/cometchat',
  docs: 'https://www.cometchat.com/docs/notifications/custom-providers',
  appliesTo: (audit) => usesProvider(audit, 'cometchat') && pushes(audit),
  *check() {},
  manual: () =>
    'In CometChat’s dashboard, enter the push server’s https address and Basic auth under Notifications > Settings > Push > Custom provider, or under Settings > Webhooks with the triggers message_sent, call_initiated, call_cancelled, call_rejected, call_unanswered and call_ended.',
};

function pushes({ code }: Audit): boolean {
  return code.server.sends.length > 0 || code.client.subscriptions.length > 0;
}
