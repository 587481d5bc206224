import { posix } from 'node:path';
import { parse } from 'jsonc-parser';
import type { Project } from './project.ts';

/** What one tsconfig or jsconfig maps specifiers to, what it extends included. */
export interface PathMappings {
  readonly baseUrl: string | undefined;
  /** Targets are paths of the project, POSIX, with a `*` where the pattern has one. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

const names = ['tsconfig.json', 'tsconfig.app.json', 'tsconfig.base.json', 'jsconfig.json'];
const known = new WeakMap<Project, Map<string, PathMappings>>();
const above = new WeakMap<Project, Map<string, readonly PathMappings[]>>();

/**
 * `paths` and `baseUrl` of the nearest tsconfig or jsconfig, read without its packages: a repository that is checked out but
 * not installed cannot follow `extends` into node_modules.
 * @returns candidate files for a specifier, without extensions where it has none; paths are the project's
 */
export function readPathMappings(project: Project, from: string): (specifier: string) => readonly string[] {
  const configs = findPathMappings(project, from);
  return (specifier) => {
    const candidates: string[] = [];
    for (const config of configs) {
      for (const { pattern, targets } of config.paths) {
        const rest = matchPattern(pattern, specifier);
        if (rest !== undefined) candidates.push(...targets.map((target) => target.replace('*', rest)));
      }
      if (config.baseUrl !== undefined) candidates.push(posix.join(config.baseUrl, specifier));
    }
    return candidates;
  };
}

/** The mappings that apply to a module, the nearest configuration first. */
export function findPathMappings(project: Project, from: string): readonly PathMappings[] {
  return configsAbove(project, posix.dirname(from));
}

/** What the configs of a folder and of those above it say, the nearest first. */
function configsAbove(project: Project, folder: string): readonly PathMappings[] {
  const folders = above.get(project) ?? new Map<string, readonly PathMappings[]>();
  above.set(project, folders);
  let configs = folders.get(folder);
  if (configs === undefined) {
    const cache = known.get(project) ?? new Map<string, PathMappings>();
    known.set(project, cache);
    const own = names
      .map((name) => posix.join(folder, name))
      .filter((path) => project.files.has(path))
      .map((path) => read(project, path, cache, []));
    configs = folder === '.' ? own : [...own, ...configsAbove(project, posix.dirname(folder))];
    folders.set(folder, configs);
  }
  return configs;
}

/** What the pattern's `*` stands for in a specifier, empty without one; undefined when it does not fit. */
export function matchPattern(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === specifier ? '' : undefined;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  const fits =
    specifier.length >= pattern.length - 1 && specifier.startsWith(before) && specifier.endsWith(after);
  return fits ? specifier.slice(before.length, specifier.length - after.length) : undefined;
}

function read(
  project: Project,
  path: string,
  cache: Map<string, PathMappings>,
  trail: readonly string[],
): PathMappings {
  const cached = cache.get(path);
  if (cached !== undefined) return cached;
  const empty: PathMappings = { baseUrl: undefined, paths: [] };
  if (trail.includes(path)) return empty;
  const root = readTable(project.files.text(path));
  const folder = posix.dirname(path);
  const options = asTable(root.compilerOptions);
  const baseUrl = asText(options.baseUrl);
  const base = posix.join(folder, baseUrl ?? '.');
  const paths = Object.entries(asTable(options.paths)).flatMap(([pattern, targets]) =>
    Array.isArray(targets)
      ? [
          {
            pattern,
            targets: targets.flatMap((each) => asText(each) ?? []).map((each) => posix.join(base, each)),
          },
        ]
      : [],
  );
  let parent = empty;
  const extended = asText(root.extends);
  if (extended?.startsWith('.')) {
    const target = posix.join(folder, extended);
    const file = project.files.has(target) ? target : `${target}.json`;
    if (project.files.has(file)) parent = read(project, file, cache, [...trail, path]);
  }
  const result: PathMappings = {
    baseUrl: baseUrl === undefined ? parent.baseUrl : base,
    paths: typeof options.paths === 'object' ? paths : parent.paths,
  };
  cache.set(path, result);
  return result;
}

/** JSON with comments and trailing commas; what is broken in it is left out. */
function readTable(text: string | undefined): Readonly<Record<string, unknown>> {
  return text === undefined
    ? {}
    : asTable(parse(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true }));
}

function asTable(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
