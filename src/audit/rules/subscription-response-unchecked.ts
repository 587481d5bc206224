import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const subscriptionResponseUnchecked: Rule = {
  id: 'subscription-response-unchecked',
  group: 'client',
  title: 'Nobody looks whether the server took the subscription',
  severity: 'warning',
  why: '`fetch()` resolves for a 401 or a 500 as well, so the app says that notifications are on while the server knows nothing of this browser.',
  fix: 'Throw when response.ok is false, and say that notifications are on only after that.',
  example: `const response = await fetch('/api/push/subscribe', { method: 'POST', body });
if (!response.ok) throw new Error(\`The push server answered \${response.status}.\`);`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Response/ok',
  appliesTo: ({ code }) => code.client.deliveries.some(({ end }) => end === 'sent'),
  *check({ code }) {
    const requests = code.client.deliveries.flatMap(({ unchecked }) => unchecked);
    for (const { unit, node } of new Map(requests.map((place) => [place.node, place])).values()) {
      yield {
        message:
          'This request takes the subscription to the server, and its status is never looked at: the app takes a refusal for success.',
        certainty: 'proven',
        at: placeOf(unit.module, node),
      };
    }
  },
};
