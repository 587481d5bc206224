import type { Layout } from '../../project/layout.ts';
import { joinPosix } from '../../project/posix-path.ts';
import type { Project } from '../../project/project.ts';
import { isEnvFile, isOpaque } from './area.ts';

/** A folder of build output, and no more files than this from each: a bundle has hundreds, a cache many thousands. */
const MOST_FILES = 4000;

export interface ScannedFile {
  readonly path: string;
  /** Served to browsers as it is, or written by a build for browsers. */
  readonly served: 'public' | 'built' | undefined;
}

/** An app of the repository, as far as keys are concerned; without a layout, by the usual names of folders. */
export interface AppPlace {
  /** POSIX, relative to the project's root; `.` for the root. */
  readonly folder: string;
  readonly layout: Layout | undefined;
}

/** Every file that a key could stand in: what git has or would take, ignored env files, what is served, what was built. */
export function listScannedFiles(project: Project, apps: readonly AppPlace[]): ScannedFile[] {
  const { files } = project;
  const found = new Map<string, ScannedFile>();
  const built = apps.flatMap((app) => clientOutput(project, app));
  const publicDirs = apps.flatMap(({ folder, layout }) => {
    const publicDir = layout === undefined ? 'public' : layout.publicDir;
    return publicDir === false || publicDir === '.' ? [] : [joinPosix(folder, publicDir)];
  });
  const isIn = (path: string, folder: string): boolean =>
    path.startsWith(`${folder}/`) && !/\.(?:php|py|rb|cgi)$/.test(path);
  const add = (path: string): void => {
    if (found.has(path) || isOpaque(path)) return;
    const served = publicDirs.some((folder) => isIn(path, folder))
      ? 'public'
      : built.some((folder) => isIn(path, folder))
        ? 'built'
        : undefined;
    found.set(path, { path, served });
  };
  const listed = files.list();
  for (const path of listed) add(path);
  for (const folder of envFolders(listed, apps)) {
    for (const name of files.entries(folder))
      if (isEnvFile(name)) add(folder === '.' ? name : `${folder}/${name}`);
  }
  for (const folder of [...publicDirs, ...built]) {
    for (const path of filesBelow(project, folder)) add(path);
  }
  return [...found.values()];
}

/** Where env files lie: at the root, where the framework reads them, and beside every package.json. */
function envFolders(listed: readonly string[], apps: readonly AppPlace[]): Set<string> {
  const folders = new Set(['.']);
  for (const { folder, layout } of apps) {
    if (layout !== undefined && layout.envDir !== false) folders.add(joinPosix(folder, layout.envDir));
  }
  for (const path of listed) {
    const match = /^(.*)\/package\.json$/.exec(path);
    if (match?.[1] !== undefined) folders.add(match[1]);
    else if (/^[^/]+\/[^/]+$/.test(path)) folders.add(path.slice(0, path.indexOf('/')));
  }
  return folders;
}

/** The part of the build output that browsers get; what the server keeps to itself may hold its own key. */
function clientOutput({ files }: Project, app: AppPlace): string[] {
  return (app.layout?.outDirs ?? ['dist', 'build', 'out', '.next', '.output'])
    .map((folder) => joinPosix(app.folder, folder))
    .filter((folder) => files.hasDirectory(folder))
    .flatMap((folder) => {
      const parts = ['client', 'static', 'public'].map((part) => `${folder}/${part}`);
      const isSplit =
        folder.endsWith('.next') || folder.endsWith('.output') || files.hasDirectory(`${folder}/server`);
      return isSplit ? parts.filter((part) => files.hasDirectory(part)) : [folder];
    });
}

function filesBelow({ files }: Project, folder: string): string[] {
  const found: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && found.length < MOST_FILES; next = waiting.pop()) {
    for (const name of files.entries(next)) {
      const path = `${next}/${name}`;
      if (files.hasDirectory(path)) {
        if (name !== 'node_modules' && name !== 'cache') waiting.push(path);
      } else found.push(path);
    }
  }
  return found;
}
