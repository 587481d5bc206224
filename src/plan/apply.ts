import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Cancelled, UserError } from '../errors.ts';
import { checkOperations, type Target } from './check-operations.ts';
import { type Disk, disk as realDisk } from './disk.ts';
import { hashedLines } from './hashed-lines.ts';
import { installOutputs, runInstall } from './install.ts';
import {
  folderOf,
  hashOf,
  hashOfFile,
  type Journal,
  type JournalFile,
  journalFolder,
  journalIds,
  writeJournal,
} from './journal.ts';
import { type InstallOperation, isChange, type Operation } from './operation.ts';
import { removeJournal, rollBack } from './roll-back.ts';
import { cachedPackages } from './yarn-cache.ts';

export interface ApplyOptions {
  /** For the journal: which command this is. */
  readonly command: string;
  /** Aborted on Ctrl-C: what has begun is taken back and `Cancelled` thrown. */
  readonly signal?: AbortSignal;
  /** Told before each step, for a spinner. */
  readonly onStep?: (operation: Operation) => void;
  readonly disk?: Disk;
}

/**
 * Executes a plan: all of it or nothing. New contents are written beside the journal first, then renamed into place,
 * then packages are installed. When any step fails, or the signal aborts, every file has its former bytes again.
 * @throws UserError when a precondition does not hold or a step failed (the tree is as it was)
 * @throws Cancelled when the signal aborted
 */
export async function apply(
  root: string,
  operations: readonly Operation[],
  options: ApplyOptions,
): Promise<void> {
  const { command, signal, onStep, disk = realDisk } = options;
  const changes = operations.filter(isChange);
  if (changes.length === 0) return;
  const targets = checkOperations(root, changes);
  const installs = changes.filter((operation) => operation.kind === 'install');
  const cached = new Set(cachedPackages(root, installs));
  let journal = prepare(root, command, targets, installs, disk);
  try {
    signal?.throwIfAborted();
    place(root, journal, targets, disk, onStep, signal);
    for (const operation of installs) {
      onStep?.(operation);
      await runInstall(root, operation, signal);
    }
    signal?.throwIfAborted();
    journal = withCache(root, journal, installs, cached);
    journal = { ...journal, state: 'applied', files: journal.files.map((file) => finished(root, file)) };
    disk.removeTree(join(folderOf(root, journal.id), 'stage'));
    writeJournal(root, journal, disk);
  } catch (error) {
    const left = rollBack(root, withCache(root, journal, installs, cached), disk);
    throw explain(error, left, signal);
  }
}

/** Everything that can fail for want of room happens here, before the first of the user's files is touched. */
function prepare(
  root: string,
  command: string,
  targets: readonly Target[],
  installs: readonly InstallOperation[],
  disk: Disk,
): Journal {
  const id = String(Number(journalIds(root).at(-1) ?? 0) + 1).padStart(4, '0');
  const folder = folderOf(root, id);
  try {
    disk.makeDirectory(join(root, journalFolder), 0o700);
    disk.write(join(root, journalFolder, '.gitignore'), '*\n', 0o644);
    disk.makeDirectory(join(folder, 'backup'));
    disk.makeDirectory(join(folder, 'stage'));
    const outputs = [...new Set(installs.flatMap((operation) => installOutputs(operation)))];
    const files: JournalFile[] = [];
    for (const [index, target] of targets.entries()) {
      const { path, before, modeBefore, content, mode } = target;
      const kept =
        before === undefined ? {} : { before: hashOf(before), backup: String(index), mode: modeBefore };
      if (before !== undefined) disk.write(join(folder, 'backup', String(index)), before, 0o600);
      disk.write(join(folder, 'stage', String(index)), content, mode);
      // What an install is going to write as well has no final bytes yet.
      const after = outputs.includes(path) ? {} : { after: hashOf(content), ...linesOf(target) };
      files.push({ path, ...kept, ...after });
    }
    const planned = new Set(targets.map((target) => target.path));
    for (const path of outputs.filter((output) => !planned.has(output) && isFile(join(root, output)))) {
      const before = readFileSync(join(root, path));
      const backup = String(files.length);
      disk.write(join(folder, 'backup', backup), before, 0o600);
      files.push({ path, before: hashOf(before), backup, mode: lstatSync(join(root, path)).mode & 0o777 });
    }
    const installed = outputs.filter((path) => !planned.has(path) && !existsSync(join(root, path)));
    const directories = missingDirectories(
      root,
      targets.map((target) => target.path),
    );
    const journal: Journal = { schema: 1, id, command, state: 'applying', files, directories, installed };
    writeJournal(root, journal, disk);
    return journal;
  } catch (error) {
    removeJournal(root, id, disk);
    throw explain(error, [], undefined);
  }
}

const isModule = /\.[cm]?[jt]sx?$/;

/** Of a new module nothing: cut down to what was added to it since, it would be none. */
function linesOf({ path, before, content }: Target): Pick<JournalFile, 'lines'> {
  if (typeof content !== 'string' || (before === undefined && isModule.test(path))) return {};
  return { lines: hashedLines(content).map(({ hash }) => hash) };
}

function place(
  root: string,
  journal: Journal,
  targets: readonly Target[],
  disk: Disk,
  onStep: ApplyOptions['onStep'],
  signal: AbortSignal | undefined,
): void {
  for (const directory of journal.directories) disk.makeDirectory(join(root, directory));
  for (const [index, target] of targets.entries()) {
    onStep?.(target.operation);
    signal?.throwIfAborted();
    const path = join(root, target.path);
    // Looked at again: an editor may have saved the file since the plan was made.
    if (hashOfFile(path) !== journal.files[index]?.before) {
      throw new UserError(
        `${target.path} changed while the plan was being applied.`,
        'Run the command again.',
      );
    }
    disk.rename(join(folderOf(root, journal.id), 'stage', String(index)), path);
  }
}

/** What an install put into Yarn's cache has names that nobody knows before. */
function withCache(
  root: string,
  journal: Journal,
  installs: readonly InstallOperation[],
  cached: ReadonlySet<string>,
): Journal {
  const added = cachedPackages(root, installs).filter((path) => !cached.has(path));
  return { ...journal, installed: [...new Set([...journal.installed, ...added])] };
}

/** An install may change files that were there: what they are now is what an undo will expect. */
function finished(root: string, file: JournalFile): JournalFile {
  return file.after === undefined ? { ...file, after: hashOfFile(join(root, file.path)) } : file;
}

function missingDirectories(root: string, paths: readonly string[]): string[] {
  const missing = new Set<string>();
  for (const path of paths) {
    for (
      let folder = dirname(path);
      folder !== '.' && !existsSync(join(root, folder));
      folder = dirname(folder)
    ) {
      missing.add(folder);
    }
  }
  return [...missing].sort(); // a parent is a prefix of its children, so it comes first
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** One clear sentence for what the disk or the signal did, always with the state of the project. */
function explain(error: unknown, left: readonly string[], signal: AbortSignal | undefined): unknown {
  const state =
    left.length === 0
      ? 'Nothing was changed.'
      : `Everything was taken back but ${left.join(', ')}, which changed meanwhile.`;
  if (signal?.aborted) return new Cancelled(`Cancelled. ${state}`);
  if (error instanceof UserError) return new UserError(error.message, `${error.advice} ${state}`);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UserError('The disk is full.', `Free some room and run the command again. ${state}`);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new UserError(
      `${path ?? 'A file'} cannot be written: permission denied.`,
      `Make it writable and run the command again. ${state}`,
    );
  }
  return error;
}
