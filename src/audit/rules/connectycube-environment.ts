import { placeOf } from '../code/place-of.ts';
import { findEnvironments } from '../code/provider/connectycube-environments.ts';
import { usesProvider } from '../code/provider/uses-provider.ts';
import type { Rule } from '../rule.ts';

export const connectycubeEnvironment: Rule = {
  id: 'connectycube-environment',
  group: 'provider',
  title: 'ConnectyCube’s environment is written into the code',
  severity: 'warning',
  why: 'ConnectyCube sends an event only to subscriptions of the same environment: a development one in the released app, or two that differ, and nobody is notified.',
  fix: 'Take the environment of both the subscription and the event from the build: production where the app is released.',
  example: "const environment = import.meta.env.PROD ? 'production' : 'development';",
  docs: 'https://developers.connectycube.com/server/push_notifications/',
  appliesTo: (audit) => usesProvider(audit, 'connectycube') && findEnvironments(audit.code).length > 0,
  *check({ code }) {
    const found = findEnvironments(code);
    const subscribed = new Set(found.filter(({ of }) => of === 'subscription').map(({ value }) => value));
    for (const { of, value, place } of found) {
      const at = placeOf(place.unit.module, place.node);
      const [other] = subscribed;
      if (
        of === 'event' &&
        value !== undefined &&
        subscribed.size === 1 &&
        other !== undefined &&
        other !== value
      )
        yield {
          message: `This event goes to subscriptions of ${value}, and the app makes them for ${other}: nobody gets it.`,
          certainty: 'proven',
          at,
        };
      else if (value === 'development')
        yield {
          message: `This ${of} is for development in every build: notifications of the released app's environment never reach it.`,
          certainty: 'likely',
          at,
        };
    }
  },
};
