import { join, posix } from 'node:path';
import { readLanguage } from './language.ts';
import { lazy } from './lazy.ts';
import { joinPosix } from './posix-path.ts';
import type { FileIndex, GitState, PackageJson, Project } from './project.ts';
import { readManifest } from './read-manifest.ts';
import { readWorkspace } from './workspace.ts';

/** Which files of a repository belong to one part of it. */
export interface Part {
  /** Folder of the part, POSIX, relative to the project's root; `.` for what is left at the root. */
  readonly folder: string;
  /** Its files, those in other folders that it shares included; relative to the project's root. */
  readonly files: readonly string[];
}

/**
 * A part of a repository as a project of its own: paths are relative to its folder, and those of files that it shares climb
 * out of it. Files are read through the whole project's index, once for all parts.
 */
export function partOfProject(whole: Project, { folder, files }: Part): Project {
  const root = folder === '.' ? whole.root : join(whole.root, folder);
  const list = lazy(() => files.map((path) => seenFrom(folder, path)).sort());
  const index: FileIndex = {
    list,
    has: (path) => whole.files.has(joinPosix(folder, path)),
    hasDirectory: (path) => whole.files.hasDirectory(joinPosix(folder, path)),
    text: (path) => whole.files.text(joinPosix(folder, path)),
    bytes: (path) => whole.files.bytes(joinPosix(folder, path)),
    mentions: (path, words) => whole.files.mentions(joinPosix(folder, path), words),
    entries: (directory) => whole.files.entries(joinPosix(folder, directory)),
    get filesRead() {
      return whole.files.filesRead;
    },
  };
  const manifest = folder === '.' ? whole.manifest : manifestOf(whole, folder);
  const workspace =
    folder === '.' ? () => whole.workspace : lazy(() => readWorkspace(root, manifest, whole.git.workTree));
  const language = lazy(() => readLanguage(index, workspace()));
  return {
    root,
    manifest,
    files: index,
    git: gitSeenFrom(whole.git, folder),
    get workspace() {
      return workspace();
    },
    get language() {
      return language();
    },
  };
}

/** A path of the whole project, relative to a folder of it. */
export function seenFrom(folder: string, path: string): string {
  if (folder === '.') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : posix.relative(folder, path);
}

/** The nearest package.json from the folder up: Nx gives an app none of its own. */
function manifestOf({ files, manifest }: Project, folder: string): PackageJson | undefined {
  for (let at = folder; at !== '.'; at = posix.dirname(at)) {
    const text = files.text(`${at}/package.json`);
    if (text === undefined) continue;
    try {
      return readManifest(text, `${at}/package.json`);
    } catch {
      // A broken package.json below is not the one that was asked about.
      return undefined;
    }
  }
  return manifest;
}

function gitSeenFrom(git: GitState, folder: string): GitState {
  if (folder === '.') return git;
  return {
    get isRepository() {
      return git.isRepository;
    },
    get workTree() {
      return git.workTree;
    },
    get unavailable() {
      return git.unavailable;
    },
    changes: () => git.changes().map((path) => seenFrom(folder, path)),
    isTracked: (path) => git.isTracked(joinPosix(folder, path)),
    isIgnored: (path) => git.isIgnored(joinPosix(folder, path)),
    email: git.email,
  };
}
