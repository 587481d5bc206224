import { findWorkerConflict } from '../../project/worker-conflict.ts';
import type { Rule } from '../rule.ts';

export const workerConflict: Rule = {
  id: 'worker-conflict',
  group: 'worker',
  title: 'Two service workers claim one scope',
  severity: 'error',
  why: 'A scope has one worker: the one that is registered last takes the place of the other, and pushes arrive where nothing shows them.',
  fix: 'Keep one registration, and bring the other script into that worker with importScripts.',
  example: "// sw.js, the only worker that is registered\nimportScripts('push-sw.js');",
  docs: 'https://w3c.github.io/ServiceWorker/#dfn-scope-to-registration-map',
  appliesTo: ({ framework }) => (framework?.layout.serviceWorkers.length ?? 0) > 1,
  *check({ project, framework, code }) {
    const conflict = framework && findWorkerConflict(project, framework.layout);
    if (conflict === undefined) return;
    const registered = code.workers.flatMap(({ service }) => service.registeredAt ?? []);
    // One file with several registrations chooses between them.
    if (registered.length > 1 && new Set(registered.map(({ path }) => path)).size === 1) return;
    const path = conflict.at?.path ?? conflict.path;
    if (path === undefined) return;
    yield {
      message: conflict.happened,
      certainty: 'proven',
      // A file that the build writes over: whoever looks at it is misled, the app has one worker.
      ...(conflict.at === undefined && { severity: 'warning' }),
      at: { path, line: conflict.at?.line ?? 1, column: 1 },
    };
  },
};
