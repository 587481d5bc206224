import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * The path with symlinks followed, POSIX and relative to the root; the last parts need not exist.
 * @throws UserError when it leads out of the project
 */
export function insideRoot(root: string, path: string): string {
  const realRoot = realpathSync(root);
  let existing = join(root, path);
  let rest = '';
  while (!stands(existing)) {
    rest = join(existing.slice(dirname(existing).length + 1), rest);
    existing = dirname(existing);
  }
  let real: string;
  try {
    real = join(realpathSync(existing), rest);
  } catch {
    throw new UserError(
      `${path} is a symbolic link that leads nowhere.`,
      'Remove it and run the command again.',
    );
  }
  const found = relative(realRoot, real);
  if (found === '' || found.startsWith(`..${sep}`) || found === '..' || relative(realRoot, real) === real) {
    throw new UserError(
      `${path} is reached through a symbolic link that leads out of the project.`,
      'Replace the link by a real file or folder, or run the command in the folder that it leads to.',
    );
  }
  if (rest !== '' && !statSync(realpathSync(existing)).isDirectory()) {
    throw new UserError(
      `${relative(root, existing)} stands where a folder is needed for ${path}.`,
      'Move it away and run the command again.',
    );
  }
  return found.split(sep).join('/');
}

function stands(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}
