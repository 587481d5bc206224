import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { insideRoot } from './inside-root.ts';
import { folderOf, hashOfFile, type Journal, journalFolder, journalIds, readJournal } from './journal.ts';
import { placeOf } from './place-of.ts';

/**
 * Takes a journal's change back, each step safe to repeat: a run that is killed in the middle leaves a state from
 * which the same call goes on. Files that are neither as before nor as after belong to somebody else by now and stay.
 * @returns the files that were left because they had changed meanwhile
 */
export function rollBack(root: string, journal: Journal, disk: Disk): string[] {
  const left: string[] = [];
  const folder = folderOf(root, journal.id);
  // All of them before the first is touched.
  const installed = journal.installed.map((path) => ({ path, place: placeOf(root, path) }));
  const files = journal.files.map((file) => ({ file, target: placeOf(root, file.path) }));
  for (const each of installed) removeInstalled(each, disk);
  for (const { file, target } of files.reverse()) {
    const now = hashOfFile(target);
    if (now === file.before) continue;
    if (file.after !== undefined && now !== undefined && now !== file.after) {
      left.push(file.path);
    } else if (file.backup !== undefined) {
      const restored = join(folder, 'restore');
      disk.write(restored, readFileSync(join(folder, 'backup', file.backup)), file.mode ?? 0o644);
      disk.rename(restored, target);
    } else {
      disk.remove(target);
    }
  }
  for (const directory of [...journal.directories].reverse())
    disk.removeEmptyDirectory(join(root, insideRoot(root, directory)));
  removeJournal(root, journal.id, disk);
  return left;
}

/** @throws UserError while an install that outlived its killed parent goes on writing; the journal stays for the next try */
function removeInstalled({ path, place }: { path: string; place: string }, disk: Disk): void {
  try {
    disk.removeTree(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    throw new UserError(
      `${path} is still being written: an install that was interrupted goes on in the background.`,
      'Wait until it has ended, then run "pushwright undo".',
    );
  }
}

/** Removes a journal's folder, and ours when it was the last one in it. */
export function removeJournal(root: string, id: string, disk: Disk): void {
  disk.removeTree(folderOf(root, id));
  if (journalIds(root).length === 0) disk.removeTree(join(root, journalFolder));
}

/** True when a run was killed before it finished: `recover` has something to do. */
export function isInterrupted(root: string): boolean {
  return journalIds(root).some((id) => readJournal(root, id)?.state !== 'applied');
}

/**
 * Brings the tree back to where it was before any run that was killed in the middle.
 * @returns what was taken back: the command's name, and the files left because they had changed meanwhile
 */
export function recover(root: string, disk: Disk): { command: string; left: string[] } | undefined {
  let recovered: { command: string; left: string[] } | undefined;
  for (const id of journalIds(root).reverse()) {
    const journal = readJournal(root, id);
    if (journal?.state === 'applied') continue;
    if (journal) recovered = { command: journal.command, left: rollBack(root, journal, disk) };
    else removeJournal(root, id, disk);
  }
  // Killed between making or removing our folder and what lies in it.
  if (journalIds(root).length === 0) disk.removeTree(join(root, journalFolder));
  return recovered;
}
