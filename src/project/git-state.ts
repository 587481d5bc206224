import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findWorkTree, runGit } from './git.ts';
import { type IgnoreFiles, neverListed, readIgnoreFiles } from './ignore-files.ts';
import { lazy } from './lazy.ts';
import { posixRelative } from './posix-path.ts';
import type { GitState } from './project.ts';

/** What git knows about a folder, and the list of its files, which git makes when it can. */
export interface Listing {
  readonly git: GitState;
  /** Sorted POSIX paths of regular files: what FileIndex.list answers. */
  list(): readonly string[];
}

interface Index {
  readonly tracked: ReadonlySet<string>;
  readonly listed: ReadonlySet<string>;
}

/**
 * One git process lists everything, at the first question. Without git, or in a folder that the repository around it
 * ignores altogether, the folder is walked and .gitignore files are evaluated here.
 * @param root absolute path of an existing folder
 */
export function readListing(root: string): Listing {
  const workTree = lazy(() => findWorkTree(root));
  const ignored = new Map<string, boolean>();
  const ignoreFiles = lazy<IgnoreFiles>(() => readIgnoreFiles(root, workTree() ?? root));
  const index = lazy<Index | undefined>(() => (workTree() === undefined ? undefined : readIndex(root)));

  const unavailable = lazy(() =>
    workTree() !== undefined && index() === undefined && runGit(root, ['--version']).status === undefined
      ? 'This is a git repository, but git could not be started.'
      : undefined,
  );

  const askIgnored = (path: string): boolean => {
    if (workTree() === undefined || index() === undefined) {
      return ignoreFiles().isIgnored(path);
    }
    if (index()?.tracked.has(path) || index()?.listed.has(path)) {
      return false;
    }
    // A leading `./` keeps a colon from meaning anything. 0: ignored, 1: not. Beyond a symbolic link or inside a submodule git refuses to say.
    return runGit(root, ['check-ignore', '--quiet', '--', `./${path}`]).status === 0;
  };

  const git: GitState = {
    get isRepository() {
      return index() !== undefined;
    },
    get workTree() {
      return index() === undefined ? undefined : workTree();
    },
    get unavailable() {
      return unavailable();
    },
    changes: lazy(() => (index() === undefined ? [] : readChanges(root, workTree() as string))),
    isTracked(path) {
      if (index() === undefined || !path.startsWith('../')) {
        return index()?.tracked.has(path) ?? false;
      }
      return runGit(root, ['--literal-pathspecs', 'ls-files', '--error-unmatch', '--', path]).status === 0;
    },
    isIgnored(path) {
      const known = ignored.get(path) ?? askIgnored(path);
      ignored.set(path, known);
      return known;
    },
    email: lazy(() => runGit(root, ['config', 'user.email']).stdout.toString('utf8').trim() || undefined),
  };
  return { git, list: lazy(() => [...(index()?.listed ?? ignoreFiles().walk())].sort()) };
}

/** Tracked and new files, by `git ls-files`; undefined when git cannot say or leaves the whole folder out. */
function readIndex(root: string): Index | undefined {
  const result = runGit(root, [
    'ls-files',
    '-z',
    '-t',
    '--stage',
    '--cached',
    '--others',
    '--deleted',
    '--exclude-standard',
  ]);
  if (result.status !== 0) {
    return undefined;
  }
  const tracked = new Set<string>();
  const files = new Set<string>();
  const deleted: string[] = [];
  for (const line of result.stdout.toString('utf8').split('\0')) {
    // `H 100644 <object> <stage>\t<path>` for what is tracked, `? <path>` for what is new.
    const tag = line[0];
    if (tag === '?') {
      const path = line.slice(2);
      if (!path.endsWith('/') && isRegularFile(join(root, path))) {
        files.add(path);
      }
    } else if (tag !== undefined) {
      const path = line.slice(line.indexOf('\t') + 1);
      tracked.add(path);
      if (tag === 'R') {
        deleted.push(path);
      } else if (line.startsWith('100', 2) && (tag !== 'S' || isRegularFile(join(root, path)))) {
        // Submodules (160000) and links (120000) are no files of this repository's own; S is a sparse checkout's absentee.
        files.add(path);
      }
    }
  }
  for (const path of deleted) {
    files.delete(path);
  }
  if (tracked.size === 0 && files.size === 0 && runGit(root, ['check-ignore', '--quiet', '.']).status === 0) {
    return undefined;
  }
  for (const path of files) {
    if (path.split('/').some((segment) => neverListed.has(segment))) {
      files.delete(path);
    }
  }
  return { tracked, listed: files };
}

function isRegularFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}

/** Paths below the root that differ from HEAD or are new. */
function readChanges(root: string, workTree: string): readonly string[] {
  const status = runGit(root, [
    ...withoutFilters(root),
    'status',
    '--porcelain=v1',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    '--ignore-submodules=all',
    '--',
    '.',
  ]);
  // Paths of this format start at the work tree, wherever it was asked from.
  const prefix = posixRelative(realpathSync.native(workTree), realpathSync.native(root));
  const paths = status.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3));
  return paths.map((path) => (prefix === '.' ? path : path.slice(prefix.length + 1))).sort();
}

/** Switches off the content filters that the repository's own configuration defines: they are programs. */
function withoutFilters(root: string): string[] {
  const result = runGit(root, ['config', '--show-scope', '-z', '--name-only', '--get-regexp', '^filter\\.']);
  const entries = result.stdout.toString('utf8').split('\0');
  const off: string[] = [];
  for (let at = 0; at + 1 < entries.length; at += 2) {
    const [scope, name] = [entries[at], entries[at + 1]];
    if (scope === 'local' || scope === 'worktree') {
      off.push('-c', name?.endsWith('.required') ? `${name}=false` : `${name}=`);
    }
  }
  return off;
}
