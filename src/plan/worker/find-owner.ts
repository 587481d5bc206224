import { normalBase } from '../../project/built-workers.ts';
import type { Layout } from '../../project/layout.ts';
import type { ServiceWorker } from '../../project/project.ts';

/** Kinds that live beside ours, whatever their scope: development alone, or ours itself. */
const besides: readonly ServiceWorker['kind'][] = ['pushwright', 'msw'];

/**
 * The worker that already controls the app's pages, which ours has to join: one scope has one worker.
 * Undefined when ours can have the scope for itself.
 */
export function findOwner(layout: Layout): ServiceWorker | undefined {
  const base = normalBase(layout.base);
  return layout.serviceWorkers.find(
    ({ kind, importedBy, scope }) =>
      !besides.includes(kind) && importedBy === undefined && base.startsWith(scope),
  );
}
