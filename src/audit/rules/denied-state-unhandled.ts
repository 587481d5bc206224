import type { Rule } from '../rule.ts';

export const deniedStateUnhandled: Rule = {
  id: 'denied-state-unhandled',
  group: 'client',
  title: 'A refused permission is never mentioned to the user',
  severity: 'info',
  why: 'Once the permission is denied the prompt never comes again, so the button does nothing and nobody says where to change it.',
  fix: 'When the answer or Notification.permission is "denied", say that notifications are blocked and how to allow them.',
  example: `if (Notification.permission === 'denied') return <p>Notifications are blocked in your browser’s settings.</p>;`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Notification/permission_static',
  appliesTo: ({ code }) => code.client.prompts.some(({ call }) => call.kind === 'request' && !call.byName),
  *check({ code }) {
    const { client } = code;
    const seen = new Set(client.modules);
    if (code.mentioning(deniedWords).some((path) => seen.has(path))) return;
    const asked = client.prompts.filter(({ call }) => call.kind === 'request' && !call.byName);
    if (!asked.every(({ ignoresRefusal }) => ignoresRefusal)) return;
    for (const { at } of asked) {
      yield {
        message:
          'When the user says no, nothing is shown here or anywhere else, and nobody learns why no notification ever comes.',
        certainty: 'likely',
        at,
      };
    }
  },
};

const deniedWords = ["'denied'", '"denied"', '`denied`'];
