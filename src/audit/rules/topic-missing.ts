import { findCallPushes, optionOf } from '../code/delivery/call-push.ts';
import { pushPlaces } from '../code/delivery/push-places.ts';
import type { Rule } from '../rule.ts';

export const topicMissing: Rule = {
  id: 'topic-missing',
  group: 'server',
  title: 'A ringing push has no topic',
  severity: 'warning',
  why: 'Without a topic a later push, that the call is over, does not take the place of the ring that still waits: a device that wakes up rings first.',
  fix: 'Give every push about one call the same `topic`, at most 32 characters of base64url.',
  example: "const topic = createHash('sha256').update(callId).digest('base64url').slice(0, 32);",
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-5.4',
  appliesTo: (audit) => findCallPushes(audit).length > 0,
  *check(audit) {
    yield* pushPlaces(findCallPushes(audit), ({ delivery, state, says }) => {
      const missing = optionOf(delivery, 'topic', state).some(
        ({ value }) =>
          value !== 'unknown' &&
          value.kind === 'constant' &&
          (value.value === undefined || value.value === ''),
      );
      return missing
        ? `This push rings (${says}) with no topic: when the call ends, nothing takes the place of a ring that still waits.`
        : undefined;
    });
  },
};
