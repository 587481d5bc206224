import { hasDependency } from '../project/dependencies.ts';
import type { PackageManager, Project } from '../project/project.ts';
import { workspaceManifest } from '../project/workspace-root.ts';
import type { ManualOperation, Operation } from './operation.ts';

interface Formatter {
  readonly package: string;
  readonly name: string;
  /** Its program and what makes it write. */
  readonly command: string;
}

const formatters: readonly Formatter[] = [
  { package: 'prettier', name: 'Prettier', command: 'prettier --write' },
  { package: '@biomejs/biome', name: 'Biome', command: 'biome check --write' },
];

/** What runs a program of an installed package. */
const execute: Readonly<Record<PackageManager, string>> = {
  npm: 'npx',
  pnpm: 'pnpm exec',
  yarn: 'yarn',
  bun: 'bunx',
};

const formatted = /\.([cm]?[jt]sx?|json|html|astro)$/;

/**
 * New files come in one style, and many an app has its own, which its checks insist on: the step names the app's
 * formatters with exactly what is new or edited. Nothing where there is no formatter or no new file.
 */
export function planFormatting(project: Project, operations: readonly Operation[]): ManualOperation[] {
  const manifests = [project.manifest, workspaceManifest(project)];
  const found = formatters.filter(({ package: name }) => manifests.some((each) => hasDependency(each, name)));
  const paths = pathsOf(project, operations);
  if (found.length === 0 || paths.length === 0) return [];
  const run = execute[project.workspace.packageManager ?? 'npm'];
  return [
    {
      kind: 'manual',
      reason: `Before you commit, have ${found.map(({ name }) => name).join(' and ')} write what is new the way the rest of the app is written. "pushwright undo" has to come before that, not after`,
      snippet: found.map(({ command }) => `${run} ${command} ${paths.join(' ')}`).join('\n'),
    },
  ];
}

/** Files, or the new folder that holds them, in the plan's order. */
function pathsOf(project: Project, operations: readonly Operation[]): string[] {
  const changed = operations.filter((each) => each.kind === 'create' || each.kind === 'edit');
  if (!changed.some(({ kind, path }) => kind === 'create' && formatted.test(path))) return [];
  const paths = changed
    .filter(({ path }) => formatted.test(path))
    .map(({ path }) => newFolder(project, path));
  return [...new Set(paths)];
}

/** The outermost folder around the file that is not there yet; the file itself when all of them are. */
function newFolder(project: Project, path: string): string {
  const folders = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= folders.length; depth++) {
    const folder = folders.slice(0, depth).join('/');
    if (!project.files.hasDirectory(folder)) return folder;
  }
  return path;
}
