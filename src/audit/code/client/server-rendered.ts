import type { Node } from 'oxc-parser';
import { hasDependency } from '../../../project/dependencies.ts';
import type { Project } from '../../../project/project.ts';
import type { Place, Unit, Units } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { packages } from '../modules/entries.ts';
import type { ModuleGraph } from '../modules/modules.ts';
import { extensionOf } from '../modules/scripts-in-files.ts';

/** Which modules a framework evaluates on the server, to render pages there. */
export interface ServerRendered {
  /** How the server comes to a module: the entry first, the module last; undefined when it does not, or nobody can tell. */
  path(module: string): readonly string[] | undefined;
}

const renderers = [
  'next',
  '@react-router/dev',
  '@remix-run/dev',
  '@remix-run/react',
  '@sveltejs/kit',
  'nuxt',
  'astro',
  '@tanstack/react-start',
  'gatsby',
];
const configurations = /(?:^|\/)(?:react-router|nuxt|svelte|vite)\.config\.[cm]?[jt]s$/;

/** Follows static imports back to the entries: what `import()` loads may wait for the browser. */
export function createServerRendered(
  project: Project,
  { code, units, graph }: { code: Pick<CodeModel, 'resolve' | 'scripts'>; units: Units; graph: ModuleGraph },
): ServerRendered {
  const homes = packages(project)
    .filter(({ manifest }) => renderers.some((name) => hasDependency(manifest, name)))
    .filter(({ folder }) => !isOff(project, folder))
    .map(({ folder }) => (folder === '.' ? '' : `${folder}/`));

  const isEntry = (path: string): boolean => {
    if (!homes.some((home) => path.startsWith(home))) return false;
    const kind = graph.entries.get(path)?.kind;
    return kind === 'route' || kind === 'server-route' || (kind === 'page' && extensionOf(path) === 'astro');
  };

  const loads = (importer: string, target: string): boolean => {
    const astro = extensionOf(importer) === 'astro';
    const unit = units.get(importer, astro ? 'frontmatter' : 'module');
    if (unit === undefined) return false;
    return unit.bindings.program.body.some((statement) => {
      const source = sourceOf(statement);
      if (source === undefined || code.resolve(importer, source) !== target) return false;
      return !astro || isRenderedBy(unit, statement, code);
    });
  };

  return {
    path(module) {
      if (homes.length === 0) return undefined;
      const seen = new Set([module]);
      const queue: string[][] = [[module]];
      for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
        const first = way[0] as string;
        if (isEntry(first)) return way;
        for (const importer of graph.importers(first)) {
          if (seen.has(importer) || !loads(importer, first)) continue;
          seen.add(importer);
          queue.push([importer, ...way]);
        }
      }
      return undefined;
    },
  };
}

/** Rendering on the server is turned off: `ssr: false`, `export const ssr = false`. */
function isOff(project: Project, folder: string): boolean {
  return project.files.list().some((path) => {
    if (folder !== '.' && !path.startsWith(`${folder}/`)) return false;
    const off = configurations.test(path)
      ? /\bssr\s*:\s*false/
      : /\+(?:layout|page)\.[jt]s$/.test(path)
        ? /\bssr\s*=\s*false/
        : undefined;
    return off?.test(project.files.text(path) ?? '') ?? false;
  });
}

function sourceOf(statement: Node): string | undefined {
  switch (statement.type) {
    case 'ImportDeclaration':
      return statement.importKind === 'type' ? undefined : statement.source.value;
    case 'ExportNamedDeclaration':
      return statement.exportKind === 'type' ? undefined : statement.source?.value;
    case 'ExportAllDeclaration':
      return statement.exportKind === 'type' ? undefined : statement.source.value;
    default:
      return undefined;
  }
}

/** An island for the browser alone is never imported on the server. */
function isRenderedBy({ path }: Unit, statement: Node, code: Pick<CodeModel, 'scripts'>): boolean {
  if (statement.type !== 'ImportDeclaration') return true;
  const names = statement.specifiers.map(({ local }) => local.name);
  const tags = (code.scripts(path)?.tags ?? []).filter(({ name }) => names.includes(name));
  return tags.length === 0
    ? !/\.(?:[jt]sx|vue|svelte)$/.test(statement.source.value)
    : tags.some(({ attributes }) => attributes.every(({ name }) => name !== 'client:only'));
}

/** The node's place in the unit that the server evaluates; an .astro file's scripts are the browser's. */
export function isServerPart({ unit }: Place): boolean {
  return extensionOf(unit.path) !== 'astro' || unit.part === 'frontmatter';
}
