import type { Project } from '../../project/project.ts';
import type { ManualOperation } from '../operation.ts';

/**
 * Middleware of the app runs for the push routes as well: where it redirects to a sign-in page, a browser's subscription
 * goes there too. A step for a person, until the push routes are named in it.
 * @param what it is called: "root's middleware"
 * @param snippet that lets the push routes pass, in the words of the framework
 */
export function middlewareStep(
  project: Project,
  path: string | undefined,
  what: string,
  snippet: string,
): ManualOperation[] {
  if (path === undefined || project.files.text(path)?.includes('api/push') === true) return [];
  return [
    {
      kind: 'manual',
      path,
      reason: `${what} runs for the push routes as well, which say by themselves who may do what: when it redirects or refuses, let them pass`,
      snippet,
    },
  ];
}
