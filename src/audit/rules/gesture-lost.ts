import { excerpt, placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const gestureLost: Rule = {
  id: 'gesture-lost',
  group: 'client',
  title: 'A request to the network stands between the click and the prompt',
  severity: 'warning',
  why: 'Safari and Firefox show the prompt only soon after a gesture: on a slow connection the click has expired when the answer comes, and nothing happens.',
  fix: 'Fetch the key and register the worker before the click, and ask for the permission first thing in its handler.',
  example: `const key = await fetchPublicKey(); // when the page loads
button.onclick = () => Notification.requestPermission();`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/Security/Defenses/User_activation',
  appliesTo: ({ code }) => code.client.prompts.length > 0,
  *check({ code }) {
    for (const { call, wait, trail } of code.client.lostGestures) {
      const at = placeOf(call.place.unit.module, call.place.node);
      const request = placeOf(wait.unit.module, wait.node);
      const text = excerpt(wait.unit.module, wait.node, 40);
      yield {
        message: `${call.name}() waits for ${text} first: when the answer comes, the click may no longer count as a gesture.`,
        certainty: 'likely',
        at,
        trail: [
          ...trail,
          { path: request.path, line: request.line, text: `waits for ${text}` },
          { path: at.path, line: at.line, text: `calls ${call.name}` },
        ],
      };
    }
  },
};
