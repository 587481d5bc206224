import { wrongReads } from '../code/delivery/cometchat-shape.ts';
import { findKey } from '../code/delivery/find-key.ts';
import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const webhookShapeWrong: Rule = {
  id: 'webhook-shape-wrong',
  group: 'server',
  title: 'The webhook reads what the vendor does not send',
  severity: 'error',
  why: 'A field that the payload does not have is undefined: the receiver is not found, nobody is notified, and the answer is a success all the same.',
  fix: 'Read the message from `data.message`, the call from `data.call`, and compare `trigger` with an id from the vendor’s list.',
  example: `const { trigger, data } = await request.json();
if (trigger === 'message_sent') await notify(data.message.receiver, data.message);`,
  docs: 'https://www.cometchat.com/docs/rest-api/management-apis/webhooks/overview',
  appliesTo: ({ code }) => code.server.webhooks.some(({ vendor }) => vendor === 'cometchat'),
  *check({ code }) {
    for (const webhook of code.server.webhooks) {
      if (webhook.vendor !== 'cometchat') continue;
      for (const { key, message, place } of wrongReads(webhook.watch)) {
        const at = place ?? findKey(webhook, key);
        if (at !== undefined) yield { message, certainty: 'proven', at: placeOf(at.module, at.node) };
      }
    }
  },
};
