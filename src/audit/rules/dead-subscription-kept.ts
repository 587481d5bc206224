import { placeOf } from '../code/place-of.ts';
import { findPythonSends, locateInPython } from '../code/python/find-python-sends.ts';
import type { SendSite } from '../code/server/server-model.ts';
import type { Problem, Rule } from '../rule.ts';

export const deadSubscriptionKept: Rule = {
  id: 'dead-subscription-kept',
  group: 'server',
  title: 'Subscriptions that are gone are sent to for ever',
  severity: 'error',
  why: 'Push services answer 404 or 410 once a subscription is over: kept, it costs a request with every message, the list only grows, and services slow down senders that go on.',
  fix: 'Delete the subscription when the push service answers 404 or 410, and only then.',
  example: `try {
  await webpush.sendNotification(subscription, payload);
} catch (error) {
  if (error.statusCode === 404 || error.statusCode === 410) await deleteSubscription(subscription.endpoint);
  else throw error;
}`,
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-7.3',
  appliesTo: ({ code, project }) => code.server.sends.length > 0 || findPythonSends(project).length > 0,
  *check({ code, project }) {
    for (const send of code.server.sends) {
      const over = send.onStatus(410);
      const gone = over === 'unknown' ? over : send.onStatus(404);
      // A subscription that comes with the request is for whoever sent it to delete.
      if (gone === 'unknown' || over === 'unknown' || send.fromRequest()) continue;
      if (gone === 'kept' || over === 'kept') yield describe(send, gone === 'kept', over === 'kept');
    }
    for (const sends of findPythonSends(project)) {
      for (const { call, handler, looksAt410 } of sends.kept) {
        const at = locateInPython(sends, call);
        yield {
          message: messageFor(true, !looksAt410),
          certainty: 'likely',
          at,
          trail: [
            { path: at.path, line: at.line, text: 'the push service answers, and pywebpush raises' },
            { path: at.path, line: locateInPython(sends, handler).line, text: 'the handler deletes nothing' },
          ],
        };
      }
    }
  },
};

function messageFor(keeps404: boolean, keeps410: boolean): string {
  if (keeps404 && keeps410)
    return 'A 404 or 410 answer to this send does not delete the subscription: dead ones are kept and sent to again.';
  return keeps404
    ? 'A 410 answer to this send deletes the subscription, a 404 does not, which services answer for subscriptions long out of use.'
    : 'A 404 answer to this send deletes the subscription, a 410 does not, which is what services answer when it has expired.';
}

function describe(send: SendSite, keeps404: boolean, keeps410: boolean): Problem {
  const message = messageFor(keeps404, keeps410);
  const at = placeOf(send.module, send.node);
  const start = send.within && placeOf(send.module, send.within);
  return {
    message,
    certainty: 'proven',
    at,
    trail: [
      ...(start ? [{ path: start.path, line: start.line, text: 'the sending function starts' }] : []),
      {
        path: at.path,
        line: at.line,
        text: 'the push service answers, and nothing is deleted on the way back',
      },
    ],
  };
}
