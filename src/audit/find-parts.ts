import { posix } from 'node:path';
import { detectFramework, nameUnsupported } from '../frameworks/index.ts';
import { readLocalPackages } from '../project/local-packages.ts';
import { type Part, partOfProject } from '../project/part-of-project.ts';
import type { Project } from '../project/project.ts';
import { isSource } from './code/modules/source-files.ts';

/** One of these words stands in every file that has to do with push. */
const pushWords = [
  'pushManager',
  'PushManager',
  'showNotification',
  'requestPermission',
  'firebase/messaging',
  'web-push',
  'serviceWorker',
  'pushsubscriptionchange',
];
const configs = /(?:^|\/)(?:vite|next|astro|react-router|nuxt|svelte)\.config\.[cm]?[jt]s$/;
const aside = new Set(['fixtures', '__fixtures__', 'templates', 'template', 'boilerplates']);

/**
 * The parts of a repository that are audited on their own: each app below the root that has push code of its own or uses a
 * package of the repository that has, and what is left, the root's own app with it. One part when there is no such app.
 * A package that several apps use belongs to each of them.
 */
export function findParts(project: Project): readonly Part[] {
  const all = project.files.list();
  const whole: Part = { folder: '.', files: all };
  const candidates = appCandidates(all);
  if (candidates.length === 0) return [whole];
  const withPush = all.filter((path) => isSource(path) && project.files.mentions(path, pushWords));
  const packages = new Map(readLocalPackages(project).map((each) => [each.folder, each.uses]));
  const apps = candidates.filter((folder) => {
    const hasPush = [folder, ...(packages.get(folder) ?? [])].some((each) => {
      return each !== '.' && withPush.some((path) => path.startsWith(`${each}/`));
    });
    return hasPush && isApp(partOfProject(project, { folder, files: below(all, folder) }));
  });
  if (apps.length === 0) return [whole];

  const owner = ownerOf([...packages.keys(), ...apps]);
  const owned = groupBy(all, owner);
  const filesOf = (folders: Iterable<string>): string[] =>
    [...new Set(folders)].flatMap((each) => owned.get(each) ?? []);
  const isOfApp = new Set<string>(apps);
  const shared = new Set(apps.flatMap((app) => packages.get(app) ?? []).filter((each) => each !== '.'));
  // What the rest uses itself is judged there as well: a server's own packages.
  const rest = new Set([...owned.keys()].filter((each) => !isOfApp.has(each) && !shared.has(each)));
  for (const each of [...rest]) {
    for (const used of packages.get(each) ?? []) if (!isOfApp.has(used)) rest.add(used);
  }
  return [
    { folder: '.', files: filesOf(rest) },
    ...apps.map((folder) => {
      const used = (packages.get(folder) ?? []).filter((each) => each !== '.' && !isOfApp.has(each));
      return { folder, files: filesOf([folder, ...used]) };
    }),
  ];
}

/** Folders that look like the root of an app: a package, or the configuration of a framework without one. */
function appCandidates(all: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of all) {
    if (!path.endsWith('/package.json') && !configs.test(path)) continue;
    const folder = posix.dirname(path);
    const isAside = folder.split('/').some((segment) => aside.has(segment)) || !isSource(`${folder}/a.ts`);
    if (folder !== '.' && !isAside) folders.add(folder);
  }
  return [...folders].sort();
}

/** A config folder of an app (`config/vite.config.js`) is none itself: the framework must be recognised there. */
function isApp(project: Project): boolean {
  const { files } = project;
  if (!files.has('package.json') && !files.has('project.json') && !files.has('index.html')) return false;
  return detectFramework(project) !== undefined || nameUnsupported(project) !== undefined;
}

function below(all: readonly string[], folder: string): string[] {
  return all.filter((path) => path.startsWith(`${folder}/`));
}

/** The innermost of the folders that a path lies in. */
function ownerOf(folders: Iterable<string>): (path: string) => string {
  const known = new Set(folders);
  return (path) => {
    let folder = posix.dirname(path);
    while (folder !== '.' && !known.has(folder)) folder = posix.dirname(folder);
    return folder;
  };
}

function groupBy(paths: readonly string[], keyOf: (path: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const key = keyOf(path);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [path]);
    else group.push(path);
  }
  return groups;
}
