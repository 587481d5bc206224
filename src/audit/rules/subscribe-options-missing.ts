import type { Subscription } from '../code/client/client-model.ts';
import type { Rule } from '../rule.ts';

export const subscribeOptionsMissing: Rule = {
  id: 'subscribe-options-missing',
  group: 'client',
  title: '`subscribe()` lacks an option that browsers insist on',
  severity: 'error',
  why: 'Chrome and Edge refuse a subscription without userVisibleOnly or without a server key, so their users never get a push.',
  fix: 'Pass userVisibleOnly: true and the public VAPID key as applicationServerKey.',
  example: `registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/PushManager/subscribe',
  appliesTo: ({ code }) => code.client.subscriptions.some(({ kind }) => kind === 'web-push'),
  *check({ code }) {
    for (const subscription of code.client.subscriptions) {
      const message = subscription.kind === 'web-push' ? messageFor(subscription) : undefined;
      if (message !== undefined) yield { message, certainty: 'proven', at: subscription.at };
    }
  },
};

function messageFor({ options }: Subscription): string | undefined {
  const noKey = options.applicationServerKey === 'missing';
  const visible = options.userVisibleOnly;
  if (noKey && visible === 'missing')
    return 'subscribe() is given neither userVisibleOnly nor applicationServerKey: Chrome refuses to subscribe.';
  if (noKey)
    return 'subscribe() is given no applicationServerKey: Chrome refuses to subscribe, and no VAPID key is tied to the subscription.';
  if (visible === 'missing')
    return 'subscribe() is not given userVisibleOnly: true: Chrome refuses to subscribe.';
  return visible === 'false'
    ? 'subscribe() says userVisibleOnly: false: Chrome refuses to subscribe for silent pushes.'
    : undefined;
}
