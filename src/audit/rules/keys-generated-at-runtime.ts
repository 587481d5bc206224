import { placeOf } from '../code/place-of.ts';
import { findGeneratedKeys } from '../code/server/generated-keys.ts';
import { findVapidDetails } from '../code/server/vapid-details.ts';
import type { Rule } from '../rule.ts';

export const keysGeneratedAtRuntime: Rule = {
  id: 'keys-generated-at-runtime',
  group: 'keys',
  title: 'The server makes itself new VAPID keys when it starts',
  severity: 'error',
  why: 'Subscriptions belong to the key that they were made with: after a restart every push to them is refused, and on two instances half of them always are.',
  fix: 'Generate the pair once, keep it in the environment, and read it from there.',
  example: `// once: npx web-push generate-vapid-keys
webpush.setVapidDetails(subject, process.env.VAPID_PUBLIC_KEY, process.env.VAPID_PRIVATE_KEY);`,
  docs: 'https://www.rfc-editor.org/rfc/rfc8292#section-4',
  appliesTo: ({ code }) => findVapidDetails(code).length > 0,
  *check({ code }) {
    if (code.mentioning(['generateVAPIDKeys']).length === 0) return;
    for (const details of findVapidDetails(code)) {
      const generated = findGeneratedKeys(details);
      if (generated === undefined) continue;
      const { place, isFallback } = generated;
      const at = placeOf(place.unit.module, place.node);
      const used = placeOf(details.unit.module, details.node);
      yield {
        message: isFallback
          ? 'Where no key is set, new ones are made at every start, and all subscriptions made before are lost without a word.'
          : 'New keys are made at every start, and all subscriptions made before are lost.',
        certainty: isFallback ? 'likely' : 'proven',
        ...(isFallback && { severity: 'warning' as const }),
        at,
        trail: [
          { path: at.path, line: at.line, text: 'a pair of keys is made' },
          { path: used.path, line: used.line, text: 'pushes are signed with it' },
        ],
      };
    }
  },
};
