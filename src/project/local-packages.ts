import { posix } from 'node:path';
import type { PackageJson, Project } from './project.ts';
import { readManifest } from './read-manifest.ts';

/** A package of the repository itself. */
export interface LocalPackage {
  /** POSIX, relative to the project's root; `.` for the root. */
  readonly folder: string;
  readonly name: string | undefined;
  /** Folders of the repository's packages that it depends on, theirs included; itself left out. */
  readonly uses: readonly string[];
}

/** Every folder of the repository with a package.json, and which of the others each one depends on. */
export function readLocalPackages(project: Project): readonly LocalPackage[] {
  const manifests = new Map<string, PackageJson>();
  for (const path of project.files.list()) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    const manifest = readIfWhole(project.files.text(path), path);
    if (manifest !== undefined) manifests.set(posix.dirname(path), manifest);
  }
  const byName = new Map<string, string>();
  for (const [folder, { name }] of manifests) if (name !== undefined) byName.set(name, folder);
  return [...manifests].map(([folder, { name }]) => {
    const uses = new Set([folder]);
    for (const used of uses) {
      for (const dependency of dependenciesOf(manifests.get(used))) {
        const target = byName.get(dependency);
        if (target !== undefined) uses.add(target);
      }
    }
    uses.delete(folder);
    return { folder, name, uses: [...uses] };
  });
}

function dependenciesOf(manifest: PackageJson | undefined): string[] {
  return Object.keys({
    ...manifest?.dependencies,
    ...manifest?.devDependencies,
    ...manifest?.peerDependencies,
    ...manifest?.optionalDependencies,
  });
}

function readIfWhole(text: string | undefined, path: string): PackageJson | undefined {
  try {
    return text === undefined ? undefined : readManifest(text, path);
  } catch {
    // A package that its own tools cannot read depends on nothing.
    return undefined;
  }
}
