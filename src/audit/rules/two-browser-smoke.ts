import type { Rule } from '../rule.ts';

export const twoBrowserSmoke: Rule = {
  id: 'two-browser-smoke',
  group: 'provider',
  title: 'A push must be seen to arrive',
  severity: 'info',
  why: 'Keys, dashboards, permissions and the system’s own settings stand between the code and the user: only a notification that somebody has seen shows that all of them are right.',
  fix: 'Try it with two browsers and two users, or run `pushwright prove`.',
  example: 'npx pushwright prove',
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Push_API',
  appliesTo: ({ code }) => code.server.sends.length > 0 || code.client.subscriptions.length > 0,
  *check() {},
  manual: () =>
    'Sign in as two users in two browsers, minimise the recipient’s, write or dial from the other one, and see the notification come and its click open the right place.',
};
