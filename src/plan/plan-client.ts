import { posix } from 'node:path';
import { UserError } from '../errors.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { createOrKeep } from './create-or-keep.ts';
import { editFile } from './edit-file.ts';
import { mountCall } from './edits/mount-call.ts';
import { mountReact } from './edits/mount-react.ts';
import { listenerOf } from './listener-of.ts';
import { mountedElsewhere } from './mounted-elsewhere.ts';
import { needed } from './needed.ts';
import type { Operation } from './operation.ts';
import { findOwner } from './plan-worker.ts';
import { copyTemplate } from './template.ts';

/** What the browser runs: `src/push/`, and its mount in the module that starts the app. */
export function planClient(project: Project, layout: Layout): Operation[] {
  const folder = posix.join(layout.srcDir, 'push');
  const react = layout.ui === 'react';
  const files: readonly (readonly [template: string, reason: string])[] = [
    ['client/client.ts', 'subscribes on a click, resyncs on load, forgets on logout; no framework in it'],
    ['client/environment.ts', 'what push can do in this browser, and the sentences that say so'],
    [
      'client/subscription.ts',
      'the subscription, what this browser remembers of it, and what the server is told',
    ],
    ['client/registration.ts', 'registers the worker and waits until it is active'],
    ['client/push-error.ts', 'what can go wrong, and the sentences that say so'],
    [configTemplate(layout), 'where the key, the worker and the server are'],
    ...(react ? reactFiles : plainFiles),
  ];
  refuseForeign(
    project,
    folder,
    files.map(([template]) => nameOf(template, project.language)),
  );
  const operations: Operation[] = files.map(([template, reason]) =>
    createOrKeep(
      project,
      posix.join(folder, nameOf(template, project.language)),
      () => copyTemplate(template, { language: project.language }),
      reason,
    ),
  );
  operations.push(planMount(project, layout), logoutStep(folder));
  return operations;
}

const reactFiles = [
  ['react/use-push.ts', 'the hook: state, enable, disable'],
  ['react/enable-push-button.tsx', 'the button that asks, and only on a click'],
  ['react/push-listener.tsx', 'mounted once: starts, listens, shows the button'],
] as const;

const plainFiles = [['client/mount-push.ts', 'mounted once: starts, listens, shows the button']] as const;

/** Vite inlines `import.meta.env.NAME`, so another prefix needs another module, and so does a worker that the app registers. */
function configTemplate(layout: Layout): string {
  const owner = findOwner(layout);
  // Registering the same script a second time changes nothing, so a worker of the usual name needs no other module.
  if (owner && owner.path !== `${layout.publicDir}/sw.js`) return 'frameworks/vite/config.joined-worker.ts';
  const usual = layout.publicKeyVariable === 'VITE_VAPID_PUBLIC_KEY';
  return usual ? 'frameworks/vite/config.ts' : 'frameworks/vite/config.any-prefix.ts';
}

/** `frameworks/vite/config.any-prefix.ts` lands as `config.ts`; a JavaScript repository gets `.js` and `.jsx`. */
function nameOf(template: string, language: 'ts' | 'js'): string {
  const [name] = posix.basename(template).split('.');
  const extension = posix.extname(template);
  return `${name}${language === 'ts' ? extension : extension.replace('ts', 'js')}`;
}

function planMount(project: Project, layout: Layout): Operation {
  const { name, module, specifier, snippet } = listenerOf(layout);
  const { entry } = layout;
  const mount: Operation =
    entry === undefined
      ? {
          kind: 'manual',
          reason: 'the module that starts the app could not be told from the HTML page',
          snippet: snippet(posix.join(layout.srcDir, 'main')),
        }
      : editFile(project, entry, 'one import and one mount', (text) =>
          layout.ui === 'react'
            ? mountReact(text, entry, { component: name, specifier: specifier(entry) })
            : mountCall(text, entry, { name, specifier: specifier(entry) }),
        );
  return mount.kind === 'keep' ? mount : (mountedElsewhere(project, entry, module, name) ?? needed(mount));
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
