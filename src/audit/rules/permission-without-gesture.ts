import type { Rule } from '../rule.ts';

export const permissionWithoutGesture: Rule = {
  id: 'permission-without-gesture',
  group: 'client',
  title: 'The permission prompt appears without a gesture',
  severity: 'error',
  why: 'Firefox and Safari ignore a request that no click started, and Chrome blocks sites whose prompts people keep dismissing: those users can never be asked again.',
  fix: 'Ask in the handler of a click on a button that says what it is for; at start, only renew a subscription when the permission is granted already.',
  example: `<button onClick={() => enablePush()}>Turn on notifications</button>`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Notification/requestPermission_static',
  appliesTo: ({ code }) => code.client.prompts.length > 0,
  *check({ code }) {
    for (const { call, at, origins } of code.client.prompts) {
      for (const origin of origins) {
        if (origin.kind !== 'automatic') continue;
        yield {
          message: `${call.name}() can run without a click: ${origin.trail[0]?.text ?? 'it runs by itself'}.`,
          certainty: origin.complete ? 'proven' : 'likely',
          at,
          trail: [...origin.trail, { path: at.path, line: at.line, text: `calls ${call.name}` }],
        };
        // One way is enough to mend; the others lead through the same call.
        break;
      }
    }
  },
};
