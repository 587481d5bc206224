import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import { findBatch, isTimed, type SendBatch } from '../code/server/send-batches.ts';
import { requestOption, sendOption } from '../code/server/send-options.ts';
import type { SendSite } from '../code/server/server-model.ts';
import { evaluatorOf } from '../code/values/evaluator-of.ts';
import { calleeName } from '../code/values/known-calls.ts';
import type { Problem, Rule } from '../rule.ts';

export const sendUnbounded: Rule = {
  id: 'send-unbounded',
  group: 'server',
  title: 'One browser can hold up the notifications of all others',
  severity: 'warning',
  why: 'A push service that is slow or refuses one push stops the notifications of everybody behind it, and thousands of requests at once exhaust sockets and memory.',
  fix: 'Catch the failure of each send, give it a timeout, and send in batches of some dozens.',
  example: `const limit = pLimit(20);
await Promise.allSettled(
  subscriptions.map((subscription) =>
    limit(() => webpush.sendNotification(subscription, payload, { TTL: 3600, timeout: 10_000 })),
  ),
);`,
  docs: 'https://github.com/web-push-libs/web-push#sendnotificationpushsubscription-payload-options',
  appliesTo: ({ code }) => code.server.sends.length > 0,
  *check({ code }) {
    for (const send of code.server.sends) {
      const problem = judge(code, send);
      if (problem !== undefined) yield problem;
    }
  },
};

function judge(code: Audit['code'], send: SendSite): Problem | undefined {
  const { units, evaluator } = evaluatorOf(code);
  const unit = units.get(
    send.module.path,
    send.module === code.module(send.module.path) ? 'module' : 'frontmatter',
  );
  if (unit === undefined) return undefined;
  const place = { unit, node: send.node };
  const batch = findBatch(units, evaluator, place);
  const faults = describe(batch, isTimed(place) ? undefined : waitingFor(send));
  if (faults.length === 0) return undefined;
  const serious = batch !== undefined && (batch.failure !== undefined || batch.isUnbounded);
  const at = placeOf(send.module, send.node);
  const around = batch && placeOf(send.module, batch.node);
  return {
    message: `${faults.join('; ')}.`,
    certainty: batch?.failure !== undefined || !serious ? 'proven' : 'likely',
    // A hanging push service is rare: alone, it is worth knowing, not a warning.
    ...(!serious && { severity: 'info' as const }),
    at,
    ...(around && { trail: [{ path: around.path, line: around.line, text: 'pushes are sent to many' }] }),
  };
}

/** What has no timeout, and so waits for a push service that does not answer. */
function waitingFor(send: SendSite): string | undefined {
  if (send.via === 'web-push')
    return sendOption(send, 'timeout') === 'missing' ? 'web-push has no timeout of its own' : undefined;
  const isFetch = send.node.type === 'CallExpression' && calleeName(send.node) === 'fetch';
  return isFetch && requestOption(send, 'signal') === 'missing'
    ? 'fetch without a signal waits for minutes or for ever'
    : undefined;
}

function describe(batch: SendBatch | undefined, waiting: string | undefined): string[] {
  const faults: string[] = [];
  if (batch?.failure === 'ends')
    faults.push('The first push that fails ends the loop, and everybody behind it gets nothing');
  if (batch?.failure === 'rejects')
    faults.push(
      'The first push that fails rejects Promise.all, and what became of the others is never looked at',
    );
  if (batch?.isUnbounded) faults.push('Every subscription that there is is sent to at the same time');
  if (waiting !== undefined)
    faults.push(
      `${faults.length > 0 ? 'a' : 'A'} push service that does not answer holds this send up, since ${waiting}`,
    );
  return faults;
}
