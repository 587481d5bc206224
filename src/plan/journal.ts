import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { isWorkspaceFile } from './workspace-files.ts';

/** Our folder in the user's repository; ignores itself, so that git never sees it. */
export const journalFolder = '.pushwright';

/**
 * What one apply changed, enough to take it back byte for byte. Lies in `.pushwright/<id>/journal.json`, with the former
 * bytes of edited files in `.pushwright/<id>/backup/`. Holds hashes and paths, never new contents.
 */
export interface Journal {
  readonly schema: 1;
  /** Four digits, counting up: the highest is the latest. */
  readonly id: string;
  /** Which command wrote it: `init`, `generate-vapid-keys`. */
  readonly command: string;
  /** `applying` that is found later means a run that was killed; `undoing` likewise for an undo. */
  readonly state: 'applying' | 'applied' | 'undoing';
  readonly files: readonly JournalFile[];
  /** Folders that did not exist before, parents first. */
  readonly directories: readonly string[];
  /** What an install made that did not exist before: dependency folders and lockfiles. */
  readonly installed: readonly string[];
}

export interface JournalFile {
  /** POSIX, relative to the project's root; climbs out of it for a lockfile of the workspace around it. */
  readonly path: string;
  /** SHA-256 of the bytes before, undefined when the file did not exist. */
  readonly before?: string;
  /** File name in the backup folder, when there was a file. */
  readonly backup?: string;
  readonly mode?: number;
  /** SHA-256 of the bytes after; undefined for a file that an install may have changed and has not finished. */
  readonly after?: string;
  /** A hash of each line after, so that an undo can tell ours among later ones; not of new modules. */
  readonly lines?: readonly string[];
  /** In an undo: the file was changed since, so `backup` is that text without our change, not the former bytes. */
  readonly merged?: true;
}

/** SHA-256 in hex of a file's bytes, undefined when there is no such file. */
export function hashOfFile(path: string): string | undefined {
  try {
    return hashOf(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The folder of one journal, absolute. */
export function folderOf(root: string, id: string): string {
  return join(root, journalFolder, id);
}

/** Writes or replaces a journal in one step: a reader sees the old one or the new one. */
export function writeJournal(root: string, journal: Journal, disk: Disk): void {
  const path = join(folderOf(root, journal.id), 'journal.json');
  disk.write(`${path}.new`, `${JSON.stringify(journal, null, 2)}\n`, 0o600);
  disk.rename(`${path}.new`, path);
}

/** Ids of the journal folders that are there, oldest first, whether or not their journal was ever written. */
export function journalIds(root: string): string[] {
  const folder = join(root, journalFolder);
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) {
    throw new UserError(
      `${journalFolder} is not a folder.`,
      'Remove it: pushwright keeps there what undo needs.',
    );
  }
  return readdirSync(folder)
    .filter((name) => /^\d{4,}$/.test(name))
    .sort();
}

/**
 * Reads one journal; undefined when its folder has none, which is how a run leaves it that was killed before it changed anything.
 * @throws UserError when the journal is there but cannot be understood
 */
export function readJournal(root: string, id: string): Journal | undefined {
  const path = join(folderOf(root, id), 'journal.json');
  if (!existsSync(path)) return undefined;
  try {
    const journal = JSON.parse(readFileSync(path, 'utf8')) as Journal;
    if (isSound(journal, id)) return journal;
  } catch {
    // told below, like a journal of another shape
  }
  throw new UserError(
    `${journalFolder}/${id}/journal.json cannot be read.`,
    'It records the last change. Restore it, or remove the folder to give up undoing that change.',
  );
}

/**
 * A journal may have been written by anybody: it names nothing outside the project, but for lockfiles of a workspace
 * around it, and no backup outside its folder.
 */
function isSound(journal: Journal, id: string): boolean {
  const files = [...journal.files.map((file) => file.path), ...journal.installed];
  const paths = [...files.filter((path) => !isWorkspaceFile(path)), ...journal.directories];
  return (
    journal.schema === 1 &&
    journal.id === id &&
    paths.every((path) => typeof path === 'string' && isInside(path)) &&
    journal.files.every((file) => file.backup === undefined || /^\d+$/.test(file.backup)) &&
    journal.files.every(({ lines }) => lines === undefined || Array.isArray(lines))
  );
}

function isInside(path: string): boolean {
  return path !== '' && !isAbsolute(path) && !/^[A-Za-z]:/.test(path) && !path.split(/[\\/]/).includes('..');
}

/** The latest journal of all. */
export function latestJournal(root: string): Journal | undefined {
  for (const id of journalIds(root).reverse()) {
    const journal = readJournal(root, id);
    if (journal) return journal;
  }
  return undefined;
}
