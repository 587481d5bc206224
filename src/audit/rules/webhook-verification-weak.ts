import type { Webhook } from '../code/delivery/webhook.ts';
import { placeOf } from '../code/place-of.ts';
import type { Problem, Rule } from '../rule.ts';

export const webhookVerificationWeak: Rule = {
  id: 'webhook-verification-weak',
  group: 'server',
  title: 'The webhook’s check can be got around',
  severity: 'error',
  why: 'A check that lets callers in without the secret, or lets them find it out byte by byte, hands your users’ lock screens to whoever tries; one over re-written JSON turns true messages away.',
  fix: 'Compare with `timingSafeEqual`, sign the bytes as they came in, and refuse everything while no secret is set.',
  example: `const expected = createHmac('sha256', secret).update(rawBody).digest();
const given = Buffer.from(header, 'hex');
if (given.length !== expected.length || !timingSafeEqual(given, expected)) return unauthorized();`,
  docs: 'https://nodejs.org/api/crypto.html#cryptotimingsafeequala-b',
  appliesTo: ({ code }) => code.server.webhooks.some(({ verification }) => verification !== 'unchecked'),
  *check({ code }) {
    const seen = new Set<unknown>();
    for (const webhook of code.server.webhooks) {
      for (const [node, problem] of weaknesses(webhook)) {
        if (!seen.has(node)) yield problem;
        seen.add(node);
      }
    }
  },
};

function* weaknesses({ verification, check, watch }: Webhook): Iterable<[unknown, Problem]> {
  const say = (place: NonNullable<Webhook['check']>, message: string): [unknown, Problem] => [
    place.node,
    { message, certainty: 'proven', at: placeOf(place.module, place.node) },
  ];
  if (verification === 'skipped' && check !== undefined)
    yield say(
      check,
      'Without a secret in the environment the check is left out, and the push is sent for everybody who calls.',
    );
  for (const signature of watch.signatures.values()) {
    if (signature.kind === 'content' && /^JSON\.stringify\(/.test(signature.path))
      yield say(
        signature,
        'The signature is made over JSON that was written again, not over the bytes that came in: escapes, numbers and spaces make it differ.',
      );
    const fallback =
      signature.kind === 'key' ? /\((?:.*) (?:\|\||\?\?) "([^"]*)"\)$/.exec(signature.path) : null;
    if (fallback !== null)
      yield say(
        signature,
        fallback[1] === ''
          ? 'Without a secret in the environment the signature is made with an empty key, which everybody has.'
          : 'Without a secret in the environment the signature is made with a key that stands in the code.',
      );
  }
  for (const comparison of watch.comparisons.values())
    yield say(
      comparison,
      'The secret is compared with `===`, which stops at the first byte that differs: how long it takes tells how much was right.',
    );
}
