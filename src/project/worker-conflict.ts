import { findBuiltWorkers } from './built-workers.ts';
import type { Layout } from './layout.ts';
import type { Project, ServiceWorker } from './project.ts';

/** Two workers of the app that claim one scope: whichever is registered last takes the pages from the other. */
export interface WorkerConflict {
  /** What happened, one sentence. */
  readonly happened: string;
  /** What to do, one sentence. */
  readonly advice: string;
  /** Where the later of two registrations is. */
  readonly at?: ServiceWorker['registeredAt'];
  /** File to look at first. */
  readonly path: string | undefined;
}

/** Kinds that claim a scope and do not count: ours, and one of development alone. */
const harmless: readonly ServiceWorker['kind'][] = ['pushwright', 'msw'];

/**
 * Two workers on one scope that both are registered, of which neither is a part or the source of the other. A file that
 * nothing registers is a left-over, and two that one call registers by a condition are never there together.
 */
export function findWorkerConflict(project: Project, layout: Layout): WorkerConflict | undefined {
  const { publicDir, serviceWorkers } = layout;
  const publicDirs = publicDir === false ? [] : [publicDir];
  const built = findBuiltWorkers(project, { publicDirs, base: layout.base, root: '.' });
  const registered = serviceWorkers.filter(
    ({ path, kind, importedBy, registeredAt }) =>
      importedBy === undefined &&
      !harmless.includes(kind) &&
      (registeredAt !== undefined ||
        built.some((worker) => worker.path === path && worker.registersItself)) &&
      (project.files.has(path) || built.some((worker) => worker.path === path)),
  );
  for (const [index, one] of registered.entries()) {
    const other = registered.slice(index + 1).find((two) => two.scope === one.scope && !isSameCall(one, two));
    if (other !== undefined) {
      const [first, second] = [one, other].map((worker) => describe(worker, built));
      return {
        happened: `Two service workers claim ${one.scope}: ${first} and ${second}, and a scope has one worker, that which was registered last.`,
        advice: `Keep one registration: take the other one away, or bring its script into ${one.path} with importScripts. Then run init again. Nothing was changed.`,
        at: other.registeredAt ?? one.registeredAt,
        path: project.files.has(one.path) ? one.path : one.registeredAt?.path,
      };
    }
  }
  // The build of vite-plugin-pwa writes over what it copied from the public folder.
  const generated = built.find(({ kind, path }) => kind === 'vite-plugin-pwa' && !project.files.has(path));
  const hidden = serviceWorkers.find(
    ({ path, kind, importedBy }) =>
      generated !== undefined &&
      path === `${publicDir}/${generated.output}` &&
      kind === 'hand-written' &&
      importedBy === undefined,
  );
  if (generated === undefined || hidden === undefined) return undefined;
  return {
    happened: `Two service workers are served at one address: ${hidden.path} in development, and in its place the one that ${generated.maker} writes (${generated.config}) in the built app.`,
    advice: `Keep one: remove ${hidden.path}, or have the plugin build it (strategies: 'injectManifest'). Then run init again. Nothing was changed.`,
    path: hidden.path,
  };
}

function isSameCall({ registeredAt: one }: ServiceWorker, { registeredAt: two }: ServiceWorker): boolean {
  return one !== undefined && one.path === two?.path && one.line === two.line;
}

function describe({ path, registeredAt }: ServiceWorker, built: ReturnType<typeof findBuiltWorkers>): string {
  const maker = built.find((worker) => worker.path === path);
  const where =
    registeredAt !== undefined
      ? `registered in ${registeredAt.path}:${registeredAt.line}`
      : `registered by ${maker?.maker} in ${maker?.config}`;
  return `${path} (${where})`;
}
