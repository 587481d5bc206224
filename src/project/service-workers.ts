import { posix } from 'node:path';
import { findBuiltWorkers, normalBase, type Served } from './built-workers.ts';
import type { FoundWorker } from './found-worker.ts';
import { isScript } from './parse.ts';
import { folderOf, isInside, joinPosix } from './posix-path.ts';
import type { Project, ServiceWorker } from './project.ts';
import { findRegistrations, type Registration } from './registrations.ts';
import { readWorkerFile, type WorkerFile, workerNames } from './worker-file.ts';
import { belowBase, joinImports } from './worker-parts.ts';

/** Where built files and other people's platforms lie: what is there is made from sources elsewhere. */
const notSource =
  /(?:^|\/)(?:dist|build|out|\.output|\.next|coverage|storybook-static|android|ios|vendor|\.yarn)\//;

/**
 * The service workers that the repository has: files by name and content, what register calls lead to, what plugins build.
 * Those that are built or registered come first, parts of another worker last.
 */
export function findServiceWorkers(project: Project, app: Served): readonly ServiceWorker[] {
  const { publicDirs } = app;
  const base = normalBase(app.base);
  const served = { publicDirs, base, root: app.root };
  const isSource = (path: string) =>
    !notSource.test(path) || publicDirs.some((folder) => folder !== '.' && isInside(folder, path));
  const found = new Map<string, FoundWorker>();
  const builtWorkers = findBuiltWorkers(project, app);
  for (const worker of builtWorkers) {
    found.set(worker.path, {
      path: worker.path,
      kind: worker.kind,
      served: worker.output,
      built: true,
      ...(worker.scope === undefined ? {} : { scope: worker.scope }),
    });
  }
  const files = findWorkerFiles(project, publicDirs, isSource);
  for (const [path, file] of files) {
    if (!found.has(path)) {
      found.set(path, { path, kind: file.kind, served: servedAt(path, publicDirs) });
    }
  }
  for (const registration of findRegistrations(project, base, isSource)) {
    if (
      servedAt(registration.path, publicDirs) !== undefined &&
      !isLoaded(project, registration.path, publicDirs)
    ) {
      continue;
    }
    addRegistration(project, registration, found, served);
  }
  joinImports(project, found, builtWorkers, base);
  const rank = (worker: FoundWorker) =>
    worker.importedBy !== undefined ? 2 : worker.registeredAt !== undefined || worker.built ? 0 : 1;
  const workers = [...found.values()].sort((one, two) => rank(one) - rank(two));
  return workers.map((worker) => ({
    path: worker.path,
    kind: worker.kind,
    scope: worker.scope ?? defaultScope(worker, base),
    ...(worker.registeredAt === undefined ? {} : { registeredAt: worker.registeredAt }),
    ...(worker.isModule ? { isModule: true } : {}),
    ...(worker.importedBy === undefined ? {} : { importedBy: worker.importedBy }),
  }));
}

/** Scripts that are workers by what they do; in public folders a worker's name is enough. */
function findWorkerFiles(
  project: Project,
  publicDirs: readonly string[],
  isSource: (path: string) => boolean,
): Map<string, WorkerFile> {
  const files = new Map<string, WorkerFile>();
  const listed = project.files.list();
  // A worker may be built into the public folder and ignored by git; it is served all the same.
  const inPublic = publicDirs.flatMap((folder) =>
    project.files.entries(folder).map((name) => joinPosix(folder, name)),
  );
  for (const path of new Set([...listed, ...inPublic])) {
    if (!isScript(path) || path.includes('.d.') || !isSource(path)) {
      continue;
    }
    const isServed = servedAt(path, publicDirs) !== undefined;
    const file = readWorkerFile(project, path);
    if (file !== undefined && (file.isCertain || (isServed && workerNames.test(path)))) {
      files.set(path, file);
    } else if (isServed && workerNames.test(path) && project.files.has(path)) {
      files.set(path, { kind: 'hand-written', isCertain: false, hasPushListener: false, imports: [] });
    }
  }
  return files;
}

/** Whether a page or module names a script of a public folder: what no page loads registers nothing. */
function isLoaded(project: Project, path: string, publicDirs: readonly string[]): boolean {
  const name = posix.basename(path);
  return (
    !isScript(path) ||
    project.files
      .list()
      .some(
        (other) =>
          /\.(?:html|vue|svelte|astro|[cm]?[jt]sx?)$/.test(other) &&
          (!isScript(other) || servedAt(other, publicDirs) === undefined) &&
          project.files.mentions(other, [name]),
      )
  );
}

/** The URL path below the base that a file of a public folder is served at. */
function servedAt(path: string, publicDirs: readonly string[]): string | undefined {
  const folder = publicDirs.find((dir) => dir !== '.' && isInside(dir, path));
  return folder === undefined ? undefined : path.slice(folder.length + 1);
}

function addRegistration(
  project: Project,
  { path, line, target, scope, isModule }: Registration,
  found: Map<string, FoundWorker>,
  served: Served,
): void {
  let worker: FoundWorker | undefined;
  if (target.kind === 'plugin') {
    worker = [...found.values()].find(({ kind }) => kind === 'vite-plugin-pwa' || kind === 'serwist');
  } else if (target.kind === 'firebase') {
    worker = [...found.values()].find(({ kind }) => kind === 'firebase');
  } else if (target.kind === 'file') {
    worker = found.get(target.path) ?? {
      path: target.path,
      kind:
        readWorkerFile(project, target.path)?.kind ??
        (project.files.has(target.path) ? 'hand-written' : 'unknown'),
      served: undefined,
    };
  } else if (target.kind === 'url') {
    worker = workerAt(project, target.url, found, served);
  } else if (isOwnClient(project, path)) {
    worker = [...found.values()].find(({ kind }) => kind === 'pushwright');
  } else {
    worker = found.get('') ?? { path: '', kind: 'unknown', served: undefined };
  }
  if (worker === undefined) {
    return;
  }
  worker.registeredAt ??= { path, line };
  if (isModule) {
    worker.isModule = true;
  }
  if (scope !== undefined) {
    worker.scope = new URL(scope, `https://app.invalid${served.base}`).pathname;
  } else if (worker.kind === 'firebase' && target.kind === 'url') {
    // Firebase registers it on a scope of its own; an app that registers it by itself gives it that of its folder.
    worker.scope ??= folderScope(worker, served.base);
  }
  found.set(worker.path, worker);
}

/** Our client works its worker's address out at run time, from Vite's base: what it registers is the worker that came with it. */
function isOwnClient(project: Project, path: string): boolean {
  const folder = folderOf(path);
  const has = (name: string) =>
    ['ts', 'js'].some((extension) => project.files.has(`${folder}/${name}.${extension}`));
  return posix.basename(folder) === 'push' && has('client') && has('config');
}

/** The worker that a URL leads to; one that no file answers to is kept under its URL path. */
function workerAt(
  project: Project,
  url: string,
  found: Map<string, FoundWorker>,
  { publicDirs, base, root }: Served,
): FoundWorker | undefined {
  if (!URL.canParse(url, `https://app.invalid${base}`)) {
    return undefined;
  }
  const { origin, pathname } = new URL(url, `https://app.invalid${base}`);
  if (origin !== 'https://app.invalid') {
    return undefined;
  }
  const served = decode(belowBase(pathname, base));
  const isDevelopment = served === 'dev-sw.js';
  const known = [...found.values()].find((worker) =>
    isDevelopment ? worker.kind === 'vite-plugin-pwa' : worker.served === served,
  );
  if (known !== undefined) {
    return known;
  }
  const places = [...publicDirs, root].map((folder) => joinPosix(folder, served));
  const file = places.find((place) => project.files.has(place));
  if (file !== undefined) {
    return (
      found.get(file) ?? { path: file, kind: readWorkerFile(project, file)?.kind ?? 'hand-written', served }
    );
  }
  return { path: pathname, kind: 'unknown', served };
}

/** The folder of its URL, as https://w3c.github.io/ServiceWorker/#navigator-service-worker-register has it; Firebase has its own. */
function defaultScope(worker: FoundWorker, base: string): string {
  if (worker.kind === 'firebase') {
    return '/firebase-cloud-messaging-push-scope';
  }
  return folderScope(worker, base);
}

function folderScope({ served }: FoundWorker, base: string): string {
  return served === undefined ? base : posix.join(base, posix.dirname(served), '/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
