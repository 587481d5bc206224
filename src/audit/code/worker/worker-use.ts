import type { CodeModel } from '../code-model.ts';
import type { WorkerModel } from './worker-model.ts';

const made = new Set(['vite-plugin-pwa', 'serwist', 'next-pwa', 'workbox', 'firebase']);

/**
 * The workers that pages get: registered, or brought by a tool that registers by itself. All of them where no registration
 * can be seen at all; leftovers beside a registered one are left out.
 */
export function workersInUse(code: CodeModel): readonly WorkerModel[] {
  const { workers } = code;
  const registered = workers.filter(({ service }) => service.registeredAt !== undefined);
  if (registered.length === 0 || registered.some(({ path }) => path === '')) return workers;
  return workers.filter(({ service }) => service.registeredAt !== undefined || made.has(service.kind));
}

/** Whether the worker's scripts show everything it does. */
export function isWhollySeen(worker: WorkerModel): boolean {
  return (
    worker.scripts.length > 0 &&
    worker.unseen.length === 0 &&
    worker.service.kind !== 'onesignal' &&
    worker.listeners.every(({ event }) => event !== undefined)
  );
}
