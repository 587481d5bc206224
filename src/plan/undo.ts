import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { type Disk, disk as realDisk } from './disk.ts';
import { hashOfFile, type Journal, latestJournal, writeJournal } from './journal.ts';
import { recover, rollBack } from './roll-back.ts';

export interface Undone {
  /** The command whose change was taken back. */
  readonly command: string;
  /** Files that have their former bytes again, or are gone again. */
  readonly paths: readonly string[];
  /** True when it was a run that had been killed in the middle. */
  readonly interrupted: boolean;
  /** Files left as they are because somebody changed them in between; only after an interrupted run. */
  readonly left: readonly string[];
  /** Folders that were new and stay, because something else lies in them by now: the push server's database. */
  readonly folders: readonly string[];
}

/**
 * Takes the last change back, byte for byte. Undefined when there is none.
 * @throws UserError when a file changed since: its new content would be lost; nothing has been touched then
 */
export function undo(root: string, disk: Disk = realDisk): Undone | undefined {
  const journal = latestJournal(root);
  const recovered = recover(root, disk);
  if (recovered && journal) {
    const paths = journal.files.map((file) => file.path).filter((path) => !recovered.left.includes(path));
    return {
      command: recovered.command,
      paths,
      interrupted: true,
      left: recovered.left,
      folders: remaining(root, journal),
    };
  }
  if (!journal) return undefined;
  refuseChanged(root, journal);
  writeJournal(root, { ...journal, state: 'undoing' }, disk);
  const left = rollBack(root, journal, disk);
  return {
    command: journal.command,
    paths: journal.files.map((file) => file.path),
    interrupted: false,
    left,
    folders: remaining(root, journal),
  };
}

function remaining(root: string, { directories }: Journal): string[] {
  const there = directories.filter((folder) => existsSync(join(root, folder)));
  return there.filter((folder) => !there.some((other) => folder.startsWith(`${other}/`)));
}

function refuseChanged(root: string, journal: Journal): void {
  const changed = journal.files.filter((file) => {
    const now = hashOfFile(join(root, file.path));
    // A file that is gone holds nothing that could be lost.
    return now !== undefined && now !== file.after && now !== file.before;
  });
  if (changed.length === 0) return;
  const names = changed.map((file) => file.path).join(', ');
  throw new UserError(
    `${names} changed since ${journal.command}; taking it back would lose that.`,
    `Keep a copy of ${changed.length === 1 ? 'it' : 'them'} elsewhere and remove the original: undo puts the former one back. Nothing was changed.`,
  );
}
