import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { InstallOperation } from './operation.ts';

/**
 * Packages that Yarn keeps in the repository itself, POSIX paths relative to the root: an install adds to them, and a
 * repository that installs nothing has them in git (https://yarnpkg.com/features/caching#zero-installs).
 */
export function cachedPackages(root: string, installs: readonly InstallOperation[]): string[] {
  const folders = installs.map(({ directory, workspace }) =>
    posix.join(workspace ?? directory, '.yarn/cache'),
  );
  return [...new Set(folders)].flatMap((folder) =>
    zipsIn(join(root, folder)).map((name) => posix.join(folder, name)),
  );
}

function zipsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.zip'));
  } catch {
    // Most repositories have none.
    return [];
  }
}
