import type { PackageJson } from './project.ts';

/** Whether any kind of dependency of that name is declared. */
export function hasDependency(manifest: PackageJson | undefined, name: string): boolean {
  return dependencyRange(manifest, name) !== undefined;
}

/** The declared version range of a dependency of any kind. */
export function dependencyRange(manifest: PackageJson | undefined, name: string): string | undefined {
  return (
    manifest?.dependencies?.[name] ??
    manifest?.devDependencies?.[name] ??
    manifest?.peerDependencies?.[name] ??
    manifest?.optionalDependencies?.[name]
  );
}
