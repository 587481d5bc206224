import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { insideRoot } from './inside-root.ts';
import type { CreateOperation, EditOperation, Operation } from './operation.ts';

/** One file that an apply will put in place, with its preconditions checked. */
export interface Target {
  /** POSIX, relative to the root, with symlinks inside the root followed. */
  readonly path: string;
  readonly operation: CreateOperation | EditOperation;
  /** The bytes now; undefined for a new file. */
  readonly before: Uint8Array | undefined;
  /** Permission bits now; undefined for a new file. */
  readonly modeBefore: number | undefined;
  readonly content: string | Uint8Array;
  readonly mode: number;
}

/**
 * Looks at every file of a plan before any of them is touched.
 * @throws UserError naming the first file that stands in the way: exists, changed, read-only, or outside the folder
 */
export function checkOperations(root: string, operations: readonly Operation[]): Target[] {
  const targets: Target[] = [];
  for (const operation of operations) {
    if (operation.kind !== 'create' && operation.kind !== 'edit') continue;
    const path = insideRoot(root, operation.path);
    if (targets.some((target) => target.path === path)) {
      throw new Error(`The plan has two operations for ${path}.`); // a mistake of ours, not of the user's
    }
    targets.push(
      operation.kind === 'create' ? checkCreate(root, path, operation) : checkEdit(root, path, operation),
    );
  }
  return targets;
}

function checkCreate(root: string, path: string, operation: CreateOperation): Target {
  if (lstatSync(join(root, path), { throwIfNoEntry: false })) {
    throw new UserError(`${path} exists already.`, 'Run the command again, or move the file away.');
  }
  const mode = operation.secret ? 0o600 : 0o644;
  return { path, operation, before: undefined, modeBefore: undefined, content: operation.content, mode };
}

function checkEdit(root: string, path: string, operation: EditOperation): Target {
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  const before = stats?.isFile() ? readFileSync(join(root, path)) : undefined;
  if (!stats || !before?.equals(Buffer.from(operation.before))) {
    throw new UserError(`${path} changed since the plan was made.`, 'Run the command again.');
  }
  // The permission bits, not access(2): root may write to everything, but a file without them was locked on purpose.
  if ((stats.mode & 0o222) === 0) {
    throw new UserError(`${path} is read-only.`, `Make it writable and run the command again.`);
  }
  const modeBefore = stats.mode & 0o777;
  const mode = operation.secret ? 0o600 : modeBefore;
  return { path, operation, before, modeBefore, content: operation.after, mode };
}
