import { placeOf } from '../code/place-of.ts';
import { findPythonSends, locateInPython } from '../code/python/find-python-sends.ts';
import { requestOption, sendOption } from '../code/server/send-options.ts';
import type { Rule } from '../rule.ts';

export const ttlMissing: Rule = {
  id: 'ttl-missing',
  group: 'server',
  title: 'Pushes have no time to live',
  severity: 'warning',
  why: 'By web-push’s default the push service keeps a push for four weeks while the device is off, and whoever switches on again is shown old news, one notification after the other; by pywebpush’s it keeps none, and a device that is off never gets it.',
  fix: 'Give every send a TTL in seconds: how long the notification is worth showing.',
  example: 'await webpush.sendNotification(subscription, payload, { TTL: 24 * 60 * 60 });',
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-5.2',
  appliesTo: ({ code, project }) => code.server.sends.length > 0 || findPythonSends(project).length > 0,
  *check({ code, project }) {
    for (const send of code.server.sends) {
      const isOwn = send.via === 'fetch';
      if ((isOwn ? requestOption(send, 'headers', 'ttl') : sendOption(send, 'TTL')) !== 'missing') continue;
      yield {
        message: isOwn
          ? 'This request has no TTL header, without which push services have to refuse it with 400: the push does not arrive.'
          : 'This send has no TTL, so the push service may deliver it up to four weeks later, when nobody wants it any more.',
        certainty: 'proven',
        at: placeOf(send.module, send.details),
      };
    }
    for (const sends of findPythonSends(project)) {
      for (const call of sends.withoutTtl)
        yield {
          message:
            'This send has no ttl, and pywebpush’s default is 0: a device that is off or asleep never gets the push, and Windows’ service refuses it.',
          certainty: 'proven',
          at: locateInPython(sends, call),
        };
    }
  },
};
