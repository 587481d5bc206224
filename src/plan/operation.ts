/**
 * What to do to a repository, as data. A dry run prints these, `apply` executes these, nothing else writes.
 * Paths are POSIX and relative to the project's root.
 */
export type Operation = CreateOperation | EditOperation | InstallOperation | ManualOperation | KeepOperation;

/** A new file. Never overwrites: apply refuses when something stands at `path`. */
export interface CreateOperation {
  readonly kind: 'create';
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly reason: string;
  /** Content that no plan, diff, log or JSON may show; the file gets mode 600. */
  readonly secret?: boolean;
}

/** New text for a file that is there. Apply refuses when the file is no longer `before`. */
export interface EditOperation {
  readonly kind: 'edit';
  readonly path: string;
  /** The whole file as read, byte order mark and line endings included. */
  readonly before: string;
  readonly after: string;
  /** What was inserted, as half-open ranges of `after`, in order; undefined where more than that was done. */
  readonly inserted?: readonly { readonly start: number; readonly end: number }[];
  readonly reason: string;
  readonly secret?: boolean;
}

/** Packages through the package manager that the project uses; `packages` empty means what `directory`'s package.json lists. */
export interface InstallOperation {
  readonly kind: 'install';
  /** Folder whose package.json is meant, `.` for the root. */
  readonly directory: string;
  /** Way from the project's root to that of the workspace whose lockfile changes with it, `../..`; undefined outside one. */
  readonly workspace?: string | undefined;
  readonly packages: readonly string[];
  readonly dev: boolean;
  /** Program and arguments, resolved when the plan is made: what is shown is what runs. */
  readonly command: readonly [string, ...string[]];
  readonly reason: string;
}

/** Not safely doable by a program: shown with the exact text, never guessed. */
export interface ManualOperation {
  readonly kind: 'manual';
  readonly path?: string;
  readonly reason: string;
  /** Empty where there is nothing to copy. */
  readonly snippet: string;
  /** No push arrives before it is done. */
  readonly needed?: boolean;
}

/** Already right, or deliberately left alone: why nothing happens here. */
export interface KeepOperation {
  readonly kind: 'keep';
  readonly path: string;
  readonly reason: string;
}

/** True for operations that change the tree: a plan without any is empty. */
export function isChange(
  operation: Operation,
): operation is CreateOperation | EditOperation | InstallOperation {
  return operation.kind === 'create' || operation.kind === 'edit' || operation.kind === 'install';
}
