import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, disk as realDisk } from './disk.ts';
import { type Journal, latestJournal, writeJournal } from './journal.ts';
import { mergeChanged } from './merge-changed.ts';
import { recover, rollBack } from './roll-back.ts';

export interface Undone {
  /** The command whose change was taken back. */
  readonly command: string;
  /** Files that have their former bytes again, or are gone again. */
  readonly paths: readonly string[];
  /** Files that were changed since: without our change now, and with what came later. */
  readonly merged: readonly string[];
  /** True when it was a run that had been killed in the middle. */
  readonly interrupted: boolean;
  /** Files left as they are because somebody changed them in between: a lockfile, others only after an interrupted run. */
  readonly left: readonly string[];
  /** Folders that were new and stay, because something else lies in them by now: the push server's database. */
  readonly folders: readonly string[];
}

/**
 * Takes the last change back, byte for byte; out of a file that was changed since, only what is ours. Undefined when
 * there is none.
 * @throws UserError when ours cannot be told from what changed since; nothing has been touched then
 */
export function undo(root: string, disk: Disk = realDisk): Undone | undefined {
  const journal = latestJournal(root);
  const recovered = recover(root, disk);
  if (recovered && journal) {
    return { ...taken(root, journal, recovered.left), command: recovered.command, interrupted: true };
  }
  if (!journal) return undefined;
  const merged = mergeChanged(root, journal, disk);
  writeJournal(root, { ...merged, state: 'undoing' }, disk);
  return taken(root, merged, rollBack(root, merged, disk));
}

function taken(root: string, journal: Journal, left: readonly string[]): Undone {
  const files = journal.files.filter(({ path }) => !left.includes(path));
  return {
    command: journal.command,
    paths: files.filter(({ merged }) => !merged).map(({ path }) => path),
    merged: files.filter(({ merged }) => merged).map(({ path }) => path),
    interrupted: false,
    left,
    folders: remaining(root, journal),
  };
}

function remaining(root: string, { directories }: Journal): string[] {
  const there = directories.filter((folder) => existsSync(join(root, folder)));
  return there.filter((folder) => !there.some((other) => folder.startsWith(`${other}/`)));
}
