import type { PackageManager } from '../project/project.ts';

/** What installs the push server's packages, run in its folder, where it is a project of its own. */
export const installCommand: Readonly<Record<PackageManager, readonly [string, ...string[]]>> = {
  npm: ['npm', 'install'],
  // It has its own lockfile, also inside a workspace.
  pnpm: ['pnpm', 'install', '--ignore-workspace'],
  yarn: ['yarn', 'install'],
  bun: ['bun', 'install'],
};

/** What installs the packages of an app, or of a member of a workspace, run in its folder. */
export const memberInstallCommand: Readonly<Record<PackageManager, readonly [string, ...string[]]>> = {
  npm: ['npm', 'install'],
  // In CI it would refuse to change the lockfile.
  pnpm: ['pnpm', 'install', '--no-frozen-lockfile'],
  yarn: ['yarn', 'install'],
  bun: ['bun', 'install'],
};
