import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import { isPublicKey, parsePrivateKey, publicKeyOf } from '../../vapid/key-pair.ts';
import type { CodeModel } from '../code/code-model.ts';
import { areaOf, isEnvFile } from './area.ts';
import { type EnvEntry, isPlaceholder, readEnvFile } from './env-file.ts';
import { type Candidate, decodeBytes, findCandidates } from './find-candidates.ts';
import { listScannedFiles, type ScannedFile } from './list-files.ts';
import { namesPrivateKey } from './public-prefix.ts';
import { publishedIn } from './published-pairs.ts';
import { createRedactor } from './redact.ts';
import type {
  EnvVariable,
  KeyForm,
  KeyPlace,
  PrivateKey,
  PublicKey,
  Reach,
  SecretModel,
} from './secret-model.ts';

/** What stands around a key, on the same stretch of code. */
const CONTEXT = 160;
const vapidWords = /vapid|application_?server_?key|web-?_?push|push/i;
const vapidPath = /vapid|web-?push/i;
const browserKeyName = /p256dh["'`]?\s*[:=]\s*["'`]?$/i;
const secretName = /secret|private|passw(or)?d|auth_?key|api_?key|access_?key|token$/i;

interface Sighting {
  readonly candidate: Candidate;
  readonly file: ScannedFile;
  /** The code before and around it, control characters and all. */
  readonly before: string;
  readonly around: string;
  readonly line: number;
  readonly column: number;
}

type Sightings = Map<string, Sighting[]>;

interface Reading {
  readonly scalars: Sightings;
  readonly points: Sightings;
  readonly entries: readonly { readonly path: string; readonly entry: EnvEntry }[];
  readonly notChecked: readonly string[];
}

/**
 * Finds the repository's P-256 keys and proves which strings are private keys: by deriving the public key and finding
 * it, or by meeting the value that an env file calls the private key. Reads each file once.
 */
export function createSecretModel(
  project: Project,
  code: CodeModel,
  layout: Layout | undefined,
): SecretModel {
  const { scalars, points, entries, notChecked } = readFiles(project, layout);
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
          return file.served ?? reachOf(code, file.path);
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
    const mayBeNamed = named.has(scalar) || sightings.some(isNamedPrivate);
    // Deriving costs 30 µs: worth it when there is something to compare with, or a name that asks for it.
    if (points.size === 0 && !mayBeNamed && published === undefined && !sightings.some(isSelfDescribed)) continue;
    const publicKey = publicKeyOf(scalar);
    if (publicKey === undefined) continue;
    const found = findPublicHalf(publicKey, points, scalars);
    const proof = proofOf({ found, published, scalar, named, sightings, mayBeNamed });
    if (proof === undefined) continue;
    const half = found?.sightings ?? [];
    const key: PrivateKey = {
      publicKey,
      proof,
      published,
      isVapid: mayBeNamed || isVapidPair(sightings, half),
      places: places(sightings, found?.form === 'jwk' ? 'jwk' : undefined),
      publicKeyAt: places(half)[0],
    };
    privateKeys.push(key);
    values.set(scalar, key);
  }
  const variables = entries.map(({ path, entry }) => variableOf(project, path, entry, values));
  const secretValues = entries
    .filter(({ path, entry }) => isSecretValue(path, entry))
    .map(({ entry }) => entry.value);
  return {
    publicKeys,
    privateKeys,
    variables,
    redact: createRedactor([...values.keys(), ...secretValues]),
    notChecked,
  };
}

function readFiles(project: Project, layout: Layout | undefined): Reading {
  const scalars: Sightings = new Map();
  const points: Sightings = new Map();
  const entries: { path: string; entry: EnvEntry }[] = [];
  const skipped: string[] = [];
  for (const file of listScannedFiles(project, layout)) {
    const bytes = project.files.bytes(file.path);
    if (bytes === undefined) {
      if (project.files.has(file.path)) skipped.push(file.path);
      continue;
    }
    const text = decodeBytes(bytes);
    if (text === undefined) continue;
    const found = findCandidates(text);
    collect(scalars, found.scalars, file, text);
    collect(points, found.points, file, text);
    if (isEnvFile(file.path)) {
      // Read as bytes, so that a value in another encoding is still a value.
      for (const entry of readEnvFile(text.toString('latin1'))) entries.push({ path: file.path, entry });
    }
  }
  const [first] = skipped;
  const more = skipped.length > 1 ? ` and ${skipped.length - 1} more` : '';
  const notChecked = first === undefined ? [] : [`${first}${more}: too large to be searched for keys.`];
  return { scalars, points, entries, notChecked };
}

function collect(into: Sightings, candidates: readonly Candidate[], file: ScannedFile, text: Buffer): void {
  if (candidates.length === 0) return;
  let line = 1;
  let lineStart = 0;
  let at = 0;
  for (const candidate of [...candidates].sort((a, b) => a.offset - b.offset)) {
    const { offset, value } = candidate;
    for (let next = text.indexOf(10, at); next !== -1 && next < offset; next = text.indexOf(10, at)) {
      line++;
      lineStart = next + 1;
      at = next + 1;
    }
    const column = offset - lineStart + 1;
    const before = text.toString('latin1', Math.max(0, offset - CONTEXT), offset);
    const around = before + text.toString('latin1', offset + value.length, offset + value.length + CONTEXT);
    const list = into.get(value);
    const sighting: Sighting = { candidate, file, before, around, line, column };
    if (list === undefined) into.set(value, [sighting]);
    else list.push(sighting);
  }
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
  found: object | undefined;
  published: object | undefined;
  scalar: string;
  named: ReadonlySet<string>;
  sightings: readonly Sighting[];
  mayBeNamed: boolean;
}): PrivateKey['proof'] | undefined {
  if (seen.published !== undefined) return 'published';
  if (seen.found !== undefined) return 'derivation';
  const elsewhere = seen.sightings.some(({ file }) => !isEnvFile(file.path));
  if (seen.named.has(seen.scalar) && elsewhere) return 'value';
  return seen.mayBeNamed ? 'name' : undefined;
}

/** Scalars that a variable of an env file names as the private key. */
function namedScalars(entries: Reading['entries']): Set<string> {
  const named = new Set<string>();
  for (const { entry } of entries) {
    const scalar =
      namesPrivateKey(entry.name) && !isPlaceholder(entry.value) ? parsePrivateKey(entry.value) : undefined;
    if (scalar !== undefined) named.add(scalar);
  }
  return named;
}

/** `const VAPID_PRIVATE_KEY = '…'`, `"vapidPrivateKey": "…"`, `VAPID_PRIVATE_KEY=…`: the name directly before the value. */
function isNamedPrivate({ before, candidate, file }: Sighting): boolean {
  if (file.served === 'built' || isPlaceholder(candidate.value)) return false;
  const name = /([\w$.-]+)["'`\]]*\s*(?::\s*string\s*)?(?:[:=]|\?\?|\|\|)\s*["'`]?$/.exec(before)?.[1];
  return (
    name !== undefined && namesPrivateKey(name) && /\d/.test(candidate.value) && /[A-Z]/.test(candidate.value)
  );
}

/** PEM and the `d` of a JSON Web Key say themselves that they are private keys. */
function isSelfDescribed({ candidate, before }: Sighting): boolean {
  return candidate.form === 'pem' || /(?:^|[\s{,"'])d["']?\s*:\s*["']$/.test(before);
}

function isNamedVapid({ before, around, file }: Sighting): boolean {
  return !browserKeyName.test(before) && (vapidWords.test(around) || vapidPath.test(file.path));
}

/** Raw 32 and 65 bytes are how VAPID writes keys; PEM and JWK are how everybody else does, so those must be named. */
function isVapidPair(scalars: readonly Sighting[], points: readonly Sighting[]): boolean {
  const isRaw = ({ candidate }: Sighting): boolean => candidate.form === 'base64url';
  const all = [...scalars, ...points];
  if (all.some(isNamedVapid)) return true;
  return scalars.some(isRaw) && points.some((point) => isRaw(point) && !browserKeyName.test(point.before));
}

function reachOf(code: CodeModel, path: string): Reach | undefined {
  if (code.workers.some((worker) => worker.path === path)) return 'worker';
  return code.client.modules.includes(path) ? 'module' : undefined;
}

function isTracked({ git, files }: Project, path: string): boolean {
  return git.isRepository ? git.isTracked(path) : !isEnvFile(path) && files.list().includes(path);
}

function variableOf(
  project: Project,
  path: string,
  { name, value, line, column }: EnvEntry,
  keys: ReadonlyMap<string, PrivateKey>,
): EnvVariable {
  const scalar = parsePrivateKey(value);
  const area = areaOf(path);
  const url = /^(https?|wss?):\/\//i.test(value) && !/@/.test(value) ? value : undefined;
  const privateKey = scalar === undefined ? undefined : keys.get(scalar);
  const holds: EnvVariable['holds'] =
    value === ''
      ? 'empty'
      : privateKey !== undefined
        ? 'private-key'
        : isPlaceholder(value)
          ? 'placeholder'
          : isPublicKey(value)
            ? 'public-key'
            : url !== undefined
              ? 'url'
              : 'other';
  return {
    name,
    path,
    line,
    column,
    holds,
    url,
    area: area === 'test' || area === 'env-template' ? area : 'env',
    isTracked: project.git.isTracked(path),
    get isIgnored() {
      return project.git.isIgnored(path);
    },
    privateKey,
  };
}

function isSecretValue(path: string, { name, value }: EnvEntry): boolean {
  return areaOf(path) === 'env' && secretName.test(name) && !/public/i.test(name) && !isPlaceholder(value);
}
