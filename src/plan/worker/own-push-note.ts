import type { Layout } from '../../project/layout.ts';
import type { Project, ServiceWorker } from '../../project/project.ts';
import { readWorkerFile } from '../../project/worker-file.ts';
import type { ManualOperation } from '../operation.ts';

/** A worker that shows pushes by itself, or has a script that does, shows ours too once ours is a part of it. */
export function ownPushNote(
  project: Project,
  { serviceWorkers }: Layout,
  owner: ServiceWorker,
): ManualOperation[] {
  // Firebase and OneSignal have listeners of their own, and notes of their own.
  const parts = serviceWorkers.filter(
    ({ path, kind, importedBy }) =>
      (path === owner.path || importedBy === owner.path) &&
      !['pushwright', 'firebase', 'onesignal'].includes(kind),
  );
  const path = parts.map((part) => part.path).find((part) => readWorkerFile(project, part)?.hasPushListener);
  if (path === undefined) return [];
  return [
    {
      kind: 'manual',
      path,
      reason:
        'This worker shows pushes by itself, so each would be shown twice: take its push and notificationclick listeners out. With them goes what subscribes in the pages by now: a worker has one subscription with one key, and the two would end each other’s',
      snippet: '',
    },
  ];
}
