import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const subscribeTrustsBody: Rule = {
  id: 'subscribe-trusts-body',
  group: 'server',
  title: 'Anybody can subscribe as somebody else',
  severity: 'error',
  why: 'Whoever knows or guesses a user id registers their own browser under it, and from then on reads that user’s messages on their lock screen.',
  fix: 'Take the owner of a subscription from the session or a verified token, never from the request’s body, query, path or a plain header.',
  example: `const session = await getSession(request);
if (!session) return new Response(null, { status: 401 });
await saveSubscription(session.userId, subscription);`,
  docs: 'https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/',
  appliesTo: ({ code }) => code.server.stores.length > 0,
  *check({ code }) {
    const reported = new Set<unknown>();
    for (const { module, route, node, handler, owner, authenticated, handsRequestOn } of code.server.stores) {
      if (owner === undefined || authenticated || reported.has(handler)) continue;
      reported.add(handler);
      const at = placeOf(module, node);
      yield {
        message: `The subscription is stored for ${owner.path}, which whoever sends the request chooses: nothing in this route checks who that is.`,
        certainty: handsRequestOn ? 'likely' : 'proven',
        at,
        trail: [
          { ...lineOf(placeOf(route, handler)), text: 'a request comes, from anybody' },
          { ...lineOf(at), text: `the subscription is stored for ${owner.path}` },
        ],
      };
    }
  },
};

function lineOf({ path, line }: { path: string; line: number }): { path: string; line: number } {
  return { path, line };
}
