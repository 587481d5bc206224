import { placeOf } from '../code/place-of.ts';
import { sendOption } from '../code/server/send-options.ts';
import type { Rule } from '../rule.ts';

export const ttlMissing: Rule = {
  id: 'ttl-missing',
  group: 'server',
  title: 'Pushes have no time to live',
  severity: 'warning',
  why: 'The push service keeps a push for a device that is off for four weeks, web-push’s default: whoever switches on again is shown old news, one notification after the other.',
  fix: 'Give every send a TTL in seconds: how long the notification is worth showing.',
  example: 'await webpush.sendNotification(subscription, payload, { TTL: 24 * 60 * 60 });',
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-5.2',
  appliesTo: ({ code }) => code.server.sends.some(({ via }) => via === 'web-push'),
  *check({ code }) {
    for (const send of code.server.sends) {
      if (send.via !== 'web-push' || sendOption(send, 'TTL') !== 'missing') continue;
      yield {
        message:
          'This send has no TTL, so the push service may deliver it up to four weeks later, when nobody wants it any more.',
        certainty: 'proven',
        at: placeOf(send.module, send.details),
      };
    }
  },
};
