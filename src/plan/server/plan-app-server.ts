import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import { createOrKeep } from '../create-or-keep.ts';
import type { Operation } from '../operation.ts';
import { planPackages } from '../plan-packages.ts';
import type { Setup } from '../setup.ts';
import { copyTemplate } from '../template.ts';
import { type ServerModule, serverModules, serverReadme } from './server-modules.ts';

/** One file of the framework's that hands requests over to the push server. */
export interface AppRoute {
  readonly template: string;
  /** Where it goes, without its extension: `app/api/push/[...route]/route`. */
  readonly path: string;
  readonly reason: string;
}

export interface AppServerOptions {
  readonly routes: readonly AppRoute[];
  /** The template that says where variables are read from, where that is not `process.env`. */
  readonly environment?: string;
}

const modules: readonly ServerModule[] = [
  ['handle', "answers the push routes in the app's own server, and sends for its code"],
  ...serverModules,
];

/** The first Node with `node:sqlite`. */
const needed = [22, 13] as const;

/** The push server inside the app: its modules in `server/` of the push folder, the framework's route files, its packages. */
export function planAppServer(
  project: Project,
  { pushDir }: Pick<Layout, 'pushDir'>,
  setup: Setup,
  { routes, environment = 'server/environment.ts' }: AppServerOptions,
): Operation[] {
  const { language } = project;
  const folder = posix.join(pushDir, 'server');
  const create = (path: string, template: string, reason: string): Operation =>
    createOrKeep(
      project,
      path,
      () => copyTemplate(template, { language, bundled: true, place: { path, push: pushDir } }),
      reason,
    );
  const operations = [
    ...routes.map(({ path, template, reason }) => create(`${path}.${language}`, template, reason)),
    ...modules.map(([name, reason]) =>
      create(posix.join(folder, `${name}.${language}`), `server/${name}.ts`, reason),
    ),
    create(posix.join(folder, `environment.${language}`), environment, 'where its variables are read from'),
    createOrKeep(
      project,
      posix.join(folder, 'README.md'),
      () => serverReadme('app'),
      'how to run it, complete it and send with it',
    ),
    ...planPackages(project, {
      dependencies: { hono: '^4.13.19', 'web-push': '^3.6.7' },
      devDependencies: language === 'ts' ? { '@types/web-push': '^3.6.4' } : {},
      reason: "the push server's packages",
    }),
  ];
  return [...operations.filter((operation) => !isEmptyModule(operation)), ...nodeStep(setup)];
}

/** A module of types alone is nothing in JavaScript. */
function isEmptyModule(operation: Operation): boolean {
  return operation.kind === 'create' && String(operation.content).trim() === 'export {};';
}

function nodeStep({ node: [major, minor] }: Setup): Operation[] {
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return [];
  return [
    {
      kind: 'manual',
      reason: `Run the app with Node ${needed.join('.')} or newer: the database is Node's own SQLite, which this Node, ${major}.${minor}, does not have. Or undo this and take --server node, which brings its own`,
      snippet: 'npm install --save-dev node@24',
    },
  ];
}
