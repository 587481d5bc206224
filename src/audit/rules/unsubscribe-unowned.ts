import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const unsubscribeUnowned: Rule = {
  id: 'unsubscribe-unowned',
  group: 'server',
  title: 'Anybody can unsubscribe somebody else',
  severity: 'error',
  why: 'Whoever knows or guesses a user id switches that user’s notifications off, and the user has no way to notice.',
  fix: 'Take the user from the session or a verified token, and delete only what belongs to them.',
  example: `const session = await getSession(request);
if (!session) return new Response(null, { status: 401 });
await deleteSubscription({ userId: session.userId, endpoint });`,
  docs: 'https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/',
  appliesTo: ({ code }) => code.server.removals.length > 0,
  *check({ code }) {
    const reported = new Set<unknown>();
    for (const removal of code.server.removals) {
      if (removal.authenticated || reported.has(removal.handler)) continue;
      reported.add(removal.handler);
      const at = placeOf(removal.module, removal.node);
      const start = placeOf(removal.route, removal.handler);
      yield {
        message: `The subscriptions of ${removal.owner.path} are deleted, which whoever sends the request chooses: nothing in this route checks who that is.`,
        certainty: removal.handsRequestOn ? 'likely' : 'proven',
        at,
        trail: [
          { path: start.path, line: start.line, text: 'a request comes, from anybody' },
          { path: at.path, line: at.line, text: `the subscriptions of ${removal.owner.path} are deleted` },
        ],
      };
    }
  },
};
