import type { Webhook } from '../code/delivery/webhook.ts';
import { placeOf } from '../code/place-of.ts';
import type { Problem, Rule } from '../rule.ts';

export const webhookUnverified: Rule = {
  id: 'webhook-unverified',
  group: 'server',
  title: 'Anybody can call the webhook that sends pushes',
  severity: 'error',
  why: 'A webhook’s address is no secret: whoever finds it sends your users notifications that look like yours, with any text and any link.',
  fix: 'Check the credentials that the webhook is set up with before anything is done, and answer 401 where they do not fit.',
  example: `if (!isFromCometChat(request.headers.get('authorization'))) return new Response(null, { status: 401 });
const { trigger, data } = await request.json();`,
  docs: 'https://www.cometchat.com/docs/fundamentals/webhooks-overview',
  appliesTo: ({ code }) => code.server.webhooks.length > 0,
  *check({ code }) {
    for (const webhook of code.server.webhooks) {
      if (webhook.verification === 'unchecked' || webhook.verification === 'ignored') yield describe(webhook);
    }
  },
};

function describe(webhook: Webhook): Problem {
  const { verification, check, tooLate } = webhook;
  const place = placeOf(webhook.module, webhook.node);
  const [delivery] = webhook.deliveries;
  const sent = delivery && placeOf(delivery.send.module, delivery.send.node);
  const trail = [
    { path: place.path, line: place.line, text: 'the webhook is called' },
    ...(sent ? [{ path: sent.path, line: sent.line, text: 'a push is sent, whoever has called' }] : []),
  ];
  if (verification === 'ignored' && check !== undefined)
    return {
      message: 'This check of the webhook’s caller stops nothing: the push is sent whether it holds or not.',
      certainty: 'proven',
      at: placeOf(check.module, check.node),
      trail,
    };
  const message =
    verification === 'ignored'
      ? 'What this webhook asks of its caller stops nothing: the push is sent whether it holds or not.'
      : tooLate === undefined
        ? 'This webhook sends pushes for whoever calls it: it looks at no credentials and no signature.'
        : 'This webhook sends pushes for whoever calls it: the middleware that checks is registered after the route and never runs for it.';
  const late = tooLate && placeOf(tooLate.module, tooLate.node);
  return {
    message,
    certainty: webhook.vendor === 'cometchat' ? 'proven' : 'likely',
    at: place,
    trail: [
      ...trail,
      ...(late ? [{ path: late.path, line: late.line, text: 'the check is registered too late' }] : []),
    ],
  };
}
