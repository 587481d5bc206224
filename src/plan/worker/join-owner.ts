import { posix } from 'node:path';
import { type BuiltWorker, findBuiltWorkers, normalBase } from '../../project/built-workers.ts';
import type { Layout } from '../../project/layout.ts';
import { folderOf } from '../../project/posix-path.ts';
import type { Project, ServiceWorker } from '../../project/project.ts';
import { readPwaPlugin } from '../../project/pwa-plugin.ts';
import { readWorkerFile } from '../../project/worker-file.ts';
import { createOrKeep } from '../create-or-keep.ts';
import { editFile } from '../edit-file.ts';
import { addImportScripts } from '../edits/add-import-scripts.ts';
import { addModuleImport } from '../edits/add-module-import.ts';
import { needed } from '../needed.ts';
import type { ManualOperation, Operation } from '../operation.ts';
import { copyTemplate } from '../template.ts';
import { joinPwaPlugin } from './join-pwa-plugin.ts';

/** File name of our worker when it is a part of another one. */
export const joinedName = 'push-sw.js';

/** Brings our worker into the one that controls the app already: one line or one option of what makes it, else a step for a person. */
export function joinOwner(project: Project, layout: Layout, owner: ServiceWorker): Operation {
  const name = owner.path === '' ? 'A worker of the app' : owner.path;
  const built = builtWorker(project, layout, owner);
  if (joinedBy(project, layout, owner) !== undefined)
    return { kind: 'keep', path: name, reason: `takes ${joinedName} in already` };
  const reason = `${name} controls the app already: one scope has one worker, so it takes ours in`;
  const url = urlFrom(project, layout, owner, built);
  const step: ManualOperation = {
    kind: 'manual',
    path: (owner.registeredAt?.path ?? owner.path) || undefined,
    reason,
    snippet: `importScripts('${url}');`,
    needed: true,
  };
  const inSource = (path: string): Operation =>
    needed(editFile(project, path, reason, (text) => addImportScripts(text, url, path)));
  if (owner.kind === 'onesignal') {
    return {
      ...step,
      path: owner.path,
      reason: `${reason}. OneSignal subscribes with a key of its own, and a worker has one subscription: give OneSignal's worker a scope of its own (serviceWorkerParam, serviceWorkerPath), or leave one of the two out`,
    };
  }
  if (owner.kind === 'vite-plugin-pwa') return joinPwaPlugin(project, owner, reason, url);
  if (built?.customSource !== undefined) {
    const { customSource } = built;
    if (project.files.has(customSource)) return inSource(customSource);
    return createOrKeep(
      project,
      customSource,
      () => copyTemplate('worker/custom-worker.js', { language: 'js' }),
      `${built.maker} adds this to the worker that it writes: one scope has one worker, so it takes ours in`,
    );
  }
  if (!project.files.has(owner.path)) return step;
  if (built?.isModule && layout.publicDir !== false) {
    const ours = posix.relative(folderOf(owner.path), posix.join(layout.publicDir, joinedName));
    const specifier = ours.startsWith('.') ? ours : `./${ours}`;
    return needed(
      editFile(project, owner.path, reason, (text) => addModuleImport(text, owner.path, specifier)),
    );
  }
  if (owner.isModule) {
    const to = posix.join(folderOf(owner.path), joinedName);
    return {
      ...step,
      path: owner.path,
      reason: `${reason}. It is registered as a module, where importScripts() does not exist: ${to === `${layout.publicDir}/${joinedName}` ? '' : `move ${joinedName} to ${to} and `}import it`,
      snippet: `import './${joinedName}';`,
    };
  }
  if (isInPublic(layout, owner.path) && built === undefined)
    return needed(editFile(project, owner.path, reason, (text) => addImportScripts(text, url)));
  return inSource(owner.path);
}

/** What builds a worker, when something does. */
function builtWorker(project: Project, layout: Layout, { path }: ServiceWorker): BuiltWorker | undefined {
  const publicDirs = layout.publicDir === false ? [] : [layout.publicDir];
  return findBuiltWorkers(project, { publicDirs, base: layout.base, root: '.' }).find(
    (worker) => worker.path === path,
  );
}

/** The URL of ours as the owner sees it: relative to its own, from the site's root when only the bundler knows that. */
function urlFrom(
  project: Project,
  layout: Layout,
  owner: ServiceWorker,
  built: BuiltWorker | undefined,
): string {
  if (built !== undefined) return posix.relative(posix.dirname(built.output), joinedName);
  const { publicDir } = layout;
  if (publicDir !== false && isInPublic(layout, owner.path))
    return posix.relative(posix.dirname(owner.path), posix.join(publicDir || '.', joinedName));
  return project.files.has(owner.path) ? `${normalBase(layout.base)}${joinedName}` : joinedName;
}

function isInPublic({ publicDir }: Layout, path: string): boolean {
  return publicDir !== false && path.startsWith(`${publicDir}/`);
}

/** The URL or specifier that brings ours in already, in the plugin's options or the worker's own source, however that was written. */
export function joinedBy(project: Project, layout: Layout, owner: ServiceWorker): string | undefined {
  const custom = builtWorker(project, layout, owner)?.customSource;
  const fromPlugin = owner.kind === 'vite-plugin-pwa' ? readPwaPlugin(project)?.importScripts : undefined;
  const fromSource = [owner.path, ...(custom === undefined ? [] : [custom])].flatMap((path) =>
    project.files.has(path) ? (readWorkerFile(project, path)?.imports ?? []) : [],
  );
  return [...(fromPlugin ?? []), ...fromSource].find(
    (url) => posix.basename(url.replace(/[?#].*$/, '')) === joinedName,
  );
}
