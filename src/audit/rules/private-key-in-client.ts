import type { Problem, Rule } from '../rule.ts';
import { describeProof } from '../secrets/describe-proof.ts';
import type { KeyPlace, PrivateKey, Reach } from '../secrets/secret-model.ts';

export const privateKeyInClient: Rule = {
  id: 'private-key-in-client',
  group: 'keys',
  title: 'A VAPID private key reaches the browser',
  severity: 'error',
  why: 'Whoever opens the developer tools can read the key and sign pushes in your name, to every subscriber whose endpoint gets known.',
  fix: 'Keep the key in a server variable, make a new pair, and let browsers subscribe again: the old key is known.',
  example: '// server only\nwebpush.setVapidDetails(subject, publicKey, process.env.VAPID_PRIVATE_KEY)',
  docs: 'https://www.rfc-editor.org/rfc/rfc8292#section-4',
  *check({ secrets }) {
    for (const key of secrets.privateKeys) {
      if (!key.isVapid || key.published?.kind === 'test-vector') continue;
      for (const place of key.places) {
        if (place.reach !== undefined && place.area !== 'test') yield problemAt(key, place, place.reach);
      }
    }
  },
};

const reaches: Readonly<Record<Reach, string>> = {
  module: 'is part of a module that pages load',
  worker: 'stands in a service worker, which every visitor can read',
  public: 'stands in a file that is served as it is',
  built: 'stands in the build output that browsers are sent',
};

function problemAt(key: PrivateKey, place: KeyPlace, reach: Reach): Problem {
  const how =
    reach === 'built' && place.path.endsWith('.map') ? 'stands in a source map of the build' : reaches[reach];
  return {
    at: { path: place.path, line: place.line, column: place.column },
    certainty: key.proof === 'name' ? 'likely' : 'proven',
    message: `A VAPID private key ${how}; ${describeProof(key)}.`,
  };
}
