import { posix } from 'node:path';
import type { Node } from 'oxc-parser';
import { parseModule } from '../../project/parse.ts';
import type { Project } from '../../project/project.ts';
import { keyName, propertyValue, stringValue } from './literals.ts';

interface PathMappings {
  readonly baseUrl: string | undefined;
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
  const configs = configsAbove(project, posix.dirname(from));
  return (specifier) => {
    const candidates: string[] = [];
    for (const config of configs) {
      for (const { pattern, targets } of config.paths) {
        const rest = match(pattern, specifier);
        if (rest !== undefined) candidates.push(...targets.map((target) => target.replace('*', rest)));
      }
      if (config.baseUrl !== undefined) candidates.push(posix.join(config.baseUrl, specifier));
    }
    return candidates;
  };
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

function match(pattern: string, specifier: string): string | undefined {
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
  const root = readJsonTree(project.files.text(path));
  const folder = posix.dirname(path);
  const options = propertyValue(root, 'compilerOptions');
  const baseUrl = stringValue(propertyValue(options, 'baseUrl'));
  const base = posix.join(folder, baseUrl ?? '.');
  const paths: { pattern: string; targets: string[] }[] = [];
  const object = propertyValue(options, 'paths');
  if (object?.type === 'ObjectExpression') {
    for (const property of object.properties) {
      if (property.type !== 'Property' || property.value.type !== 'ArrayExpression') continue;
      const targets = property.value.elements
        .map((element) => stringValue(element))
        .filter((target) => target !== undefined);
      paths.push({
        pattern: keyName(property) ?? '',
        targets: targets.map((target) => posix.join(base, target)),
      });
    }
  }
  let parent = empty;
  const extended = stringValue(propertyValue(root, 'extends'));
  if (extended?.startsWith('.')) {
    const target = posix.join(folder, extended);
    const file = project.files.has(target) ? target : `${target}.json`;
    if (project.files.has(file)) parent = read(project, file, cache, [...trail, path]);
  }
  const result: PathMappings = {
    baseUrl: baseUrl === undefined ? parent.baseUrl : base,
    paths: object === undefined ? parent.paths : paths,
  };
  cache.set(path, result);
  return result;
}

/** JSON with comments and trailing commas is an object literal to the parser. */
function readJsonTree(text: string | undefined): Node | undefined {
  if (text === undefined) return undefined;
  const statement = parseModule('config.ts', `(${text.replace(/^\uFEFF/, '')}\n)`).program.body[0];
  if (statement?.type !== 'ExpressionStatement') return undefined;
  return statement.expression.type === 'ParenthesizedExpression'
    ? statement.expression.expression
    : statement.expression;
}
