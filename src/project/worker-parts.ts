import { posix } from 'node:path';
import type { BuiltWorker } from './built-workers.ts';
import type { FoundWorker } from './found-worker.ts';
import { folderOf, joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';
import { readWorkerFile } from './worker-file.ts';

/** Parts of a worker are not workers of their own: modules it imports go, scripts it loads are marked. */
export function joinImports(
  project: Project,
  found: Map<string, FoundWorker>,
  builtWorkers: readonly BuiltWorker[],
  base: string,
): void {
  for (const { customSource, path } of builtWorkers) {
    const custom = customSource === undefined ? undefined : found.get(customSource);
    if (custom !== undefined && custom.registeredAt === undefined) {
      custom.importedBy = path;
    }
  }
  for (const { path, kind, served: url, importedBy } of [...found.values()]) {
    // In production its parts are workers of their own.
    if (kind === 'msw') continue;
    const own = readWorkerFile(project, path)?.imports ?? [];
    const given =
      importedBy === undefined ? (builtWorkers.find((worker) => worker.path === path)?.scripts ?? []) : [];
    for (const specifier of [...own, ...given]) {
      const plain = specifier.replace(/[?#].*$/, '');
      // A script's URL counts from where the worker is served, an import from where its source lies.
      const address = plain.startsWith('/')
        ? belowBase(plain, base)
        : posix.join(posix.dirname(url ?? ''), plain);
      const served = [...found.values()].find((worker) => worker.served === address && worker.path !== path);
      const place = served?.path ?? (plain.startsWith('/') ? undefined : joinPosix(folderOf(path), plain));
      const part = [...found.values()].find(
        (worker) =>
          worker.path !== path &&
          worker.registeredAt === undefined &&
          place !== undefined &&
          (worker.path === place || withoutExtension(worker.path) === withoutExtension(place)),
      );
      if (part?.served !== undefined) {
        part.importedBy = path;
      } else if (part !== undefined) {
        found.delete(part.path);
      }
    }
  }
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]s$/, '');
}

/** A URL path as seen from the base; one outside the base from the site's root. */
export function belowBase(pathname: string, base: string): string {
  return pathname.startsWith(base) ? pathname.slice(base.length) : pathname.slice(1);
}
