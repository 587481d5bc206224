import { posix } from 'node:path';
import { normalBase } from '../../project/built-workers.ts';
import type { Layout } from '../../project/layout.ts';
import { findMockStarts } from '../../project/mock-starts.ts';
import type { Project } from '../../project/project.ts';
import { createOrKeep } from '../create-or-keep.ts';
import { editFile } from '../edit-file.ts';
import { addMockWorkerUrl } from '../edits/add-mock-worker-url.ts';
import type { ManualOperation, Operation } from '../operation.ts';
import { copyTemplate } from '../template.ts';
import { findOwner } from './find-owner.ts';

/** The worker of development, in which the Mock Service Worker and ours are one. */
const joinedName = 'msw-sw.js';

/**
 * The Mock Service Worker claims the scope of ours, in development alone. Where our client can tell development from
 * production, the two become one there: https://mswjs.io/docs/recipes/merging-service-workers
 */
export function planMock(project: Project, layout: Layout): Operation[] {
  const mock = layout.serviceWorkers.find(({ kind }) => kind === 'msw');
  if (mock === undefined) return [];
  if (!joinsMock(layout)) return [apartNote(mock.path)];
  const path = posix.join(layout.publicDir || '.', joinedName);
  return [
    createOrKeep(
      project,
      path,
      () => copyTemplate('worker/msw-sw.js', { language: 'js' }),
      'the worker of development: the Mock Service Worker with ours, as one scope has one worker',
    ),
    planStart(project, layout),
  ];
}

/** Whether development gets a worker of both: ours has the scope to itself, and that of MSW is where its tool puts it. */
export function joinsMock(layout: Layout): boolean {
  const { publicDir, publicKeyVariable, serviceWorkers } = layout;
  return (
    publicDir !== false &&
    // Which the one config with a worker of development reads.
    publicKeyVariable === 'VITE_VAPID_PUBLIC_KEY' &&
    serviceWorkers.some(({ path }) => path === posix.join(publicDir, 'mockServiceWorker.js')) &&
    findOwner(layout) === undefined
  );
}

/** One option where the app starts it. */
function planStart(project: Project, layout: Layout): Operation {
  const reason = `the Mock Service Worker runs as a part of ${joinedName}`;
  const url = layout.unknown.includes('base')
    ? `\`\${import.meta.env.BASE_URL}${joinedName}\``
    : `'${normalBase(layout.base)}${joinedName}'`;
  const { starts, done } = findMockStarts(project, joinedName);
  if (done !== undefined) return { kind: 'keep', path: done, reason };
  const [start, another] = starts;
  const step: ManualOperation = {
    kind: 'manual',
    reason: `Start the Mock Service Worker with this worker, in development alone: a scope has one worker, and this one is both`,
    snippet: `worker.start({ serviceWorker: { url: ${url} } });`,
  };
  if (start === undefined || another !== undefined) return step;
  const edited = editFile(project, start.path, reason, (text) =>
    addMockWorkerUrl(text, start.path, start.name, url),
  );
  return edited.kind === 'manual' ? { ...step, path: start.path } : edited;
}

/** MSW unregisters itself when the last page closes, which would take a subscription on its scope with it. */
function apartNote(path: string): ManualOperation {
  return {
    kind: 'manual',
    path,
    reason:
      'the Mock Service Worker claims the scope of ours: try pushes with it switched off, and never start it in production',
    snippet: "if (import.meta.env.DEV && import.meta.env.VITE_MOCKS === 'on') await worker.start();",
  };
}
