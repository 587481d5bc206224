import { lstatSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { UserError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { folderOf, hashOf, type Journal, type JournalFile } from './journal.ts';
import { placeOf } from './place-of.ts';
import { takeOut } from './take-out.ts';
import { lockfiles } from './workspace-files.ts';

/**
 * Prepares an undo where files were changed since: what each of them is without our change is written beside the
 * backups, and the journal that comes back leads to it. The project itself is not touched, and the journal not written.
 * @throws UserError naming the files in which our change cannot be told from later ones
 */
export function mergeChanged(root: string, journal: Journal, disk: Disk): Journal {
  const merges = new Map<JournalFile, { present: Uint8Array; merged: string }>();
  const lost: string[] = [];
  for (const file of journal.files) {
    const present = readIfThere(placeOf(root, file.path));
    // A file that is gone holds nothing that could be lost.
    if (present === undefined || [file.before, file.after].includes(hashOf(present))) continue;
    const merged = withoutOurs(root, journal, file, present);
    if (merged !== undefined) merges.set(file, { present, merged });
    // The next install takes out of it what nothing asks for any more: it stays as it is.
    else if (!lockfiles.includes(posix.basename(file.path))) lost.push(file.path);
  }
  if (lost.length > 0) throw refusal(journal, lost);
  const files = journal.files.map((file, index): JournalFile => {
    const merge = merges.get(file);
    if (merge === undefined) return file;
    const backup = String(journal.files.length + index);
    disk.write(join(folderOf(root, journal.id), 'backup', backup), merge.merged, 0o600);
    // A file that was new has no former mode; what its owner keeps in it now may be as secret as ours was.
    const { mode = lstatSync(join(root, file.path)).mode & 0o777 } = file;
    return {
      ...file,
      mode,
      before: hashOf(merge.merged),
      backup,
      after: hashOf(merge.present),
      merged: true,
    };
  });
  return { ...journal, files };
}

/** Undefined for a new module, for a file that is no text, and where our change cannot be taken out exactly. */
function withoutOurs(
  root: string,
  journal: Journal,
  { backup, lines }: JournalFile,
  present: Uint8Array,
): string | undefined {
  if (lines === undefined) return undefined;
  const former = backup === undefined ? '' : readFileSync(join(folderOf(root, journal.id), 'backup', backup));
  const before = typeof former === 'string' ? former : decode(former);
  const text = decode(present);
  return before === undefined || text === undefined ? undefined : takeOut(before, lines, text);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function refusal({ command }: Journal, paths: readonly string[]): UserError {
  return new UserError(
    `${paths.join(', ')} changed since ${command}; taking it back would lose that.`,
    `Keep a copy of ${paths.length === 1 ? 'it' : 'them'} elsewhere and remove the original: undo puts the former one back. Nothing was changed.`,
  );
}
