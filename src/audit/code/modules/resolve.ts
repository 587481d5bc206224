import { createRequire } from 'node:module';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { readPathMappings } from '../../../project/path-mappings.ts';
import type { Project } from '../../../project/project.ts';
import { findViteAliases } from './vite-aliases.ts';

// An `import` would load it for every command that knows this module, and read its text for exports first.
const require = createRequire(import.meta.url);

const extensions = [
  '.ts',
  '.tsx',
  '.mts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.vue',
  '.svelte',
  '.astro',
  '.json',
];

/**
 * Makes the resolver of one project: relative paths, tsconfig paths, Vite and framework aliases, workspace packages.
 * Answers with files of the project only, never with a dependency.
 */
export function createResolver(project: Project): (from: string, specifier: string) => string | undefined {
  const { ResolverFactory } = require('oxc-resolver') as typeof import('oxc-resolver');
  const options = {
    extensions,
    conditionNames: ['browser', 'import', 'module', 'default', 'require'],
    mainFields: ['source', 'browser', 'module', 'main'],
    extensionAlias: {
      '.js': ['.ts', '.tsx', '.js', '.jsx'],
      '.jsx': ['.tsx', '.jsx'],
      '.mjs': ['.mts', '.mjs'],
      '.cjs': ['.cts', '.cjs'],
    },
  };
  const withTsconfig = new ResolverFactory({ ...options, tsconfig: 'auto' });
  // A tsconfig that extends a package which is not installed makes the first one refuse everything.
  const plain = new ResolverFactory(options);
  const answers = new Map<string, string | undefined>();
  let packages: ReadonlyMap<string, string> | undefined;
  let listed: ReadonlySet<string> | undefined;
  // Beside the project lies what it shares with others of its repository, and what is none of its business.
  const isShared = (path: string): boolean => {
    listed ??= new Set(project.files.list());
    return listed.has(path);
  };

  const inside = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    const local = relative(project.root, path.replace(/\?.*$/, ''));
    if (local === '' || isAbsolute(local)) return undefined;
    const found = local.split(sep).join('/');
    if (found.startsWith('../') && !isShared(found)) return undefined;
    return found.split('/').includes('node_modules') || !project.files.has(found) ? undefined : found;
  };

  const file = (path: string): string | undefined => {
    if (path.split('/').includes('node_modules')) return undefined;
    if (project.files.has(path) && (!path.startsWith('../') || isShared(path))) return path;
    return inside(plain.sync(project.root, `./${path}`).path);
  };

  const find = (from: string, specifier: string): string | undefined => {
    // A leading `#` is one of the package's own imports, a later one a fragment.
    const request = specifier.replace(/(?!^)[?#].*$/, '');
    if (request === '' || /^(?:[a-z][a-z+.-]+:)/i.test(request)) return undefined;
    const folder = posix.dirname(from);
    if (request.startsWith('.')) {
      return (
        file(posix.join(folder, request)) ??
        inside(plain.resolveFileSync(join(project.root, from), request).path)
      );
    }
    const home = packageFolder(project, from);
    if (request.startsWith('/')) {
      // Root-relative, as Vite and HTML pages write them.
      return file(posix.join(home, request.slice(1))) ?? file(posix.join(folder, request.slice(1)));
    }
    const source = join(project.root, from);
    const mapped =
      inside(withTsconfig.resolveFileSync(source, request).path) ??
      inside(plain.resolveFileSync(source, request).path);
    if (mapped !== undefined) return mapped;
    for (const target of readPathMappings(project, from)(request)) {
      const found = file(target);
      if (found !== undefined) return found;
    }
    for (const alias of findViteAliases(project, home)) {
      if (
        request !== alias.find &&
        !request.startsWith(alias.find.endsWith('/') ? alias.find : `${alias.find}/`)
      )
        continue;
      const found = file(posix.join(alias.target, request.slice(alias.find.length)));
      if (found !== undefined) return found;
    }
    for (const target of conventions(home, request)) {
      const found = file(target);
      if (found !== undefined) return found;
    }
    packages ??= workspacePackages(project);
    const name = request.split('/', request.startsWith('@') ? 2 : 1).join('/');
    const member = packages.get(name);
    if (member === undefined) return undefined;
    const rest = request.slice(name.length + 1);
    if (rest !== '') return file(posix.join(member, rest)) ?? file(posix.join(member, 'src', rest));
    return (
      inside(plain.sync(join(project.root, member), '.').path) ??
      file(posix.join(member, 'src/index')) ??
      file(posix.join(member, 'index'))
    );
  };

  return (from, specifier) => {
    const key = `${posix.dirname(from)}\0${specifier}`;
    if (answers.has(key)) return answers.get(key);
    const answer = find(from, specifier);
    answers.set(key, answer);
    return answer;
  };
}

/** The folder of the nearest package.json above a file, `.` when there is none below the root. */
export function packageFolder(project: Project, path: string): string {
  const folders = homes.get(project) ?? new Map<string, string>();
  homes.set(project, folders);
  const start = posix.dirname(path);
  let home = folders.get(start);
  if (home === undefined) {
    home = start;
    while (home !== '.' && !project.files.has(`${home}/package.json`)) home = posix.dirname(home);
    folders.set(start, home);
  }
  return home;
}

const homes = new WeakMap<Project, Map<string, string>>();

/** Aliases that frameworks give without a word in any config of the repository. */
function conventions(home: string, request: string): string[] {
  const at = (...parts: string[]) => posix.join(home, ...parts);
  // https://svelte.dev/docs/kit/$lib
  if (request === '$lib' || request.startsWith('$lib/')) return [at('src/lib', request.slice(4))];
  // https://nuxt.com/docs/api/nuxt-config#alias and what templates of Next and Vite set up
  const alias = /^[@~]{1,2}\/(.+)$/.exec(request);
  if (alias?.[1] !== undefined) return [at('src', alias[1]), at(alias[1]), at('app', alias[1])];
  // Create React App's absolute imports.
  return [at('src', request)].filter(() => /^[\w-]+\//.test(request));
}

function workspacePackages(project: Project): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of project.files.list()) {
    if (!path.endsWith('/package.json')) continue;
    try {
      const name: unknown = JSON.parse(project.files.text(path) ?? '{}').name;
      if (typeof name === 'string') found.set(name, posix.dirname(path));
    } catch {
      // A broken package.json names nothing.
    }
  }
  return found;
}
