import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const purgeOnAnyError: Rule = {
  id: 'purge-on-any-error',
  group: 'server',
  title: 'A failure that passes deletes the subscription',
  severity: 'error',
  why: 'An outage of a push service, a rate limit or one wrong VAPID setting on this server empties the list, and those users get nothing until they subscribe again.',
  fix: 'Delete the subscription on 404 and 410 alone; try again later on 429 and 5xx, and tell the operator about 400, 401 and 403.',
  example: `catch (error) {
  if (error.statusCode === 404 || error.statusCode === 410) await deleteSubscription(subscription.endpoint);
  else log.warn('push failed', error.statusCode);
}`,
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-7.3',
  appliesTo: ({ code }) => code.server.sends.length > 0,
  *check({ code }) {
    for (const send of code.server.sends) {
      if (send.onStatus(410) !== 'deleted' || send.fromRequest()) continue;
      const passing = [500, 429].filter((status) => send.alwaysDeletes(status));
      const ours = [401, 403].filter((status) => send.alwaysDeletes(status));
      if (passing.length + ours.length === 0) continue;
      const at = placeOf(send.module, send.node);
      yield {
        message:
          passing.length > 0
            ? `An answer of ${[...passing, ...ours].join(', ')} to this send deletes the subscription as well, though it says nothing about it: the next try would have worked.`
            : `An answer of ${ours.join(' or ')} to this send deletes the subscription, though it mostly means that this server’s key, token or subject is wrong: one mistake there deletes them all.`,
        certainty: 'proven',
        at,
      };
    }
  },
};
