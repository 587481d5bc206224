import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const subscribeBeforeLogin: Rule = {
  id: 'subscribe-before-login',
  group: 'client',
  title: 'The browser is registered for push before the user is logged in',
  severity: 'warning',
  why: 'Before the login has resolved nobody knows whose browser this is: the registration fails, or it is stored for the user before or for none.',
  fix: 'Wait for the provider’s login, then register.',
  example: `await CometChat.login(uid, authKey);
await registerPush();`,
  docs: 'https://www.cometchat.com/docs/notifications/web-push-notifications',
  appliesTo: ({ code }) => code.client.logsInWithProvider,
  *check({ code }) {
    for (const { place, login, loginPlace, unwaited } of code.client.earlyRegistrations) {
      const at = placeOf(place.unit.module, place.node);
      const start = placeOf(loginPlace.unit.module, loginPlace.node);
      yield {
        message: unwaited
          ? `This registers for push while ${login}() is still under way: nobody is logged in yet.`
          : `This registers for push before ${login}() is called: nobody is logged in yet.`,
        certainty: 'likely',
        at,
        trail: [
          { path: at.path, line: at.line, text: 'registers for push' },
          {
            path: start.path,
            line: start.line,
            text: `${login} ${unwaited ? 'is not waited for' : 'comes later'}`,
          },
        ],
      };
    }
  },
};
