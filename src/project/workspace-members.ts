import type { Dirent } from 'node:fs';
import { createRequire } from 'node:module';
import type glob from 'fast-glob';
import { folderOf } from './posix-path.ts';

/** Loaded when a workspace is met: it costs more to load than everything else here. */
function loadGlob(): typeof glob {
  return createRequire(import.meta.url)('fast-glob');
}

/** Folders with a package.json that the patterns name, sorted, POSIX, relative to the workspace's root, which is left out. */
export function findMembers(root: string, patterns: readonly string[]): string[] {
  const { include, exclude } = split(patterns);
  const found = loadGlob().sync(include, {
    cwd: root,
    ignore: exclude,
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  return [...new Set(found.map(folderOf))].filter((folder) => folder !== '.').sort();
}

/**
 * Whether the patterns name a folder, existing or not. The matcher is shown a file system of that one folder, so that its
 * verdict costs no search and is the same as in `findMembers`.
 * @param folder POSIX, relative to the workspace's root
 */
export function isMember(folder: string, patterns: readonly string[]): boolean {
  const { include, exclude } = split(patterns);
  const path = `${folder}/package.json`.split('/');
  const base = '/workspace';
  const readdirSync = (directory: string): Dirent[] => {
    const inside = directory
      .slice(base.length)
      .split(/[\\/]/)
      .filter((segment) => segment !== '');
    const matches = inside.every((segment, index) => segment === path[index]);
    const name = path[inside.length];
    return matches && name !== undefined ? [entry(name, inside.length < path.length - 1)] : [];
  };
  const lstatSync = (file: string) => {
    const inside = file
      .slice(base.length)
      .split(/[\\/]/)
      .filter((segment) => segment !== '');
    if (!inside.every((segment, index) => segment === path[index])) {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    }
    return entry('', inside.length < path.length);
  };
  const found = loadGlob().sync(include, {
    cwd: base,
    ignore: exclude,
    followSymbolicLinks: false,
    fs: { readdirSync, lstatSync, statSync: lstatSync } as never,
  });
  return found.length > 0;
}

function entry(name: string, isFolder: boolean): Dirent {
  return {
    name,
    isFile: () => !isFolder,
    isDirectory: () => isFolder,
    isSymbolicLink: () => false,
    isBlockDevice: () => false,
    isCharacterDevice: () => false,
    isFIFO: () => false,
    isSocket: () => false,
  } as Dirent;
}

function split(patterns: readonly string[]): { include: string[]; exclude: string[] } {
  const files = (pattern: string) => `${pattern.replace(/^\.\//, '').replace(/\/+$/, '')}/package.json`;
  const own = patterns
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '' && pattern !== '.');
  return {
    include: own.filter((pattern) => !pattern.startsWith('!')).map(files),
    exclude: [
      '**/node_modules/**',
      ...own.filter((pattern) => pattern.startsWith('!')).map((pattern) => files(pattern.slice(1))),
    ],
  };
}
