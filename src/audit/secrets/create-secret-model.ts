import type { Project } from '../../project/project.ts';
import { publicKeyOf } from '../../vapid/key-pair.ts';
import { areaOf, isEnvFile } from './area.ts';
import { isSecretValue, namedScalars, variableOf } from './env-variables.ts';
import { isNamedPrivate, isNamedVapid, isSelfDescribed, isVapidPair } from './key-context.ts';
import type { AppPlace } from './list-files.ts';
import { publishedIn } from './published-pairs.ts';
import { createRedactor } from './redact.ts';
import { scanFiles } from './scan-files.ts';
import type { KeyForm, KeyPlace, PrivateKey, PublicKey, Reach, SecretModel } from './secret-model.ts';
import type { Sighting, Sightings } from './sightings.ts';

/**
 * Finds the repository's P-256 keys and proves which strings are private keys: by deriving the public key and finding
 * it, or by meeting the value that an env file calls the private key. Reads each file once.
 * @param apps where files are served from and built to
 * @param reachOf how browsers get at code of that path, asked when somebody wants to know
 */
export function createSecretModel(
  project: Project,
  apps: readonly AppPlace[],
  reachOf: (path: string) => Reach | undefined,
): SecretModel {
  const { scalars, points, entries, notChecked } = scanFiles(project, apps);
  const places = (sightings: readonly Sighting[], form?: KeyForm): KeyPlace[] =>
    sightings
      .map(({ candidate, file, line, column }) => ({
        path: file.path,
        line,
        column,
        form: form ?? candidate.form,
        area: areaOf(file.path),
        // The code model is only built when there is a key to ask about.
        get reach() {
          return file.served ?? reachOf(file.path);
        },
        isTracked: isTracked(project, file.path),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column));

  const publicKeys = [...points].map(([key, sightings]): PublicKey => {
    return { key, places: places(sightings), isVapid: sightings.some(isNamedVapid) };
  });
  const named = namedScalars(entries);
  const privateKeys: PrivateKey[] = [];
  const values = new Map<string, PrivateKey>();
  for (const [scalar, sightings] of scalars) {
    const published = publishedIn(scalar);
    const isNamedInEnv = named.has(scalar);
    const isNamed = isNamedInEnv || sightings.some(isNamedPrivate);
    // Deriving costs 30 µs: worth it when there is something to compare with, or a name that asks for it.
    if (points.size === 0 && !isNamed && published === undefined && !sightings.some(isSelfDescribed))
      continue;
    const publicKey = publicKeyOf(scalar);
    if (publicKey === undefined) continue;
    const found = findPublicHalf(publicKey, points, scalars);
    const proof = proofOf({ found, published, isNamedInEnv, isNamed, sightings });
    if (proof === undefined) continue;
    const half = found?.sightings ?? [];
    const key: PrivateKey = {
      publicKey,
      proof,
      published,
      isVapid: isNamed || isVapidPair(sightings, half, found?.form),
      places: places(sightings, found?.form === 'jwk' ? 'jwk' : undefined),
      publicKeyAt: places(half)[0],
    };
    privateKeys.push(key);
    values.set(scalar, key);
  }
  const variables = entries.map((entry) => variableOf(project, entry, values));
  const secretValues = entries.filter(isSecretValue).map(({ entry }) => entry.value);
  return {
    publicKeys,
    privateKeys,
    variables,
    redact: createRedactor([...values.keys(), ...secretValues]),
    notChecked,
  };
}

/** Where the public half stands: as a point, or as the two coordinates of a JSON Web Key. */
function findPublicHalf(
  publicKey: string,
  points: Sightings,
  scalars: Sightings,
): { sightings: readonly Sighting[]; form: KeyForm } | undefined {
  const whole = points.get(publicKey);
  if (whole !== undefined) return { sightings: whole, form: whole[0]?.candidate.form ?? 'base64url' };
  const bytes = Buffer.from(publicKey, 'base64url');
  const x = scalars.get(bytes.subarray(1, 33).toString('base64url'));
  const y = scalars.get(bytes.subarray(33).toString('base64url'));
  return x === undefined || y === undefined ? undefined : { sightings: x, form: 'jwk' };
}

function proofOf(seen: {
  readonly found: object | undefined;
  readonly published: object | undefined;
  readonly isNamedInEnv: boolean;
  readonly isNamed: boolean;
  readonly sightings: readonly Sighting[];
}): PrivateKey['proof'] | undefined {
  if (seen.published !== undefined) return 'published';
  if (seen.found !== undefined) return 'derivation';
  const files = new Set(seen.sightings.map(({ file }) => file.path));
  if (seen.isNamedInEnv && files.size > 1) return 'value';
  return seen.isNamed ? 'name' : undefined;
}

function isTracked({ git, files }: Project, path: string): boolean {
  return git.isRepository ? git.isTracked(path) : !isEnvFile(path) && files.list().includes(path);
}
