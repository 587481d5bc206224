import { joinPosix, posixRelative } from './posix-path.ts';
import type { PackageJson, Project } from './project.ts';
import { readManifest } from './read-manifest.ts';

/** Way from the project's root to that of the workspace it is a member of, `../..`; undefined when it is a root itself. */
export function wayToWorkspace({ root, workspace }: Project): string | undefined {
  return workspace.kind === 'none' || workspace.app === '.' ? undefined : posixRelative(root, workspace.root);
}

/** package.json of the workspace's root; undefined outside a workspace, and when it is missing or broken. */
export function workspaceManifest(project: Project): PackageJson | undefined {
  const way = wayToWorkspace(project);
  const text = way === undefined ? undefined : project.files.text(joinPosix(way, 'package.json'));
  try {
    return text === undefined ? undefined : readManifest(text, 'package.json of the workspace');
  } catch {
    // A broken package.json up there is not this app's matter.
    return undefined;
  }
}
