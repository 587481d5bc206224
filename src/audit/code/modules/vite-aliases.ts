import { posix } from 'node:path';
import type { Node } from 'oxc-parser';
import { parseModule } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import { bare, keyName, memberPath, propertyValue, stringValue } from '../literals.ts';
import { walk } from '../walk.ts';

export interface ViteAlias {
  /** What the specifier starts with: `@`, `~/`. */
  readonly find: string;
  /** Folder or file it stands for; a path of the project. */
  readonly target: string;
}

const configNames = ['vite.config', 'vitest.config', 'electron.vite.config'].flatMap((name) =>
  ['ts', 'mts', 'js', 'mjs', 'cts', 'cjs'].map((extension) => `${name}.${extension}`),
);
const known = new WeakMap<Project, Map<string, readonly ViteAlias[]>>();

/**
 * `resolve.alias` of the Vite config in a folder (or in its `config` folder), as far as its tree shows it:
 * https://vite.dev/config/shared-options.html#resolve-alias
 */
export function findViteAliases(project: Project, folder: string): readonly ViteAlias[] {
  const cache = known.get(project) ?? new Map<string, readonly ViteAlias[]>();
  known.set(project, cache);
  const cached = cache.get(folder);
  if (cached !== undefined) return cached;
  const aliases: ViteAlias[] = [];
  for (const name of [
    ...configNames,
    ...configNames.map((name) => `config/${name}`),
    'astro.config.mjs',
    'astro.config.ts',
  ]) {
    const path = posix.join(folder, name);
    const text = project.files.has(path) ? project.files.text(path) : undefined;
    if (text?.includes('alias')) aliases.push(...readAliases(path, text));
  }
  cache.set(folder, aliases);
  return aliases;
}

function readAliases(path: string, text: string): ViteAlias[] {
  const aliases: ViteAlias[] = [];
  const folder = posix.dirname(path);
  const add = (find: string | undefined, value: Node | undefined) => {
    const target = value === undefined ? undefined : folderOf(value, folder);
    if (find !== undefined && target !== undefined) aliases.push({ find, target });
  };
  walk(parseModule(path, text).program, {
    enter(node) {
      if (node.type !== 'Property' || keyName(node) !== 'alias') return;
      const value = bare(node.value);
      if (value.type === 'ObjectExpression') {
        for (const property of value.properties)
          if (property.type === 'Property') add(keyName(property), property.value);
      } else if (value.type === 'ArrayExpression') {
        for (const element of value.elements) {
          if (element !== null)
            add(stringValue(propertyValue(element, 'find')), propertyValue(element, 'replacement'));
        }
      }
    },
  });
  return aliases;
}

/** A path expression's value: literals, `path.resolve(__dirname, 'src')`, `fileURLToPath(new URL('../src', import.meta.url))`. */
function folderOf(node: Node, folder: string): string | undefined {
  const value = bare(node);
  const text = stringValue(value);
  if (text !== undefined)
    return text.startsWith('/') ? posix.join(folder, text.slice(1)) : posix.join(folder, text);
  if (value.type === 'Identifier') return value.name === '__dirname' ? folder : undefined;
  if (value.type === 'MemberExpression') {
    const path = memberPath(value)?.join('.');
    if (path === 'import.meta.dirname') return folder;
    return value.object.type === 'NewExpression' && keyName(value) === 'pathname'
      ? folderOf(value.object, folder)
      : undefined;
  }
  if (value.type === 'NewExpression' || value.type === 'CallExpression') {
    const callee = memberPath(value.callee)?.at(-1);
    const [first, ...rest] = value.arguments;
    if (first === undefined) return callee === 'cwd' ? '.' : undefined;
    if (callee === 'URL') {
      const relative = stringValue(first);
      return relative === undefined ? undefined : posix.join(folder, relative);
    }
    if (callee === 'fileURLToPath' || callee === 'dirname' || callee === 'normalizePath') {
      return callee === 'dirname' ? folder : folderOf(first, folder);
    }
    if (callee === 'resolve' || callee === 'join') {
      const parts = rest.map((part) => stringValue(part));
      const start = folderOf(first, folder);
      if (start === undefined || parts.some((part) => part === undefined)) return undefined;
      return posix.join(start, ...(parts as string[]));
    }
  }
  return undefined;
}
