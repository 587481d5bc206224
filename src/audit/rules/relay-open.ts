import { placeOf } from '../code/place-of.ts';
import { subscriptionFromOutside } from '../code/server/subscription-from-outside.ts';
import type { Rule } from '../rule.ts';

export const relayOpen: Rule = {
  id: 'relay-open',
  group: 'server',
  title: 'Anybody can have this server send pushes',
  severity: 'error',
  why: 'Whoever sends the request chooses the address that this server posts to, signed with its key: strangers send notifications in the app’s name and aim the server at other machines.',
  fix: 'Look the subscriptions up for the signed-in user, and send to none that a request brings along.',
  example: `const session = await getSession(request);
if (!session) return new Response(null, { status: 401 });
for (const subscription of await subscriptionsOf(session.userId)) await send(subscription, payload);`,
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-8.3',
  appliesTo: ({ code }) => code.server.sends.length > 0,
  *check({ code }) {
    for (const send of code.server.sends) {
      for (const { values, entry } of send.calls()) {
        const from = entry.terminal && entry.node && subscriptionFromOutside(values[0], entry);
        // A subscription that the same route stores gets its welcome: what is wrong there, others say.
        const isStored = code.server.stores.some(({ handler }) => handler === entry.node);
        if (!from || isStored || code.server.isGuarded(entry)) continue;
        const at = placeOf(send.module, send.node);
        const start = placeOf(entry.module, entry.node);
        yield {
          message: `The push goes to ${from.path}, which whoever sends the request chooses, and nothing here asks who that is.`,
          certainty: from.handsRequestOn ? 'likely' : 'proven',
          at,
          trail: [
            { path: start.path, line: start.line, text: 'a request comes, from anybody' },
            { path: at.path, line: at.line, text: `a push is sent to ${from.path}` },
          ],
        };
        break;
      }
    }
  },
};
