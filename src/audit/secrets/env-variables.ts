import type { Project } from '../../project/project.ts';
import { isPublicKey, parsePrivateKey } from '../../vapid/key-pair.ts';
import { areaOf } from './area.ts';
import { isPlaceholder } from './env-file.ts';
import { namesPrivateKey } from './public-prefix.ts';
import type { FileEntry } from './scan-files.ts';
import type { EnvVariable, PrivateKey } from './secret-model.ts';

const secretName = /secret|private|passw(or)?d|auth_?key|api_?key|access_?key|token$/i;

/** Scalars that a variable of an env file names as the private key. */
export function namedScalars(entries: readonly FileEntry[]): Set<string> {
  const named = new Set<string>();
  for (const { entry } of entries) {
    const scalar =
      namesPrivateKey(entry.name) && !isPlaceholder(entry.value) ? parsePrivateKey(entry.value) : undefined;
    if (scalar !== undefined) named.add(scalar);
  }
  return named;
}

/** What is said of an env variable: everything but its value. */
export function variableOf(
  project: Project,
  { path, entry: { name, value, line, column } }: FileEntry,
  keys: ReadonlyMap<string, PrivateKey>,
): EnvVariable {
  const scalar = parsePrivateKey(value);
  const area = areaOf(path);
  const isUrl = /^(?:http|ws)s?:\/\//i.test(value);
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
            : isUrl
              ? 'url'
              : 'other';
  return {
    name,
    path,
    line,
    column,
    holds,
    plainUrl: /^(?:http|ws):\/\/[^@]*$/i.test(value) ? value : undefined,
    area: area === 'test' || area === 'env-template' ? area : 'env',
    wouldBeAdded:
      project.git.isRepository && !project.git.isTracked(path) && project.files.list().includes(path),
    privateKey,
  };
}

/** Whether the value is to be kept out of every output. */
export function isSecretValue({ path, entry: { name, value } }: FileEntry): boolean {
  return areaOf(path) === 'env' && secretName.test(name) && !/public/i.test(name) && !isPlaceholder(value);
}
