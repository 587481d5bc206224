import { posix } from 'node:path';
import { isInside } from '../../../project/posix-path.ts';
import type { WorkerModel } from './worker-model.ts';

/**
 * A worker that a build step wrote into a served folder and its source in the repository are one worker: at the address of
 * the copy, with the source's code, which is where people work on it.
 * @param folders folders that are served as they are
 */
export function joinBuiltCopies(
  workers: readonly WorkerModel[],
  folders: readonly string[],
): readonly WorkerModel[] {
  const isServed = ({ path }: WorkerModel) =>
    folders.some((folder) => folder !== '.' && isInside(folder, path));
  const sources = new Map<WorkerModel, WorkerModel>();
  for (const copy of workers) {
    const source = isServed(copy)
      ? workers.find((other) => !isServed(other) && isBuiltFrom(copy, other))
      : undefined;
    if (source !== undefined) sources.set(copy, source);
  }
  const taken = new Set(sources.values());
  return workers.flatMap((worker) => {
    if (taken.has(worker)) return [];
    const source = sources.get(worker);
    return source === undefined ? [worker] : [{ ...source, service: worker.service, path: worker.path }];
  });
}

/** The same name and the same listeners, in TypeScript on one side or squeezed together on the other. */
function isBuiltFrom(copy: WorkerModel, source: WorkerModel): boolean {
  const [built] = copy.scripts;
  const [written] = source.scripts;
  if (built === undefined || written === undefined || source.service.registeredAt !== undefined) return false;
  const isScript = /\.[cm]?js$/.test(copy.path);
  const isMade = /\.[cm]?ts$/.test(source.path) || (isDense(built.text) && !isDense(written.text));
  return isScript && isMade && stem(copy.path) === stem(source.path) && eventsOf(copy) === eventsOf(source);
}

function stem(path: string): string {
  return posix.basename(path).replace(/\.[^.]+$/, '');
}

function isDense(text: string): boolean {
  return text.length / text.trimEnd().split('\n').length > 200;
}

function eventsOf({ listeners }: WorkerModel): string {
  return listeners
    .map(({ event }) => event ?? '')
    .sort()
    .join();
}
