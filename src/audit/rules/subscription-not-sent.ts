import type { Rule } from '../rule.ts';

export const subscriptionNotSent: Rule = {
  id: 'subscription-not-sent',
  group: 'client',
  title: 'The subscription never reaches a server',
  severity: 'error',
  why: 'Only a server that knows the endpoint and its keys can send a push, so people who said yes to notifications get none.',
  fix: 'Post the subscription to the push server as soon as subscribe() has resolved, and again on every start.',
  example: `const subscription = await registration.pushManager.subscribe(options);
await fetch('/api/push/subscribe', { method: 'POST', body: JSON.stringify({ subscription }) });`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/PushSubscription',
  appliesTo: ({ code }) => code.client.subscriptions.length > 0,
  *check({ code }) {
    if (code.client.delivers) return;
    for (const { kind, at } of code.client.subscriptions) {
      const what = kind === 'fcm' ? 'This token' : 'This subscription';
      yield {
        message: `${what} stays in the page: no request takes it to a server, so nobody can send to it.`,
        certainty: 'proven',
        at,
      };
    }
  },
};
