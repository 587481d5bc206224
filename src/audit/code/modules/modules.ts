import { posix } from 'node:path';
import { isScript } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import type { Audit } from '../../audit.ts';
import type { CodeModel } from '../code-model.ts';
import { keyName, stringValue } from '../literals.ts';
import { walk } from '../walk.ts';
import { type Entry, findEntries } from './entries.ts';
import { readImports } from './imports.ts';
import { packageFolder } from './resolve.ts';
import { attribute, blankOutside, extensionOf, isMarkup } from './scripts-in-files.ts';
import { isSource } from './source-files.ts';

/** Which modules the browser's entries lead to, and who imports whom. */
export interface ModuleGraph {
  readonly entries: ReadonlyMap<string, Entry>;
  /** False when nothing says where the app starts: then every source file counts as reached, by guess. */
  readonly known: boolean;
  /** Reached from an entry, on the server's side of a framework or on the browser's. */
  has(path: string): boolean;
  /** Runs in the browser. */
  isClient(path: string): boolean;
  /** Modules that run in the browser, sorted. */
  readonly client: readonly string[];
  /** Reached modules that import this one. */
  importers(path: string): readonly string[];
}

interface State {
  readonly path: string;
  readonly client: boolean;
}

/** Follows imports from the entries. Workers, type-only imports and modules marked for the server are not followed. */
export function createModuleGraph(
  project: Project,
  code: Pick<CodeModel, 'module' | 'resolve' | 'scripts' | 'autoImported'>,
  framework: Audit['framework'],
): ModuleGraph {
  const entries = new Map(findEntries(project, framework).map((entry) => [entry.path, entry]));
  const known = [...entries.values()].some((entry) => entry.kind !== 'guess');
  const reached = new Map<string, boolean>();
  const importers = new Map<string, Set<string>>();
  const edges = new Map<string, { targets: readonly string[]; directives: readonly string[] }>();

  const edgesOf = (path: string) => {
    let found = edges.get(path);
    if (found === undefined) {
      found = readEdges(project, code, path);
      edges.set(path, found);
    }
    return found;
  };

  const queue: State[] = [];
  const push = (path: string, client: boolean) => {
    const { directives } = edgesOf(path);
    if (directives.includes('use server') || isServerOnly(path)) return;
    const inBrowser = client || directives.includes('use client');
    const before = reached.get(path);
    if (before === true || before === inBrowser) return;
    reached.set(path, inBrowser);
    queue.push({ path, client: inBrowser });
  };
  for (const entry of entries.values()) push(entry.path, entry.kind !== 'server-route');
  if (!known)
    for (const path of project.files.list()) if (isSource(path) && !entries.has(path)) push(path, true);
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const target of edgesOf(state.path).targets) {
      const list = importers.get(target);
      if (list === undefined) importers.set(target, new Set([state.path]));
      else list.add(state.path);
      push(target, state.client);
    }
  }
  return {
    entries,
    known,
    has: (path) => reached.has(path),
    isClient: (path) => reached.get(path) === true,
    client: [...reached].flatMap(([path, client]) => (client ? [path] : [])).sort(),
    importers: (path) => [...(importers.get(path) ?? [])],
  };
}

/** Naming conventions that keep a module out of the bundle: https://reactrouter.com/api/framework-conventions/server-modules */
function isServerOnly(path: string): boolean {
  return (
    /\.server\.[cm]?[jt]sx?$/.test(path) || /(?:^|\/)(?:\.server|\$lib\/server|src\/lib\/server)\//.test(path)
  );
}

function readEdges(
  project: Project,
  code: Pick<CodeModel, 'module' | 'resolve' | 'scripts' | 'autoImported'>,
  path: string,
): { targets: readonly string[]; directives: readonly string[] } {
  const text = project.files.text(path);
  if (text === undefined) return { targets: [], directives: [] };
  const targets = new Set<string>();
  const follow = (specifier: string) => {
    if (/[?&](?:worker|sharedworker|raw|url|inline)\b/.test(specifier)) return;
    const target = code.resolve(path, specifier);
    if (target !== undefined && target !== path && isSource(target)) targets.add(target);
  };
  let directives: readonly string[] = [];
  if (isMarkup(path)) {
    const found = code.scripts(path);
    if (found !== undefined) {
      for (const block of found.scripts) {
        const source = attribute(block, 'src');
        if (source !== undefined)
          for (const target of scriptTargets(project, code, path, source)) targets.add(target);
      }
      if (found.scripts.length > 0) {
        const lang = found.scripts.find((block) => block.lang !== 'jsx')?.lang ?? 'jsx';
        readImports(path, blankOutside(text, found.scripts), lang).specifiers.forEach(follow);
      }
      if (found.frontmatter !== undefined) {
        // Only islands and other Astro files bring code to the page; the rest of the frontmatter stays on the server.
        const specifiers = readImports(path, blankOutside(text, [found.frontmatter]), 'tsx').specifiers;
        const islands = found.tags.some((tag) =>
          tag.attributes.some(({ name }) => name.startsWith('client:')),
        );
        for (const specifier of specifiers) {
          const component = /\.(?:[jt]sx|vue|svelte)$/.test(code.resolve(path, specifier) ?? '');
          if (specifier.endsWith('.astro') || (islands && component)) follow(specifier);
        }
      }
    }
  } else if (isScript(path)) {
    const extension = extensionOf(path);
    const read = readImports(
      path,
      text,
      extension === 'ts' || extension === 'mts' || extension === 'cts'
        ? 'ts'
        : extension === 'tsx'
          ? 'tsx'
          : 'jsx',
    );
    directives = read.directives;
    read.specifiers.forEach(follow);
  }
  if (text.includes('import.meta.glob')) {
    for (const target of globTargets(project, code, path)) targets.add(target);
  }
  for (const target of code.autoImported(path)) targets.add(target);
  return { targets: [...targets], directives };
}

/** What a page's `<script src>` names: beside the page, from its package's root, or from a folder that is served as it is. */
export function scriptTargets(
  project: Project,
  code: Pick<CodeModel, 'resolve'>,
  page: string,
  source: string,
): string[] {
  const url = source.replace(/%PUBLIC_URL%|%BASE_URL%|<%=?[^%]*%>|\{\{[^}]*\}\}/g, '').replace(/[?#].*$/, '');
  if (url === '' || /^(?:[a-z][a-z+.-]*:|\/\/)/i.test(url)) return [];
  const folder = posix.dirname(page);
  const home = packageFolder(project, page);
  const local = url.replace(/^\/+/, '');
  const candidates = url.startsWith('/')
    ? [
        posix.join(home, local),
        posix.join(folder, local),
        posix.join(home, 'public', local),
        posix.join(home, 'static', local),
      ]
    : [posix.join(folder, url)];
  for (const candidate of candidates) if (project.files.has(candidate)) return [candidate];
  const resolved = code.resolve(page, url.startsWith('/') || url.startsWith('.') ? url : `./${url}`);
  return resolved === undefined ? [] : [resolved];
}

/** Files that `import.meta.glob` patterns name, judged by their fixed start and end: https://vite.dev/guide/features.html#glob-import */
function globTargets(project: Project, code: Pick<CodeModel, 'module'>, path: string): string[] {
  const module = code.module(path);
  if (module === undefined) return [];
  const targets: string[] = [];
  walk(module.program, {
    enter(node) {
      if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
      if (keyName(node.callee) !== 'glob' || node.callee.object.type !== 'MetaProperty') return;
      const [first] = node.arguments;
      const patterns = first?.type === 'ArrayExpression' ? first.elements : [first];
      for (const element of patterns) {
        const pattern = stringValue(element);
        if (pattern === undefined || pattern.startsWith('!')) continue;
        const star = pattern.indexOf('*');
        const fixed = star === -1 ? pattern : pattern.slice(0, star);
        const home = packageFolder(project, path);
        const start = fixed.startsWith('/')
          ? posix.join(home, fixed.slice(1))
          : posix.join(posix.dirname(path), fixed);
        const end = star === -1 ? '' : pattern.slice(pattern.lastIndexOf('*') + 1);
        const ends = /^\.\{[\w,]+\}$/.test(end)
          ? end
              .slice(2, -1)
              .split(',')
              .map((ext) => `.${ext}`)
          : [end];
        for (const file of project.files.list()) {
          if (file.startsWith(start) && ends.some((suffix) => file.endsWith(suffix)) && isSource(file))
            targets.push(file);
        }
      }
    },
  });
  return targets;
}
