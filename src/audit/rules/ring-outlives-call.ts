import { findCallPushes, optionOf } from '../code/delivery/call-push.ts';
import { pushPlaces } from '../code/delivery/push-places.ts';
import type { Rule } from '../rule.ts';

/** Seconds after which nobody rings any more. */
const longest = 60;

export const ringOutlivesCall: Rule = {
  id: 'ring-outlives-call',
  group: 'server',
  title: 'A ringing push is kept longer than the call, or not at all',
  severity: 'error',
  why: 'A push service keeps a message for the time of its TTL: a phone that comes back hours later rings for a call that is long over, and with a TTL of 0 one that is asleep for a second never rings.',
  fix: 'Send call pushes with a TTL of the time that the call rings, 30 to 60 seconds.',
  example: "await webpush.sendNotification(subscription, payload, { TTL: 45, urgency: 'high', topic });",
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-5.2',
  appliesTo: (audit) => findCallPushes(audit).length > 0,
  *check(audit) {
    yield* pushPlaces(findCallPushes(audit), ({ delivery, state, says }) => {
      for (const { value } of optionOf(delivery, 'TTL', state)) {
        if (value === 'unknown' || value.kind !== 'constant') continue;
        const ttl = value.value;
        if (ttl === undefined)
          return `This push rings (${says}) and has no TTL: it is kept for four weeks, and rings long after the call.`;
        if (ttl === null || Number(ttl) === 0)
          return `This push rings (${says}) with a TTL of 0: a device that is not connected in that very moment never rings.`;
        if (Number(ttl) > longest)
          return `This push rings (${says}) and is kept for ${Number(ttl)} seconds: it rings when the call is over.`;
      }
      return undefined;
    });
  },
};
