import { posix } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Layout } from '../../project/layout.ts';
import { isScript } from '../../project/parse.ts';
import type { Project } from '../../project/project.ts';
import { askedFor } from '../asked-for.ts';
import type { CreateOperation, Operation } from '../operation.ts';
import type { Setup } from '../setup.ts';
import { copyTemplate } from '../template.ts';
import { unchecked } from '../unchecked.ts';
import { planServerExclude } from './plan-server-exclude.ts';
import { planServerManifest } from './plan-server-manifest.ts';
import { serverInstall } from './server-install.ts';
import { type ServerModule, serverModules, serverReadme } from './server-modules.ts';

const modules: readonly ServerModule[] = [['main', 'starts and stops the push server'], ...serverModules];

/** Where the server goes when `server/` is taken. */
const folders = ['server', 'push-server'];

/**
 * The push server in a folder of its own, with its own package.json. In one that is there already every file stays as it
 * is, and what is missing of ours comes back.
 * @throws UserError when other things stand wherever it could go
 */
export function planServer(project: Project, layout: Layout, setup: Setup): Operation[] {
  const { directory, exists } = findServer(project);
  const language = exists ? languageOf(project, directory) : project.language;
  const files = planFiles(project, layout, setup, { directory, exists, language });
  return language === 'ts' ? [...files, ...planServerExclude(project, directory)] : files;
}

interface Place {
  readonly directory: string;
  readonly exists: boolean;
  readonly language: 'ts' | 'js';
}

function planFiles(
  project: Project,
  layout: Layout,
  setup: Setup,
  { directory, exists, language }: Place,
): Operation[] {
  const manager = project.workspace.packageManager ?? 'npm';
  const has = (name: string): boolean => project.files.has(posix.join(directory, name));
  const operations: Operation[] = missingModules(project, directory, language);
  for (const [name, template, reason] of others) {
    if (has(name) || (name === 'tsconfig.json' && language === 'js')) continue;
    const content = copyTemplate(template, { language });
    operations.push({ kind: 'create', path: posix.join(directory, name), content, reason });
  }
  if (!has('README.md')) {
    operations.push({
      kind: 'create',
      path: posix.join(directory, 'README.md'),
      content: serverReadme('node'),
      reason: 'how to run it, complete it and send with it',
    });
  }
  if (!has('package.json')) {
    operations.push(planServerManifest({ ...project, language }, layout, setup, directory, manager));
    const install = serverInstall(project, directory);
    if (manager === 'yarn' && install.workspace === undefined)
      operations.push(...ownYarnProject(directory).filter(({ path }) => !project.files.has(path)));
    operations.push(install);
  }
  if (!exists) return operations;
  const reason =
    operations.length === 0 ? 'the push server is there already' : 'what is there stays as it is';
  return [{ kind: 'keep', path: directory, reason }, ...operations];
}

/** What is no module. */
const others: readonly (readonly [name: string, template: string, reason: string])[] = [
  ['.gitignore', 'server/gitignore', 'keeps the database out of git'],
  ['tsconfig.json', 'server/app-tsconfig.json', 'its TypeScript settings'],
];

/**
 * The modules that are not there and that something asks for: one that its owner has replaced, and that nothing imports
 * any more, stays away.
 */
function missingModules(project: Project, directory: string, language: 'ts' | 'js'): CreateOperation[] {
  const there = modulesIn(project, directory);
  const missing = modules
    .filter(([name]) => !there.has(name))
    .map(([name, reason]): CreateOperation => {
      const path = posix.join(directory, `${name}.${language}`);
      const content = unchecked(project, path, copyTemplate(`server/${name}.ts`, { language }));
      return { kind: 'create', path, content, reason };
    })
    // A module of types alone is nothing in JavaScript.
    .filter(({ content }) => String(content).trim() !== 'export {};');
  return there.size === 0 ? missing : askedFor(missing, textsIn(project, directory));
}

/** Names of our modules that stand in the folder, in whichever language: one that was translated is there. */
function modulesIn(project: Project, directory: string): ReadonlySet<string> {
  const stems = project.files
    .entries(directory)
    .filter(isScript)
    .map((name) => posix.parse(name).name);
  return new Set(modules.map(([name]) => name).filter((name) => stems.includes(name)));
}

/** The folder's scripts, and the package.json that starts one of them: the one that is there, else ours. */
function textsIn(project: Project, directory: string): string[] {
  const manifest = project.files.text(posix.join(directory, 'package.json')) ?? '"main.ts" "main.js"';
  const scripts = project.files.entries(directory).filter(isScript);
  return [manifest, ...scripts.map((name) => project.files.text(posix.join(directory, name)) ?? '')];
}

/** The language that the server is written in, which need not be the app's any more. */
function languageOf(project: Project, directory: string): 'ts' | 'js' {
  const there = project.files.entries(directory);
  const first = modules.flatMap(([name]) =>
    there.filter((file) => isScript(file) && posix.parse(file).name === name),
  )[0];
  return first === undefined ? project.language : /ts$/.test(first) ? 'ts' : 'js';
}

/** The folder that the server is in, or goes to. */
export function findServer(project: Project): { readonly directory: string; readonly exists: boolean } {
  const own = folders.find((folder) => isOurs(project, folder));
  if (own !== undefined) return { directory: own, exists: true };
  const free = folders.find((folder) => !project.files.has(folder) && isEmpty(project, folder));
  if (free !== undefined) return { directory: free, exists: false };
  throw new UserError(
    `The push server has no place to go: ${folders.join(' and ')} hold other things.`,
    'Rename one of the two, or pass --server none.',
  );
}

/** Nothing stands there but the database of a server that was taken back, which takes it up again. */
function isEmpty(project: Project, folder: string): boolean {
  return project.files.entries(folder).every((name) => name === 'data');
}

/**
 * Whatever its package is called by now: the file that its owner completes, beside a package that needs web-push. When
 * one of the two is missing, most of our other modules.
 */
function isOurs(project: Project, folder: string): boolean {
  const there = modulesIn(project, folder);
  const needsWebPush = project.files.text(`${folder}/package.json`)?.includes('"web-push"') === true;
  return (there.has('identify') && needsWebPush) || there.size > modules.length / 2;
}

/** Yarn takes a folder below a project for a part of it, and refuses it as an unknown one, unless it has a lockfile of its own. */
function ownYarnProject(directory: string): CreateOperation[] {
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
