import { posix } from 'node:path';
import type { Layout } from '../../../project/layout.ts';
import type { Project, ServiceWorker } from '../../../project/project.ts';
import { readPwaPlugin } from '../../../project/pwa-plugin.ts';
import { findServiceWorkers } from '../../../project/service-workers.ts';
import { readViteConfig } from '../../../project/vite/vite-config.ts';
import type { CodeModel } from '../code-model.ts';
import { joinBuiltCopies } from './join-built-copies.ts';
import { readWorker } from './read-worker.ts';
import type { WorkerModel } from './worker-model.ts';

/** The service workers of a project, each with what its scripts do. Parts that another worker loads are no workers of their own. */
export function findWorkers(
  code: CodeModel,
  project: Project,
  layout: Layout | undefined,
): readonly WorkerModel[] {
  const folders = publicFolders(project, layout);
  const config = readViteConfig(project);
  const known = layout?.serviceWorkers ?? [];
  const others = findServiceWorkers(project, {
    publicDirs: folders,
    base: layout?.base ?? config.base,
    root: config.root,
  }).filter(({ path }) => known.every((worker) => worker.path !== path));
  const services = [...known, ...others];
  const workers = joinBuiltCopies(
    services
      .filter((service) => service.importedBy === undefined)
      .map((service) => readOne(code, project, service, services, folders)),
    folders,
  );
  return workers.filter(
    (worker) =>
      worker.service.registeredAt !== undefined ||
      !workers.some(
        (other) =>
          other !== worker &&
          other.path !== worker.path &&
          other.scripts.some(({ path }) => path === worker.path),
      ),
  );
}

function readOne(
  code: CodeModel,
  project: Project,
  service: ServiceWorker,
  services: readonly ServiceWorker[],
  folders: readonly string[],
): WorkerModel {
  const file = service.path !== '' && project.files.has(service.path) ? service.path : undefined;
  const plugin = service.kind === 'vite-plugin-pwa' ? readPwaPlugin(project) : undefined;
  const places = (from: string, url: string): string | undefined => {
    const plain = url.replace(/[?#].*$/, '');
    if (plain === '' || /^[a-z]+:|^\/\//i.test(plain)) return undefined;
    const own = from.startsWith('/') ? '' : posix.dirname(from);
    const candidates = plain.startsWith('/')
      ? [...folders, folderAbove(own, folders) ?? own]
      : [own, ...folders].filter((folder) => folder !== '');
    return candidates.map((folder) => posix.join(folder, plain)).find((path) => project.files.has(path));
  };
  const brought: string[] = [];
  const lost: string[] = [];
  for (const url of plugin?.importScripts ?? []) {
    const found = places(service.path, url);
    if (found === undefined) lost.push(url);
    else brought.push(found);
  }
  for (const { path, importedBy } of services) {
    // A generated worker's own part, by whatever way it says so.
    if (importedBy === service.path && !brought.includes(path) && file === undefined) brought.push(path);
  }
  const read = readWorker(code, file, brought, places);
  return { service, path: service.path, ...read, unseen: [...read.unseen, ...lost] };
}

function folderAbove(path: string, folders: readonly string[]): string | undefined {
  return folders.find((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** Folders that are served as they are: the framework's, and by their names those of other apps in the repository. */
function publicFolders(project: Project, layout: Layout | undefined): string[] {
  const folders = new Set<string>();
  if (typeof layout?.publicDir === 'string') folders.add(layout.publicDir);
  for (const path of project.files.list()) {
    const parts = path.split('/');
    const at = parts
      .slice(0, -1)
      .findIndex((part) => part === 'public' || part === 'static' || part === 'www');
    if (at !== -1 && at <= 3 && !parts.includes('node_modules'))
      folders.add(parts.slice(0, at + 1).join('/'));
  }
  if (layout === undefined) folders.add('.');
  return [...folders];
}
