/** Files that package managers write down their choices in. */
export const lockfiles: readonly string[] = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
];

/** What an install in a member of a workspace changes at the workspace's root, beside dependency folders: files alone. */
export const workspaceFiles: readonly string[] = [
  ...lockfiles,
  '.pnp.cjs',
  '.pnp.data.json',
  '.pnp.loader.mjs',
];

const cachedPackage = /^\.yarn\/cache\/[^/\\]+\.zip$/;

/**
 * True for one of those files in a folder above the project, `../../pnpm-lock.yaml`, for a package that Yarn keeps there,
 * and for no other path.
 */
export function isWorkspaceFile(path: string): boolean {
  const name = path.replace(/^(?:\.\.\/)+/, '');
  return name !== path && (workspaceFiles.includes(name) || cachedPackage.test(name));
}
