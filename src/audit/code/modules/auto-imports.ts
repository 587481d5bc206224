import { posix } from 'node:path';
import { lazy } from '../../../project/lazy.ts';
import { isScript } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { exportNames } from './export-names.ts';
import { findNuxtApps, type NuxtApp } from './nuxt-folders.ts';
import { isSource } from './source-files.ts';

/** What a name leads to that no binding defines. */
export interface AutoImport {
  /** The module that exports it; a path of the project. */
  readonly path: string;
  /** `default` or the exported name. */
  readonly name: string;
}

type Table = ReadonlyMap<string, AutoImport>;

/**
 * Names that a framework imports by itself: what Nuxt's folders export, for the files of Nuxt apps. Nothing is read before
 * the first file of such an app is asked about.
 */
export interface AutoImports {
  /** Those that a file's text may mean: its names are looked at as words, whether it declares them is not known yet. */
  mentioned(path: string): Table;
}

const none: Table = new Map();

export function createAutoImports(project: Project, code: Pick<CodeModel, 'resolve'>): AutoImports {
  const apps = lazy(() =>
    findNuxtApps(project).map((app) => ({
      ...app,
      pages: lazy(() => namesIn(project, code, app, 'pages')),
      server: lazy(() => namesIn(project, code, app, 'server')),
    })),
  );
  return {
    mentioned(path) {
      const app = apps()
        .filter(({ folder }) => folder === '.' || path.startsWith(`${folder}/`))
        .sort((one, two) => two.folder.length - one.folder.length)[0];
      if (app === undefined || !isSource(path) || isIn(app, path, 'public')) return none;
      const names = isIn(app, path, 'server') ? app.server() : app.pages();
      const text = names.size === 0 ? undefined : project.files.text(path);
      if (text === undefined) return none;
      const found = new Map<string, AutoImport>();
      for (const [word] of text.matchAll(/[\w$]+/g)) {
        const target = names.get(word);
        if (target !== undefined && target.path !== path) found.set(word, target);
      }
      return found;
    },
  };
}

function isIn({ sources }: NuxtApp, path: string, name: string): boolean {
  return sources.some((source) => path.startsWith(`${posix.join(source, name)}/`));
}

/** What the folders export; a name that two modules export is nobody's. */
function namesIn(
  project: Project,
  code: Pick<CodeModel, 'resolve'>,
  { folders }: NuxtApp,
  side: 'pages' | 'server',
): Table {
  const found = new Map<string, AutoImport>();
  const twice = new Set<string>();
  const modules = new Set<string>();
  for (const path of project.files.list()) {
    if (!isScript(path) || !isSource(path)) continue;
    const isThere = folders.some(
      (folder) =>
        (folder.seenBy === side || folder.seenBy === 'both') &&
        (folder.nested ? path.startsWith(`${folder.path}/`) : posix.dirname(path) === folder.path),
    );
    if (isThere) modules.add(path);
  }
  for (const path of modules) {
    for (const exported of exportNames(project, code, path)) {
      const name = exported === 'default' ? nameOf(path) : exported;
      const before = found.get(name);
      // `composables/index.ts` hands out what its neighbours export: the same thing by another way.
      if (before !== undefined && !isIndex(path) && !isIndex(before.path)) twice.add(name);
      if (before === undefined || isIndex(before.path)) found.set(name, { path, name: exported });
    }
  }
  for (const name of twice) found.delete(name);
  return found;
}

function isIndex(path: string): boolean {
  return /^index\.[^.]+$/.test(posix.basename(path));
}

/** A default export goes by its file's name, in camel case where that is no name: https://github.com/unjs/unimport */
function nameOf(path: string): string {
  const file = posix.basename(path).replace(/\.[^.]+$/, '');
  const name = file === 'index' ? posix.basename(posix.dirname(path)) : file;
  return name.replace(/[-_.]+(.)?/g, (_, letter?: string) => letter?.toUpperCase() ?? '');
}
