import { posix } from 'node:path';
import type { Project } from '../../project/project.ts';
import { wayToWorkspace } from '../../project/workspace-root.ts';
import { installCommand, memberInstallCommand } from '../install-command.ts';
import type { InstallOperation } from '../operation.ts';

/** Installs the push server's packages: for it alone, or as a member where the workspace takes its folder in, as `apps/**` does. */
export function serverInstall(project: Project, directory: string): InstallOperation {
  const { workspace } = project;
  const manager = workspace.packageManager ?? 'npm';
  const isMember = workspace.includes(posix.join(workspace.app, directory));
  return {
    kind: 'install',
    directory,
    workspace: isMember ? (wayToWorkspace(project) ?? '.') : undefined,
    packages: [],
    dev: false,
    command: isMember ? memberInstallCommand[manager] : installCommand[manager],
    reason: `the push server's packages, ${isMember ? 'as a member of the workspace' : 'in its own folder'}`,
  };
}
