import { findTopics } from '../code/delivery/find-topics.ts';
import { sessionPart, type Topic, wrongTopic } from '../code/delivery/topic.ts';
import { placeOf } from '../code/place-of.ts';
import { usesProvider } from '../code/provider/uses-provider.ts';
import type { Problem, Rule } from '../rule.ts';

export const topicInvalid: Rule = {
  id: 'topic-invalid',
  group: 'server',
  title: 'Push services refuse the topic',
  severity: 'error',
  why: 'A topic over 32 characters or outside base64url makes web-push throw, and some lengths make Apple answer 400: the push is never sent.',
  fix: 'Make the topic from a hash: 32 characters of base64url, the same for the same call or conversation.',
  example: "const topic = createHash('sha256').update(callId).digest('base64url').slice(0, 32);",
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-5.4',
  appliesTo: (audit) => findTopics(audit.code).length > 0,
  *check(audit) {
    for (const topic of findTopics(audit.code)) {
      const wrong = wrongTopic(topic);
      if (wrong !== undefined) yield say(topic, `The topic ${wrong}: the push is not sent.`, 'proven');
      else if (sessionPart(topic) !== undefined && usesProvider(audit, 'cometchat'))
        yield say(
          topic,
          'The topic has a CometChat session id in it, and those have dots: web-push throws, and the push is not sent.',
          'likely',
        );
    }
  },
};

function say({ place }: Topic, message: string, certainty: Problem['certainty']): Problem {
  return { message, certainty, at: placeOf(place.unit.module, place.node) };
}
