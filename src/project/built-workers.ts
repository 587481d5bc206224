import { posix } from 'node:path';
import { findCompiledWorkers } from './compiled-workers.ts';
import { findConfiguredWorkers } from './configured-workers.ts';
import type { Project, ServiceWorker } from './project.ts';
import { readPwaPlugin } from './pwa-plugin.ts';

/** How the app's files come to the browser, as its framework has it. */
export interface Served {
  /** Folders that are served as they are, relative to the project's root. */
  readonly publicDirs: readonly string[];
  /** URL prefix of the app as configured: `/`, `/app/`, `./`. */
  readonly base: string;
  /** Folder that URLs lead to in development beside the public ones: Vite's root. `.` for most. */
  readonly root: string;
}

/** A service worker that a build step makes. */
export interface BuiltWorker {
  /** Its source in the repository; the URL path it is built to when there is none. */
  readonly path: string;
  readonly kind: ServiceWorker['kind'];
  /** URL path below the base. */
  readonly output: string;
  readonly scope?: string;
  /** The file that tells the build to make it. */
  readonly config: string;
  /** The package that makes it: `vite-plugin-pwa`, `next-pwa`. */
  readonly maker: string;
  /** Pages register it as a module, where `importScripts()` does not exist, once a bundler has made one script of it. */
  readonly isModule?: boolean;
  /** What makes it registers it as well, without code of the project's. */
  readonly registersItself: boolean;
  /** Where the project's own code for a worker that is generated lies, or would lie: next-pwa's custom worker. */
  readonly customSource?: string;
  /** Scripts that it is told to load, as URLs: `workbox.importScripts`. */
  readonly scripts?: readonly string[];
}

/** Workers that vite-plugin-pwa, Serwist, Workbox, next-pwa, Create React App or a bundler's command line build. */
export function findBuiltWorkers(project: Project, served: Served): readonly BuiltWorker[] {
  const plugin = readPwaPlugin(project);
  const found: BuiltWorker[] = [];
  if (plugin !== undefined && !plugin.selfDestroying) {
    found.push({
      path: plugin.source ?? `/${plugin.output}`,
      kind: 'vite-plugin-pwa',
      output: plugin.output,
      ...(plugin.scope === undefined ? {} : { scope: plugin.scope }),
      config: plugin.config,
      maker: 'vite-plugin-pwa',
      scripts: plugin.importScripts,
      registersItself: plugin.registersItself,
    });
  }
  for (const worker of findConfiguredWorkers(project, normalBase(served.base))) {
    if (worker.kind !== 'vite-plugin-pwa' || plugin === undefined) {
      found.push(worker);
    }
  }
  for (const worker of findCompiledWorkers(project, served.publicDirs)) {
    if (found.every(({ path }) => path !== worker.path)) {
      found.push(worker);
    }
  }
  return found;
}

/** A base as the beginning of a URL path, with its slash at the end; `/` for a relative one. */
export function normalBase(base: string): string {
  return base.startsWith('/') ? posix.join(base, '/') : '/';
}
