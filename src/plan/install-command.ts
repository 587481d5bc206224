import type { PackageManager } from '../project/project.ts';

/** What installs the push server's packages, run in its folder. */
export const installCommand: Readonly<Record<PackageManager, readonly [string, ...string[]]>> = {
  npm: ['npm', 'install'],
  // It has its own lockfile, also inside a workspace.
  pnpm: ['pnpm', 'install', '--ignore-workspace'],
  yarn: ['yarn', 'install'],
  bun: ['bun', 'install'],
};
