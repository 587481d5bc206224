import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import { isInside } from '../../project/posix-path.ts';
import type { Project, ServiceWorker } from '../../project/project.ts';
import { readViteConfig } from '../../project/vite/vite-config.ts';
import { findWorkerConflict } from '../../project/worker-conflict.ts';
import { createOrKeep } from '../create-or-keep.ts';
import type { Operation } from '../operation.ts';
import { copyTemplate } from '../template.ts';
import { findOwner } from './find-owner.ts';
import { firebaseNote } from './firebase-note.ts';
import { planMock } from './join-msw.ts';
import { joinedBy, joinedName, joinOwner } from './join-owner.ts';
import { ownPushNote } from './own-push-note.ts';

/** Kinds that stand as a file in the public folder and wait for the app to register them. */
const registrable: readonly ServiceWorker['kind'][] = ['hand-written', 'workbox', 'serwist'];

/** The service worker: a file of ours where there is none, else ours brought into the one that is there. */
export function planWorker(project: Project, layout: Layout): Operation[] {
  if (layout.publicDir === false) {
    return [
      {
        kind: 'manual',
        needed: true,
        path: readViteConfig(project).path,
        reason:
          'publicDir is switched off, so nothing serves a worker: switch it on as here and run init again, or serve templates/worker/sw.js of the pushwright package at /sw.js by yourself',
        snippet: "publicDir: 'public',",
      },
    ];
  }
  const conflict = findWorkerConflict(project, layout);
  if (conflict !== undefined) {
    const { path, happened, advice } = conflict;
    const reason = `${happened} ${advice}`;
    return [{ kind: 'manual', ...(path === undefined ? {} : { path }), needed: true, reason, snippet: '' }];
  }
  const worker = copyTemplate('worker/sw.js', { language: 'js' });
  const owner = findOwner(layout);
  const operations: Operation[] = [...planMock(project, layout), ...firebaseNote(layout)];
  if (!owner) {
    const path = posix.join(layout.publicDir, 'sw.js');
    return [
      ...operations,
      createOrKeep(
        project,
        path,
        () => worker,
        'the service worker: shows pushes, opens the right place on a click',
      ),
    ];
  }
  const path = joinedPath(project, layout, owner) ?? posix.join(layout.publicDir, joinedName);
  operations.push(
    createOrKeep(project, path, () => worker, 'push handlers, brought into the worker that the app has'),
  );
  operations.push(joinOwner(project, layout, owner), ...ownPushNote(project, layout, owner));
  if (
    registrable.includes(owner.kind) &&
    isInside(layout.publicDir, owner.path) &&
    !owner.registeredAt &&
    owner.path !== posix.join(layout.publicDir, 'sw.js')
  ) {
    const url = `/${posix.relative(layout.publicDir, owner.path)}`;
    operations.push({
      kind: 'manual',
      needed: true,
      path: owner.path,
      reason: 'nothing registers this worker: register it when the page has loaded',
      snippet: `navigator.serviceWorker.register('${url}');`,
    });
  }
  return operations;
}

/** Where ours lies when the owner's source imports it from beside itself. */
function joinedPath(project: Project, layout: Layout, owner: ServiceWorker): string | undefined {
  const specifier = joinedBy(project, layout, owner);
  const path = specifier?.startsWith('.') ? posix.join(posix.dirname(owner.path), specifier) : undefined;
  return path !== undefined && project.files.has(path) ? path : undefined;
}
