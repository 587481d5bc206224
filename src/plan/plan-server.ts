import { posix } from 'node:path';
import { UserError } from '../errors.ts';
import type { Layout } from '../project/layout.ts';
import type { PackageManager, Project } from '../project/project.ts';
import type { CreateOperation, InstallOperation, Operation } from './operation.ts';
import { planServerManifest } from './plan-server-manifest.ts';
import { type ServerModule, serverModules, serverReadme } from './server-modules.ts';
import type { Setup } from './setup.ts';
import { copyTemplate } from './template.ts';

const main: ServerModule = ['main', 'starts and stops the push server'];

/** Where the server goes when `server/` is taken. */
const folders = ['server', 'push-server'];

/**
 * The push server in a folder of its own, with its own package.json. One that is there already stays as it is.
 * @throws UserError when other things stand wherever it could go
 */
export function planServer(project: Project, layout: Layout, setup: Setup): Operation[] {
  const { directory, exists } = findServer(project);
  if (exists) return [{ kind: 'keep', path: directory, reason: 'the push server is there already' }];
  const { language } = project;
  const operations: Operation[] = [main, ...serverModules]
    .map(
      ([name, reason]): CreateOperation => ({
        kind: 'create',
        path: posix.join(directory, `${name}.${language}`),
        content: copyTemplate(`server/${name}.ts`, { language }),
        reason,
      }),
    )
    // A module of types alone is nothing in JavaScript.
    .filter(({ content }) => String(content).trim() !== 'export {};');
  const others: readonly (readonly [path: string, template: string, reason: string])[] = [
    ['.gitignore', 'server/gitignore', 'keeps the database out of git'],
    ...(language === 'ts'
      ? [['tsconfig.json', 'server/app-tsconfig.json', 'its TypeScript settings'] as const]
      : []),
  ];
  operations.push({
    kind: 'create',
    path: posix.join(directory, 'README.md'),
    content: serverReadme('node'),
    reason: 'how to run it, complete it and send with it',
  });
  for (const [path, template, reason] of others) {
    const content = copyTemplate(template, { language });
    operations.push({ kind: 'create', path: posix.join(directory, path), content, reason });
  }
  const manager = project.workspace.packageManager ?? 'npm';
  operations.push(planServerManifest(project, layout, setup, directory, manager));
  if (manager === 'yarn') operations.push(...ownYarnProject(directory));
  operations.push(install(directory, manager));
  return operations;
}

/** The folder that the server is in, or goes to. */
export function findServer(project: Project): { readonly directory: string; readonly exists: boolean } {
  const own = folders.find((folder) => isOurs(project, folder));
  if (own !== undefined) return { directory: own, exists: true };
  const free = folders.find((folder) => !project.files.has(folder) && !project.files.hasDirectory(folder));
  if (free !== undefined) return { directory: free, exists: false };
  throw new UserError(
    `The push server has no place to go: ${folders.join(' and ')} hold other things.`,
    'Rename one of the two, or pass --server none.',
  );
}

/** Whatever its package is called by now: the file that its owner completes, beside a package that needs web-push. */
function isOurs(project: Project, folder: string): boolean {
  const completed = ['ts', 'js'].some((extension) => project.files.has(`${folder}/identify.${extension}`));
  return completed && project.files.text(`${folder}/package.json`)?.includes('"web-push"') === true;
}

/** Yarn takes a folder below a project for a part of it, and refuses it as an unknown one, unless it has a lockfile of its own. */
function ownYarnProject(directory: string): Operation[] {
  return [
    {
      kind: 'create',
      path: `${directory}/yarn.lock`,
      content: '',
      reason: 'makes it a project of its own for Yarn',
    },
    {
      kind: 'create',
      path: `${directory}/.yarnrc.yml`,
      content: 'nodeLinker: node-modules\n',
      reason: 'Node runs it directly, so its packages have to lie in node_modules',
    },
  ];
}

const commands: Readonly<Record<PackageManager, readonly [string, ...string[]]>> = {
  npm: ['npm', 'install'],
  // It has its own lockfile, also inside a workspace.
  pnpm: ['pnpm', 'install', '--ignore-workspace'],
  yarn: ['yarn', 'install'],
  bun: ['bun', 'install'],
};

function install(directory: string, manager: PackageManager): InstallOperation {
  return {
    kind: 'install',
    directory,
    packages: [],
    dev: false,
    command: commands[manager],
    reason: "the push server's packages, in its own folder",
  };
}
