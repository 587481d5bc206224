import { findCallPushes } from '../code/delivery/call-push.ts';
import type { Rule } from '../rule.ts';

export const missedCallFallback: Rule = {
  id: 'missed-call-fallback',
  group: 'app',
  title: 'A ring that nobody heard needs another way',
  severity: 'info',
  why: 'A closed browser or a sleeping phone does not ring, and nothing tells the app so: without an e-mail or an SMS the call is lost.',
  fix: 'When a call ends unanswered, tell the callee by e-mail or SMS, with a link back.',
  example: "if (trigger === 'call_unanswered') await sendMissedCallMail(callee, caller);",
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-5',
  appliesTo: (audit) => findCallPushes(audit).length > 0,
  *check() {},
  manual: () =>
    'Call somebody whose browser is closed, let it ring out, and see that an e-mail or an SMS tells them of the missed call.',
};
