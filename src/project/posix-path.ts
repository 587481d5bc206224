import { posix, relative, sep } from 'node:path';

/** A path of this platform with forward slashes. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** Where `path` lies seen from `from`, both absolute and of this platform: POSIX, `.` when they are the same. */
export function posixRelative(from: string, path: string): string {
  return toPosix(relative(from, path)) || '.';
}

/** Joins POSIX paths that are relative to the project's root: `./a/../b/` is `b`, nothing is `.`. */
export function joinPosix(...parts: readonly string[]): string {
  const joined = posix.join(...parts);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** Whether a POSIX path lies in a folder, both relative to the same root; a folder lies in itself. */
export function isInside(folder: string, path: string): boolean {
  return folder === '.'
    ? path !== '..' && !path.startsWith('../')
    : path === folder || path.startsWith(`${folder}/`);
}

/** The folder of a POSIX path: `.` for a name alone. */
export function folderOf(path: string): string {
  return posix.dirname(path);
}
