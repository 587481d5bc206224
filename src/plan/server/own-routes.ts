import { joinPosix } from '../../project/posix-path.ts';
import type { Project } from '../../project/project.ts';
import type { ManualOperation } from '../operation.ts';

/** What the push server answers below `/api/push`. */
export const pushRoutes = ['key', 'subscribe', 'unsubscribe', 'send'] as const;

/** Entries of a folder whose names make a route: `subscribe.ts`, `subscribe/`, `[action].ts`; ours takes the rest of a path. */
export function ownRoutesIn(project: Project, folder: string): readonly string[] {
  const name = new RegExp(`^(?:${pushRoutes.join('|')}|\\[(?!\\.\\.\\.)[^\\]]+\\])(?:\\.[\\w.]+)?$`);
  return project.files
    .entries(folder)
    .filter((entry) => name.test(entry))
    .map((entry) => joinPosix(folder, entry));
}

/** In every framework a route with a name is asked before one that takes all, so what the app has of ours would stay as it was. */
export function ownRoutesStep(paths: readonly string[]): ManualOperation[] {
  const [path] = paths;
  if (path === undefined) return [];
  return [
    {
      kind: 'manual',
      needed: true,
      path,
      reason: `${paths.join(', ')} ${paths.length === 1 ? 'is' : 'are'} the app's own and answered before the push server: move what is there to another address, or remove it`,
      snippet: paths.join('\n'),
    },
  ];
}
