import type { Rule } from '../rule.ts';

export const logoutKeepsSubscription: Rule = {
  id: 'logout-keeps-subscription',
  group: 'client',
  title: 'Logging out leaves the push subscription alive',
  severity: 'error',
  why: 'Whoever uses the browser next goes on seeing the notifications of the person who logged out.',
  fix: 'Before the session ends, tell the server to delete this endpoint and call unsubscribe() on the subscription.',
  example: `await disablePush(); // subscription.unsubscribe() and POST /api/push/unsubscribe
await signOut();`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/PushSubscription/unsubscribe',
  appliesTo: ({ code }) => code.client.subscriptions.length > 0 && code.client.logouts.length > 0,
  *check({ code }) {
    const { client } = code;
    if (client.endsWhenSignedOut) return;
    for (const { text, certain, at, origins, ending } of client.logouts) {
      if (ending.browser && ending.server) continue;
      // Sessions that end by themselves, on a refused token, can tell the server nothing.
      if (origins.length === 0 || origins.every((origin) => origin.kind === 'automatic')) continue;
      const missing = ending.browser
        ? 'the server is not told, and goes on sending to a dead endpoint'
        : ending.server
          ? 'the browser stays subscribed: unsubscribe() is never called'
          : 'neither the browser nor the server gives the push subscription up';
      const gesture = origins.find((origin) => origin.kind === 'gesture');
      yield {
        message: `After ${text}, ${missing}.`,
        certainty: certain && gesture?.complete === true && !ending.browser ? 'proven' : 'likely',
        ...(ending.browser && { severity: 'warning' as const }),
        at,
        trail: [...(gesture?.trail ?? []), { path: at.path, line: at.line, text: `logs out: ${text}` }],
      };
    }
  },
};
