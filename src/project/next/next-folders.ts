import { joinPosix } from '../posix-path.ts';
import type { Project } from '../project.ts';
import { readNextConfig } from './next-config.ts';

/** Where a Next app keeps its parts. Paths are relative to the project's root. */
export interface NextFolders {
  /** Folder of the app router, when pages or layouts are in it: `app`, `src/app`. */
  readonly app: string | undefined;
  /** Folder of the pages router, when pages are in it: `pages`, `src/pages`. */
  readonly pages: string | undefined;
  /** What `app` and `pages` stand in: `src` or `.`. */
  readonly source: string;
  /** The layouts that write `<html>` and `<body>`: one in most apps, several with route groups or a locale's segment. */
  readonly rootLayouts: readonly string[];
  /** `pages/_app`, when there is one. */
  readonly customApp: string | undefined;
  /** `pages/_document`, when there is one. */
  readonly document: string | undefined;
  /** What runs before requests: `proxy.ts`, called `middleware.ts` before Next 16. */
  readonly proxy: string | undefined;
}

const found = new WeakMap<Project, NextFolders>();

/** Finds the routers' folders and the files in them that every page goes through. */
export function findNextFolders(project: Project): NextFolders {
  const folders = found.get(project) ?? find(project);
  found.set(project, folders);
  return folders;
}

function find(project: Project): NextFolders {
  const { pageExtensions } = readNextConfig(project);
  const named = (folder: string, names: readonly string[]): string | undefined =>
    names
      .flatMap((name) => pageExtensions.map((extension) => joinPosix(folder, `${name}.${extension}`)))
      .find((path) => project.files.has(path));
  // Next takes the folder at the root where there are two: https://nextjs.org/docs/app/api-reference/file-conventions/src-folder.
  const folderOf = (name: string): string | undefined =>
    [name, `src/${name}`].find((path) => project.files.hasDirectory(path));
  const appFolder = folderOf('app');
  const pagesFolder = folderOf('pages');
  const routed =
    appFolder === undefined ? [] : filesBelow(project, appFolder, ['layout', 'page'], pageExtensions);
  const app = routed.length > 0 ? appFolder : undefined;
  const pages =
    pagesFolder !== undefined && hasPages(project, pagesFolder, pageExtensions) ? pagesFolder : undefined;
  const source = (app ?? pages ?? appFolder ?? pagesFolder)?.startsWith('src/') ? 'src' : '.';
  return {
    app,
    pages,
    source,
    rootLayouts: rootsOf(
      project,
      routed.filter((path) => /(?:^|\/)layout\.[^/]*$/.test(path)),
    ),
    customApp: pages === undefined ? undefined : named(pages, ['_app']),
    document: pages === undefined ? undefined : named(pages, ['_document']),
    proxy: named(source, ['proxy', 'middleware']),
  };
}

/** Files of the router below its folder; folders that begin with `_` are private, so nothing in them is routed. */
function filesBelow(
  project: Project,
  folder: string,
  stems: readonly string[],
  extensions: readonly string[],
): readonly string[] {
  const names = new Set(stems.flatMap((stem) => extensions.map((extension) => `${stem}.${extension}`)));
  return project.files
    .list()
    .filter((path) => path.startsWith(`${folder}/`) && names.has(path.slice(path.lastIndexOf('/') + 1)))
    .filter((path) => !path.slice(folder.length).includes('/_'));
}

/** The outermost layouts that write the document, else the outermost ones: those may leave it to a component. */
function rootsOf(project: Project, layouts: readonly string[]): readonly string[] {
  const outermost = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(folderOfLayout(other))));
  const written = layouts.filter((path) => /<(?:html|body)\b/i.test(project.files.text(path) ?? ''));
  return outermost(written.length > 0 ? written : layouts);
}

function folderOfLayout(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** API routes alone make no page, and neither does a folder of that name that another router's components are in. */
function hasPages(project: Project, folder: string, extensions: readonly string[]): boolean {
  return project.files
    .list()
    .some(
      (path) =>
        path.startsWith(`${folder}/`) &&
        !path.startsWith(`${folder}/api/`) &&
        extensions.some((extension) => path.endsWith(`.${extension}`)),
    );
}
