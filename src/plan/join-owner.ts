import { posix } from 'node:path';
import type { Layout } from '../project/layout.ts';
import type { Project, ServiceWorker } from '../project/project.ts';
import { readPwaPlugin } from '../project/pwa-plugin.ts';
import { readViteConfig } from '../project/vite-config.ts';
import { readWorkerFile } from '../project/worker-file.ts';
import { editFile } from './edit-file.ts';
import { addImportScripts } from './edits/add-import-scripts.ts';
import { needed } from './needed.ts';
import type { ManualOperation, Operation } from './operation.ts';

const ours = 'push-sw.js';

/** Brings our worker into the one that controls the app already: one line of a hand-written one, else a step for a person. */
export function joinOwner(project: Project, layout: Layout, owner: ServiceWorker): Operation {
  const name = owner.path === '' ? 'A worker of the app' : owner.path;
  if (isJoined(project, owner)) return { kind: 'keep', path: name, reason: `takes ${ours} in already` };
  const reason = `${name} controls the app already: one scope has one worker, so it takes ours in`;
  if (
    owner.kind === 'hand-written' &&
    project.files.has(owner.path) &&
    owner.path.startsWith(`${layout.publicDir}/`)
  ) {
    const url = posix.relative(posix.dirname(owner.path), posix.join(layout.publicDir || '.', ours));
    return needed(editFile(project, owner.path, reason, (text) => addImportScripts(text, url)));
  }
  if (owner.kind === 'vite-plugin-pwa') {
    return joinPlugin(project, owner, reason);
  }
  // Workbox puts its list into a module that its bundler plugin builds.
  if (owner.kind === 'workbox' && project.files.text(owner.path)?.includes('__WB_MANIFEST'))
    return needed(editFile(project, owner.path, reason, (text) => addImportScripts(text, ours, owner.path)));
  return {
    kind: 'manual',
    path: (owner.registeredAt?.path ?? owner.path) || undefined,
    reason,
    snippet: inSource,
    needed: true,
  };
}

const inSource = `importScripts('${ours}');`;
const inOptions = `workbox: { importScripts: ['${ours}'] }`;

/** With vite-plugin-pwa the place depends on who writes the worker: the plugin by its options, or the app itself. */
function joinPlugin(project: Project, owner: ServiceWorker, reason: string): ManualOperation {
  const config = readViteConfig(project).path;
  const strategy = readPwaPlugin(project)?.strategy;
  const step = { kind: 'manual', needed: true } as const;
  if (strategy === 'generateSW') {
    return {
      ...step,
      path: config,
      reason: `${reason}: add this to the options of VitePWA`,
      snippet: inOptions,
    };
  }
  if (strategy === 'injectManifest') {
    const path = project.files.has(owner.path) ? owner.path : config;
    return { ...step, path, reason: `${reason}: put this line first in that worker`, snippet: inSource };
  }
  return {
    ...step,
    path: config,
    reason: `${reason}: which strategy VitePWA follows could not be told, so take the line that fits`,
    snippet: `// With strategies: 'injectManifest', first in your own worker:\n${inSource}\n\n// Else, in the options of VitePWA:\n${inOptions}`,
  };
}

/** Whether the plugin's options or the worker's own source bring ours in, however that was written. */
function isJoined(project: Project, owner: ServiceWorker): boolean {
  const fromPlugin = owner.kind === 'vite-plugin-pwa' ? readPwaPlugin(project)?.importScripts : undefined;
  const fromSource = project.files.has(owner.path) ? readWorkerFile(project, owner.path)?.imports : undefined;
  return [...(fromPlugin ?? []), ...(fromSource ?? [])].some(
    (url) => posix.basename(url.replace(/[?#].*$/, '')) === ours,
  );
}
