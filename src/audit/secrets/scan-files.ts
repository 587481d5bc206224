import type { Project } from '../../project/project.ts';
import { isEnvFile } from './area.ts';
import { type EnvEntry, readEnvFile } from './env-file.ts';
import { decodeBytes, findCandidates } from './find-candidates.ts';
import { type AppPlace, listScannedFiles } from './list-files.ts';
import { addSightings, type Sightings } from './sightings.ts';

export interface FileEntry {
  readonly path: string;
  readonly entry: EnvEntry;
}

/** What the files hold that may be a key, unproven. */
export interface Scan {
  readonly scalars: Sightings;
  readonly points: Sightings;
  /** Assignments of all env files, values included: for this folder's eyes alone. */
  readonly entries: readonly FileEntry[];
  readonly notChecked: readonly string[];
}

/** Reads every file once. */
export function scanFiles(project: Project, apps: readonly AppPlace[]): Scan {
  const scalars: Sightings = new Map();
  const points: Sightings = new Map();
  const entries: FileEntry[] = [];
  const skipped: string[] = [];
  for (const file of listScannedFiles(project, apps)) {
    const bytes = project.files.bytes(file.path);
    if (bytes === undefined) {
      if (project.files.has(file.path)) skipped.push(file.path);
      continue;
    }
    const text = decodeBytes(bytes);
    if (text === undefined) continue;
    const found = findCandidates(text);
    addSightings(scalars, found.scalars, file, text);
    addSightings(points, found.points, file, text);
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
