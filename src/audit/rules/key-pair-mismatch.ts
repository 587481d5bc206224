import { folderOf } from '../../project/posix-path.ts';
import type { Audit } from '../audit.ts';
import type { Problem, Rule } from '../rule.ts';
import { keyStem } from '../secrets/key-stem.ts';
import type { EnvVariable, KeyPlace, PrivateKey } from '../secrets/secret-model.ts';

export const keyPairMismatch: Rule = {
  id: 'key-pair-mismatch',
  group: 'keys',
  title: 'The public key is not the private key’s',
  severity: 'error',
  why: 'Push services accept a message only when it is signed by the key that the browser subscribed with: every send is answered with 401 or 403, and no notification ever comes.',
  fix: 'Take both halves from one pair: run "pushwright generate-vapid-keys" and replace both, or put the right public key where the client reads it.',
  example: 'VAPID_PRIVATE_KEY=…   # both lines from one run of generate-vapid-keys\nVITE_VAPID_PUBLIC_KEY=…',
  docs: 'https://www.rfc-editor.org/rfc/rfc8292#section-4.2',
  appliesTo: ({ secrets }) =>
    secrets.privateKeys.some(({ isVapid }) => isVapid) && secrets.publicKeys.some(({ isVapid }) => isVapid),
  *check(audit) {
    const pairs = pairsOf(audit);
    for (const { secret, open, key, publicKey } of pairs) {
      if (key.publicKey === publicKey || isFirebaseKey(audit, open, key, pairs)) continue;
      yield {
        at: { path: open.path, line: open.line, column: open.column },
        certainty: 'proven',
        message: `${open.name} is not the public key of ${secret.name} (line ${secret.line}${secret.path === open.path ? '' : ` of ${audit.nameOf(secret.path)}`}).`,
      };
    }
    if (pairs.length === 0) yield* onlyKeys(audit);
  },
};

interface Pair {
  readonly secret: EnvVariable;
  readonly open: EnvVariable;
  readonly key: PrivateKey;
  /** What the open variable holds, 87 characters of base64url. */
  readonly publicKey: string;
}

/**
 * Variables of one folder's env files whose names say that they are halves of one pair. A file for one mode stands for
 * itself; `.env.local` overrides `.env`, so the halves may lie in either.
 */
function pairsOf({ secrets }: Audit): Pair[] {
  const publicKeys = new Map<string, string>();
  for (const { key, places } of secrets.publicKeys)
    for (const { path, line } of places) publicKeys.set(`${path}:${line}`, key);
  const held = secrets.variables.filter(({ area }) => area === 'env');
  const secretOnes = held.filter(({ privateKey }) => privateKey !== undefined);
  const openOnes = held.filter(({ holds }) => holds === 'public-key');
  return secretOnes.flatMap((secret) => {
    if (!isInForce(secret, held)) return [];
    return openOnes.flatMap((open): Pair[] => {
      const publicKey = publicKeys.get(`${open.path}:${open.line}`);
      const belongs = keyStem(open.name) === keyStem(secret.name) && modeOf(open) === modeOf(secret);
      if (!belongs || publicKey === undefined || !isInForce(open, held)) return [];
      return [{ secret, open, key: secret.privateKey as PrivateKey, publicKey }];
    });
  });
}

/** Firebase's public key is called VAPID key too, and its private half never leaves Firebase. */
function isFirebaseKey(
  { code }: Audit,
  { name }: EnvVariable,
  key: PrivateKey,
  pairs: readonly Pair[],
): boolean {
  const isPaired = pairs.some((pair) => pair.key === key && pair.publicKey === key.publicKey);
  return isPaired && !/pub(?:lic)?_?key/i.test(name) && code.mentioning(['firebase/messaging']).length > 0;
}

/** The repository's only private key, whose public half is nowhere, beside its only public key. */
function* onlyKeys({ secrets, code, nameOf }: Audit): Generator<Problem> {
  const isInUse = ({ area }: KeyPlace): boolean => area === 'env' || area === 'source';
  const [secret, ...moreSecrets] = secrets.privateKeys.filter(
    (key) => key.isVapid && key.places.some(isInUse),
  );
  const [open, ...moreOpen] = secrets.publicKeys.filter((key) => key.isVapid && key.places.some(isInUse));
  if (secret === undefined || open === undefined || moreSecrets.length > 0 || moreOpen.length > 0) return;
  if (secret.publicKeyAt !== undefined || secret.published !== undefined) return;
  if (code.mentioning(['firebase/messaging']).length > 0) return;
  const at = open.places.find(isInUse) as KeyPlace;
  const held = secret.places.find(isInUse) as KeyPlace;
  yield {
    at: { path: at.path, line: at.line, column: at.column },
    certainty: 'likely',
    message: `The only public key of the repository is not that of its only private key, at ${nameOf(held.path)}:${held.line}.`,
  };
}

/** `.env` and `.env.local` are one mode, `.env.production` and `.env.production.local` another one; each folder has its own. */
function modeOf({ path }: EnvVariable): string {
  return path.replace(/\.local$/, '');
}

/** Not overridden: later in the same file, or in the `.local` file beside it. */
function isInForce(variable: EnvVariable, all: readonly EnvVariable[]): boolean {
  return !all.some((other) => {
    if (other.name !== variable.name || folderOf(other.path) !== folderOf(variable.path)) return false;
    return other.path === variable.path
      ? other.line > variable.line
      : other.path === `${variable.path}.local`;
  });
}
