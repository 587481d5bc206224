import { usesProvider } from '../code/provider/uses-provider.ts';
import type { Rule } from '../rule.ts';

export const connectycubeDashboard: Rule = {
  id: 'connectycube-dashboard',
  group: 'provider',
  title: 'ConnectyCube’s dashboard must hold the VAPID keys',
  severity: 'info',
  why: 'ConnectyCube signs the pushes itself: with no keys in its dashboard, or another public key than the browser subscribed with, every push is refused.',
  fix: 'Enter a pair of its own, made for ConnectyCube alone, and a subject in the dashboard.',
  example:
    'Push notifications > Credentials > WebPush Notifications: public key, private key, mailto:ops@example.com',
  docs: 'https://developers.connectycube.com/js/push-notifications/',
  appliesTo: (audit) => usesProvider(audit, 'connectycube') && audit.code.client.subscriptions.length > 0,
  *check() {},
  manual: () =>
    'In ConnectyCube’s dashboard, under Push notifications > Credentials > WebPush Notifications, enter the public key that the app subscribes with, its private key and a mailto: subject; the private key is then known to ConnectyCube, so use a pair for nothing else.',
};
