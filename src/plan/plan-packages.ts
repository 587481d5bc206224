import { hasDependency } from '../project/dependencies.ts';
import type { PackageManager, Project } from '../project/project.ts';
import { editFile } from './edit-file.ts';
import { addDependencies } from './edits/add-dependencies.ts';
import type { Operation } from './operation.ts';

export interface NewPackages {
  /** Ranges by name. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly reason: string;
}

const commands: Readonly<Record<PackageManager, readonly [string, ...string[]]>> = {
  npm: ['npm', 'install'],
  pnpm: ['pnpm', 'install', '--no-frozen-lockfile'],
  yarn: ['yarn', 'install'],
  bun: ['bun', 'install'],
};

/** Packages that the app itself needs from now on: lines in its package.json, and an install. What is declared already stays. */
export function planPackages(
  project: Project,
  { dependencies, devDependencies, reason }: NewPackages,
): Operation[] {
  const missing = (packages: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(packages).filter(([name]) => !hasDependency(project.manifest, name)));
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
    { kind: 'install', directory: '.', packages: names, dev: false, command: commands[manager], reason },
  ];
}
