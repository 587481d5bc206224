import { posix } from 'node:path';
import { UserError } from '../errors.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { createOrKeep } from './create-or-keep.ts';
import type { Operation } from './operation.ts';
import { copyTemplate } from './template.ts';

export interface ClientOptions {
  /** The template that says where the key, the worker and the server are: `frameworks/vite/config.ts`. */
  readonly config: string;
  /** The app renders server components, which React's files have to be marked for. */
  readonly hasServerComponents?: boolean;
}

/** The modules that the browser runs, in the app's push folder, and the step that only the app's people can take. */
export function planClient(
  project: Project,
  { ui, pushDir }: Pick<Layout, 'ui' | 'pushDir'>,
  { config, hasServerComponents = false }: ClientOptions,
): Operation[] {
  const { language } = project;
  const files: readonly (readonly [template: string, reason: string])[] = [
    ['client/client.ts', 'subscribes on a click, resyncs on load, forgets on logout; no framework in it'],
    ['client/environment.ts', 'what push can do in this browser, and the sentences that say so'],
    [
      'client/subscription.ts',
      'the subscription, what this browser remembers of it, and what the server is told',
    ],
    ['client/registration.ts', 'registers the worker and waits until it is active'],
    ['client/push-error.ts', 'what can go wrong, and the sentences that say so'],
    [config, 'where the key, the worker and the server are'],
    ...(ui === 'react' ? reactFiles : plainFiles),
  ];
  refuseForeign(
    project,
    pushDir,
    files.map(([template]) => nameOf(template, language)),
  );
  const operations: Operation[] = files.map(([template, reason]) => {
    const clientBoundary = hasServerComponents && template.startsWith('react/');
    return createOrKeep(
      project,
      posix.join(pushDir, nameOf(template, language)),
      () => copyTemplate(template, { language, clientBoundary }),
      reason,
    );
  });
  return [...operations, logoutStep(pushDir)];
}

const reactFiles = [
  ['react/use-push.ts', 'the hook: state, enable, disable'],
  ['react/enable-push-button.tsx', 'the button that asks, and only on a click'],
  ['react/push-listener.tsx', 'mounted once: starts, listens, shows the button'],
] as const;

const plainFiles = [['client/mount-push.ts', 'mounted once: starts, listens, shows the button']] as const;

/** `frameworks/vite/config.any-prefix.ts` lands as `config.ts`; a JavaScript repository gets `.js` and `.jsx`. */
function nameOf(template: string, language: 'ts' | 'js'): string {
  const [name] = posix.basename(template).split('.');
  const extension = posix.extname(template);
  return `${name}${language === 'ts' ? extension : extension.replace('ts', 'js')}`;
}

function logoutStep(folder: string): Operation {
  return {
    kind: 'manual',
    reason: 'Forget the device when its user logs out: call this before your own logout ends the session',
    snippet: `import { disablePush } from './${posix.basename(folder)}/client';\n\nawait disablePush();`,
  };
}

/** @throws UserError when files of the app's own have the names of ours: they would be taken for them */
function refuseForeign(project: Project, folder: string, names: readonly string[]): void {
  const there = names.map((name) => posix.join(folder, name)).filter((path) => project.files.has(path));
  const client = there.find((path) => posix.basename(path).startsWith('client.'));
  const isOurs = client !== undefined && project.files.text(client)?.includes('pushwright') === true;
  if (there.length === 0 || isOurs) return;
  throw new UserError(
    `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} the app's own, where init puts its client.`,
    `Rename the folder ${folder} and run init again.`,
  );
}
