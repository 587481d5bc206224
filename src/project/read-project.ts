import { type Stats, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { createFileIndex } from './file-index.ts';
import { findWorkTree } from './git.ts';
import { readListing } from './git-state.ts';
import { readLanguage } from './language.ts';
import { lazy } from './lazy.ts';
import type { PackageJson, Project } from './project.ts';
import { readManifest } from './read-manifest.ts';
import { readWorkspace } from './workspace.ts';

/**
 * The facts of a folder. Only package.json is read at once; everything else when it is first asked for.
 * @param directory absolute, or relative to the current folder
 * @throws UserError when the folder is missing or is a file, or when its package.json is broken
 */
export function readProject(directory: string): Project {
  const root = resolve(directory);
  const stats = statIfThere(root);
  if (stats === undefined) {
    throw new UserError(`There is no folder ${directory} that can be read.`, 'Pass the folder of your app.');
  }
  if (!stats.isDirectory()) {
    throw new UserError(`${directory} is a file, not a folder.`, 'Pass the folder of your app.');
  }
  const workTree = findWorkTree(root);
  const workspace = lazy(() => readWorkspace(root, manifest, workTree));
  const { git, list } = readListing(root);
  const files = createFileIndex(root, () => workTree ?? workspace().root, list);
  const language = lazy(() => readLanguage(files, workspace()));
  const manifest = readOwnManifest();

  function readOwnManifest(): PackageJson | undefined {
    const text = files.text('package.json');
    if (text === undefined && files.has('package.json')) {
      throw new UserError('package.json is not UTF-8 text.', 'Save it as UTF-8 and run again.');
    }
    return text === undefined ? undefined : readManifest(text, `package.json of ${basename(root)}`);
  }

  return {
    root,
    manifest,
    files,
    git,
    get workspace() {
      return workspace();
    },
    get language() {
      return language();
    },
  };
}

function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
