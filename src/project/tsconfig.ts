import { parse } from 'jsonc-parser';
import { folderOf, isInside, joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';

/** What a TypeScript configuration compiles, what it extends included. Patterns are relative to the project's root. */
export interface Tsconfig {
  /** POSIX, relative to the project's root. */
  readonly path: string;
  readonly files: readonly string[] | undefined;
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[] | undefined;
  /** Output folders, which are left out by default. */
  readonly outputs: readonly string[];
  /** Configurations that it refers to. */
  readonly references: readonly string[];
  /** Whether JavaScript is checked like TypeScript: `checkJs`, which brings `allowJs` with it. Undefined when nothing is said. */
  readonly checksScripts: boolean | undefined;
}

type Fields = Record<string, unknown>;

/** The folder of the file that extends the others: https://www.typescriptlang.org/tsconfig/#extends. */
const configDir = /^\$\{configDir\}/;

/**
 * Reads a tsconfig.json, with comments, trailing commas and `extends`, into node_modules too as far as they are installed.
 * See https://www.typescriptlang.org/tsconfig.
 * @returns undefined when it is missing or cannot be read
 */
export function readTsconfig(project: Project, path: string): Tsconfig | undefined {
  return read(project, path, folderOf(path), []);
}

/** That configuration and those that it refers to: the ones that an app's own type check goes by. */
export function readAppConfigs(project: Project, path = 'tsconfig.json'): readonly Tsconfig[] {
  const root = readTsconfig(project, path);
  if (root === undefined) return [];
  const referred = root.references.map((reference) => readTsconfig(project, reference));
  return [root, ...referred.filter((each) => each !== undefined)];
}

function read(project: Project, path: string, leaf: string, trail: readonly string[]): Tsconfig | undefined {
  const text = project.files.text(path);
  if (text === undefined || trail.includes(path)) return undefined;
  const fields = asFields(parse(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true }));
  const folder = folderOf(path);
  const place = (pattern: string): string =>
    configDir.test(pattern) ? joinPosix(leaf, pattern.replace(configDir, '')) : joinPosix(folder, pattern);
  const parents = strings([fields.extends].flat())
    .map((specifier) => findExtended(project, folder, specifier))
    .map((parent) => (parent === undefined ? undefined : read(project, parent, leaf, [...trail, path])))
    .filter((parent) => parent !== undefined)
    .reverse();
  const list = (name: 'files' | 'include' | 'exclude'): readonly string[] | undefined =>
    Array.isArray(fields[name])
      ? strings(fields[name]).map(place)
      : parents.find((parent) => parent[name] !== undefined)?.[name];
  const options = asFields(fields.compilerOptions);
  const outputs = strings([options.outDir, options.declarationDir]).map(place);
  const references = Array.isArray(fields.references) ? fields.references : [];
  return {
    path,
    files: list('files'),
    include: list('include'),
    exclude: list('exclude'),
    outputs:
      outputs.length > 0 ? outputs : (parents.find((parent) => parent.outputs.length > 0)?.outputs ?? []),
    references: strings(references.map((reference) => asFields(reference).path))
      .map((reference) => joinPosix(folder, reference))
      .map((reference) => (reference.endsWith('.json') ? reference : joinPosix(reference, 'tsconfig.json'))),
    checksScripts:
      typeof options.checkJs === 'boolean'
        ? options.checkJs
        : parents.find((parent) => parent.checksScripts !== undefined)?.checksScripts,
  };
}

/** Whether it compiles a file of the project, POSIX, relative to its root. */
export function compiles(config: Tsconfig, path: string): boolean {
  const { files, include = files === undefined ? [joinPosix(folderOf(config.path), '**/*')] : [] } = config;
  const isIncluded =
    files?.includes(path) === true || include.some((pattern) => matches(pattern, path, false));
  return isIncluded && !defaultExcludes(config).some((pattern) => matches(pattern, path, true));
}

/** What it leaves out: as written, or by default. */
export function defaultExcludes({ path, exclude, outputs }: Tsconfig): readonly string[] {
  return exclude ?? [joinPosix(folderOf(path), 'node_modules'), ...outputs];
}

/** A pattern without wildcards or an extension at its end is a folder; one to exclude is one in any case. */
function matches(pattern: string, path: string, isExclude: boolean): boolean {
  if (pattern === '.') return true;
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  const isFolder = isExclude || !/[*?.]/.test(last);
  if (isFolder && !/[*?]/.test(pattern)) return isInside(pattern, path);
  const source = pattern
    .split('/')
    .map((segment) => (segment === '**' ? '**' : segment.replace(/[.+^${}()|[\]\\]/g, '\\$&')))
    .map((segment) => (segment === '**' ? segment : segment.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')))
    .join('/')
    .replace(/(^|\/)\*\*\//g, '$1(?:[^/]+/)*')
    .replace(/\*\*$/, '.*');
  return new RegExp(`^${source}${isFolder ? '(?:/|$)' : '$'}`).test(path);
}

function findExtended(project: Project, folder: string, specifier: string): string | undefined {
  const isFile = (path: string): boolean => project.files.has(path);
  const withName = (path: string): string | undefined => [path, `${path}.json`].find(isFile);
  if (/^\.\.?(?:\/|$)/.test(specifier)) return withName(joinPosix(folder, specifier));
  for (let at = folder; ; at = joinPosix(at, '..')) {
    const path = joinPosix(at, 'node_modules', specifier);
    const found = withName(path) ?? [joinPosix(path, 'tsconfig.json')].find(isFile);
    if (found !== undefined) return found;
    // Above the repository nothing can be read.
    if (!project.files.hasDirectory(joinPosix(at, '..'))) return undefined;
  }
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function strings(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}
