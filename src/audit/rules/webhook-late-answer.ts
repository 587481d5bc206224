import { placeOf } from '../code/place-of.ts';
import type { Problem, Rule } from '../rule.ts';

export const webhookLateAnswer: Rule = {
  id: 'webhook-late-answer',
  group: 'server',
  title: 'The webhook is answered after all pushes are sent',
  severity: 'warning',
  why: 'CometChat waits about two seconds for the answer and then calls again, so that one slow push service brings every user the same notification two or three times.',
  fix: 'Answer 200 first and send afterwards, with `waitUntil` or `after` where the platform stops with the answer.',
  example: `app.post('/webhook/cometchat', verify, (req, res) => {
  res.sendStatus(200);
  void notify(req.body).catch(report);
});`,
  docs: 'https://www.cometchat.com/docs/fundamentals/webhooks-overview',
  appliesTo: ({ code }) => code.server.webhooks.some(({ vendor }) => vendor === 'cometchat'),
  *check({ code }) {
    for (const { vendor, watch, deliveries } of code.server.webhooks) {
      if (vendor !== 'cometchat') continue;
      const sends = new Map(deliveries.map(({ send }) => [send.node, send]));
      const [answer] = watch.late.values();
      const [awaited] = [...watch.awaited].flatMap((node) => sends.get(node) ?? []);
      const message =
        'The answer to this webhook waits for the sends, which CometChat takes for a failure after two seconds and repeats.';
      if (answer !== undefined) {
        const problem: Problem = { message, certainty: 'proven', at: placeOf(answer.module, answer.node) };
        const [send] = sends.values();
        const sent = send && placeOf(send.module, send.node);
        yield sent
          ? { ...problem, trail: [{ path: sent.path, line: sent.line, text: 'this send is waited for' }] }
          : problem;
      } else if (awaited !== undefined) {
        yield { message, certainty: 'proven', at: placeOf(awaited.module, awaited.node) };
      }
    }
  },
};
