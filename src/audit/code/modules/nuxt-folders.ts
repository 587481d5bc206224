import { posix } from 'node:path';
import { hasDependency } from '../../../project/dependencies.ts';
import { parseFile } from '../../../project/parse-file.ts';
import type { Project } from '../../../project/project.ts';
import { bare, keyName, propertyValue, stringValue } from '../literals.ts';
import { walk } from '../walk.ts';
import { packages } from './entries.ts';

/** A folder whose exports Nuxt imports wherever their names stand. */
export interface AutoImportFolder {
  /** A path of the project. */
  readonly path: string;
  /** Folders below it count, too. */
  readonly nested: boolean;
  /** Code of pages sees it, code of the server, or both. */
  readonly seenBy: 'pages' | 'server' | 'both';
}

/** A Nuxt app of the repository: https://nuxt.com/docs/guide/concepts/auto-imports */
export interface NuxtApp {
  /** The folder of its package.json, `.` for the project's own. */
  readonly folder: string;
  /** Folders that its sources may lie in, those of its layers included: Nuxt 4 takes `app`, Nuxt 3 the root. */
  readonly sources: readonly string[];
  readonly folders: readonly AutoImportFolder[];
}

export function findNuxtApps(project: Project): readonly NuxtApp[] {
  return packages(project)
    .filter(({ manifest }) => hasDependency(manifest, 'nuxt'))
    .map(({ folder, manifest }): NuxtApp => {
      const config = readNuxtConfig(project, folder);
      const layers = project.files
        .entries(posix.join(folder, 'layers'))
        .map((name) => posix.join(folder, 'layers', name));
      const roots = [folder, ...layers];
      const sources = roots.flatMap((root) =>
        ['.', 'app', 'src', ...config.srcDir].map((name) => posix.join(root, name)),
      );
      const pages = ['composables', 'utils', ...(hasDependency(manifest, '@pinia/nuxt') ? ['stores'] : [])];
      const each = (
        bases: readonly string[],
        names: readonly string[],
        seenBy: AutoImportFolder['seenBy'],
        nested = false,
      ) => bases.flatMap((base) => names.map((name) => ({ path: posix.join(base, name), nested, seenBy })));
      return {
        folder,
        sources,
        folders: [
          ...(config.scans ? each(sources, pages, 'pages') : []),
          ...config.dirs.flatMap(({ name, nested }) => each(sources, [name], 'pages', nested)),
          ...each(sources, ['server/utils'], 'server', true),
          ...each(roots, ['shared/utils'], 'both'),
        ],
      };
    });
}

interface NuxtConfig {
  readonly srcDir: readonly string[];
  /** False when the configuration switches the folders off. */
  readonly scans: boolean;
  readonly dirs: readonly { readonly name: string; readonly nested: boolean }[];
}

/** `srcDir` and `imports`, where they are written plainly: https://nuxt.com/docs/api/nuxt-config#imports */
function readNuxtConfig(project: Project, folder: string): NuxtConfig {
  const srcDir: string[] = [];
  const dirs: { name: string; nested: boolean }[] = [];
  let scans = true;
  const path = ['ts', 'mts', 'js', 'mjs']
    .map((extension) => posix.join(folder, `nuxt.config.${extension}`))
    .find((candidate) => project.files.has(candidate));
  const program = path === undefined ? undefined : parseFile(project, path)?.program;
  if (program === undefined) return { srcDir, scans, dirs };
  walk(program, {
    enter(node) {
      if (node.type !== 'Property') return;
      const value = bare(node.value);
      const name = keyName(node);
      const folderName = name === 'srcDir' ? stringValue(value) : undefined;
      if (folderName !== undefined) srcDir.push(folderName);
      if (name !== 'imports') return;
      for (const option of ['autoImport', 'scan']) {
        const given = propertyValue(value, option);
        if (given?.type === 'Literal' && given.value === false) scans = false;
      }
      const list = propertyValue(value, 'dirs');
      for (const element of list?.type === 'ArrayExpression' ? list.elements : []) {
        const written = stringValue(element)?.replace(/^(?:[~@]{1,2}\/|\.\/)/, '');
        const fixed = written?.replace(/\/?[^/]*[*{].*$/, '');
        if (written !== undefined && fixed) dirs.push({ name: fixed, nested: fixed !== written });
      }
    },
  });
  return { srcDir, scans, dirs };
}
