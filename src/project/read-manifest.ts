import { UserError } from '../errors.ts';
import type { PackageJson } from './project.ts';
import { readJson } from './read-json.ts';

const textTables = ['scripts', 'dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
const textFields = ['name', 'version', 'packageManager', 'type'];

/**
 * package.json as data. Known fields of a wrong type are dropped, so that nothing above has to check them again.
 * @param name how messages call the file
 * @throws UserError with the position when it is not JSON, or not an object
 */
export function readManifest(text: string, name: string): PackageJson {
  const json = readJson(text);
  if (!json.ok) {
    throw new UserError(
      `${name} is not valid JSON: line ${json.line}, column ${json.column}.`,
      'Repair it and run again.',
    );
  }
  if (!isTable(json.value)) {
    throw new UserError(`${name} does not hold a JSON object.`, 'Repair it and run again.');
  }
  const manifest: Record<string, unknown> = { ...json.value };
  for (const field of textTables) {
    const table = manifest[field];
    if (isTable(table)) {
      manifest[field] = Object.fromEntries(
        Object.entries(table).filter(([, value]) => typeof value === 'string'),
      );
    } else {
      delete manifest[field];
    }
  }
  for (const field of textFields) {
    if (typeof manifest[field] !== 'string') {
      delete manifest[field];
    }
  }
  return manifest;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
