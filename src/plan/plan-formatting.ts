import { hasDependency } from '../project/dependencies.ts';
import type { PackageManager, Project } from '../project/project.ts';
import { workspaceManifest } from '../project/workspace-root.ts';
import type { ManualOperation, Operation } from './operation.ts';

interface Formatter {
  readonly name: string;
  /** It is in use where one of these is declared. */
  readonly packages: readonly string[];
  /** Its program and what makes it write. */
  readonly command: string;
  readonly files: RegExp;
}

const formatters: readonly Formatter[] = [
  {
    name: 'ESLint',
    // Without one of these its rules are about code, not about how it is laid out.
    packages: [
      '@antfu/eslint-config',
      '@stylistic/eslint-plugin',
      'eslint-plugin-import',
      'eslint-plugin-import-x',
      'eslint-plugin-perfectionist',
      'eslint-plugin-prettier',
      'eslint-plugin-simple-import-sort',
    ],
    command: 'eslint --fix',
    files: /\.[cm]?[jt]sx?$/,
  },
  {
    name: 'Prettier',
    packages: ['prettier'],
    command: 'prettier --write',
    files: /\.([cm]?[jt]sx?|json|html|astro)$/,
  },
  {
    name: 'Biome',
    packages: ['@biomejs/biome'],
    command: 'biome check --write',
    files: /\.([cm]?[jt]sx?|json|html|astro)$/,
  },
];

/** What runs a program of an installed package. */
const execute: Readonly<Record<PackageManager, string>> = {
  npm: 'npx',
  pnpm: 'pnpm exec',
  yarn: 'yarn',
  bun: 'bunx',
};

/**
 * New files come in one style, and many an app has its own, which its checks insist on: the step names the app's
 * formatters with exactly what is new or edited. Nothing where there is no formatter or no new file.
 */
export function planFormatting(project: Project, operations: readonly Operation[]): ManualOperation[] {
  const manifests = [project.manifest, workspaceManifest(project)];
  const found = formatters
    .filter(({ packages }) =>
      packages.some((name) => manifests.some((manifest) => hasDependency(manifest, name))),
    )
    .map((formatter) => ({ ...formatter, paths: pathsOf(project, operations, formatter.files) }))
    .filter(({ paths }) => paths.length > 0);
  if (found.length === 0) return [];
  const run = execute[project.workspace.packageManager ?? 'npm'];
  return [
    {
      kind: 'manual',
      reason: `Before you commit, have ${found.map(({ name }) => name).join(' and ')} write what is new the way the rest of the app is written. "pushwright undo" has to come before that, not after`,
      snippet: found.map(({ command, paths }) => `${run} ${command} ${paths.join(' ')}`).join('\n'),
    },
  ];
}

/** Files, or the new folder that holds them, in the plan's order; none when no new file is among them. */
function pathsOf(project: Project, operations: readonly Operation[], files: RegExp): string[] {
  const changed = operations
    .filter((each) => each.kind === 'create' || each.kind === 'edit')
    .filter(({ path }) => files.test(path));
  if (!changed.some(({ kind }) => kind === 'create')) return [];
  return [...new Set(changed.map(({ path }) => newFolder(project, path)))];
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
