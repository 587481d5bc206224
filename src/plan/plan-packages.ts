import { catalogRange } from '../project/catalogs.ts';
import { dependencyRange, hasDependency } from '../project/dependencies.ts';
import { joinPosix } from '../project/posix-path.ts';
import type { Project } from '../project/project.ts';
import { wayToWorkspace, workspaceManifest } from '../project/workspace-root.ts';
import { editFile } from './edit-file.ts';
import { addDependencies } from './edits/add-dependencies.ts';
import { memberInstallCommand } from './install-command.ts';
import type { Operation } from './operation.ts';

export interface NewPackages {
  /** Ranges by name. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly reason: string;
}

/**
 * Packages that the app itself needs from now on: lines in its package.json, and an install, which in a workspace is the
 * workspace's. What is declared already stays, and a version that the workspace has settled on is the one that is taken.
 */
export function planPackages(
  project: Project,
  { dependencies, devDependencies, reason }: NewPackages,
): Operation[] {
  const missing = (packages: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(packages)
        .filter(([name]) => !hasDependency(project.manifest, name) && !comesFromRoot(project, name))
        .map(([name, range]) => [name, catalogRange(project, name) ?? rangeOfRoot(project, name) ?? range]),
    );
  const added = { dependencies: missing(dependencies), devDependencies: missing(devDependencies) };
  const names = [...Object.keys(added.dependencies), ...Object.keys(added.devDependencies)];
  if (names.length === 0) return [{ kind: 'keep', path: 'package.json', reason: `${reason} are there` }];
  const edit = editFile(project, 'package.json', `${reason}: ${names.join(', ')}`, (text) =>
    addDependencies(text, added),
  );
  if (edit.kind !== 'edit') return [edit];
  const manager = project.workspace.packageManager ?? 'npm';
  return [
    edit,
    {
      kind: 'install',
      directory: '.',
      workspace: wayToWorkspace(project),
      packages: names,
      dev: false,
      command: memberInstallCommand[manager],
      reason,
    },
  ];
}

/** In a workspace that declares everything at its root, the app's own package.json stays empty. Not so with Plug'n'Play, which is strict. */
function comesFromRoot(project: Project, name: string): boolean {
  const { dependencies = {}, devDependencies = {} } = project.manifest ?? {};
  const declaresItself = Object.keys(dependencies).length + Object.keys(devDependencies).length > 0;
  const isStrict = project.files.has(joinPosix(wayToWorkspace(project) ?? '.', '.pnp.cjs'));
  return !declaresItself && !isStrict && hasDependency(workspaceManifest(project), name);
}

/** The root's own range, but for one that is a path from there. */
function rangeOfRoot(project: Project, name: string): string | undefined {
  const range = dependencyRange(workspaceManifest(project), name);
  return range === undefined || /^(?:file|link|portal):|^~?[./]/.test(range) ? undefined : range;
}
