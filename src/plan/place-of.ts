import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { findWorkTree } from '../project/git.ts';
import { posixRelative } from '../project/posix-path.ts';
import { readWorkspace } from '../project/workspace.ts';
import { insideRoot } from './inside-root.ts';
import { isWorkspaceFile } from './workspace-files.ts';

/**
 * Where a path of a journal leads, absolute: into the project, or to a lockfile of the workspace that the project belongs to.
 * @throws UserError when it leads anywhere else: what lies above the project is touched for nobody but its workspace
 */
export function placeOf(root: string, path: string): string {
  if (!isWorkspaceFile(path)) return join(root, insideRoot(root, path));
  if (!isOfWorkspace(root, path)) {
    throw new UserError(
      `${path} lies above this folder, and is no file of a workspace that this folder belongs to.`,
      'If the folder was moved, move it back; if the workspace changed, let it name this folder again. Nothing was changed.',
    );
  }
  return join(root, path);
}

function isOfWorkspace(root: string, path: string): boolean {
  const workspace = readWorkspace(root, undefined, findWorkTree(root));
  const folder = /^\.\.(?:\/\.\.)*(?=\/)/.exec(path)?.[0];
  if (workspace.kind === 'none' || posixRelative(root, workspace.root) !== folder) return false;
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return true;
  // A link could lead away from there.
  const way = relative(realpathSync(workspace.root), realpathSync(join(root, path)));
  return stats.isFile() && !isAbsolute(way) && way.split(sep)[0] !== '..';
}
