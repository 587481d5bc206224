import { findCallPushes, optionOf } from '../code/delivery/call-push.ts';
import { pushPlaces } from '../code/delivery/push-places.ts';
import type { Rule } from '../rule.ts';

export const ringUrgencyMissing: Rule = {
  id: 'ring-urgency-missing',
  group: 'server',
  title: 'A ringing push is not urgent',
  severity: 'warning',
  why: 'Push services hold messages of normal urgency back while a device saves power: the phone rings when it is next picked up.',
  fix: "Send call pushes with `urgency: 'high'`.",
  example: "await webpush.sendNotification(subscription, payload, { TTL: 45, urgency: 'high', topic });",
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-5.3',
  appliesTo: (audit) => findCallPushes(audit).length > 0,
  *check(audit) {
    yield* pushPlaces(findCallPushes(audit), ({ delivery, state, says }) => {
      for (const { value } of optionOf(delivery, 'urgency', state)) {
        if (value === 'unknown' || value.kind !== 'constant' || value.value === 'high') continue;
        return value.value === undefined
          ? `This push rings (${says}) with no urgency given, which is normal: a sleeping device gets it late.`
          : `This push rings (${says}) with an urgency of ${String(value.value)}: a sleeping device gets it late.`;
      }
      return undefined;
    });
  },
};
