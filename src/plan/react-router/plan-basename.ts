import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import type { ReactRouterConfig } from '../../project/react-router/react-router-config.ts';
import type { ManualOperation } from '../operation.ts';
import type { Setup } from '../setup.ts';

/**
 * Our client takes Vite's `base` for the app's address; React Router's routes are below its `basename`. Where the two are
 * not the same, the push routes have to be named.
 */
export function planBasename(
  project: Project,
  { pushDir, base, unknown }: Layout,
  { path, basename }: ReactRouterConfig,
  { server }: Setup,
): ManualOperation[] {
  if (server !== 'app') return [];
  const config = posix.join(pushDir, `config.${project.language}`);
  const isUnclear = unknown.includes('basename') || unknown.includes('base');
  if (isUnclear) {
    return [
      {
        kind: 'manual',
        path: config,
        reason: `The push routes are expected below Vite's base, and its base or the basename in ${path ?? 'react-router.config'} is only known when a build runs: both have to come to the same, with a slash at the end of the base. Else set these lines`,
        snippet: lines('/your-basename/api/push'),
      },
    ];
  }
  const api = posix.join('/', basename, 'api/push');
  if (withSlash(basename) === withSlash(base) || project.files.text(config)?.includes(`'${api}'`)) return [];
  return [
    {
      kind: 'manual',
      needed: true,
      path: config,
      reason: `The basename is ${basename} and Vite's base is ${base}, so the push routes are not below the base: set these lines`,
      snippet: lines(api),
    },
  ];
}

function lines(api: string): string {
  return `export const workerUrl: string | undefined = \`\${workerScope}sw.js?push-api=${api}\`;\n\nexport const apiBase = '${api}';`;
}

function withSlash(path: string): string {
  return path.replace(/\/*$/, '/');
}
