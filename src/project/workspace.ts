import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { lazy } from './lazy.ts';
import { choosePackageManager } from './package-manager.ts';
import { readPnpmPackages } from './pnpm-workspace.ts';
import { posixRelative } from './posix-path.ts';
import type { PackageJson, Workspace } from './project.ts';
import { readManifest } from './read-manifest.ts';
import { findMembers, isMember } from './workspace-members.ts';

interface Declaration {
  /** Absolute path of the folder that declares it. */
  readonly folder: string;
  readonly patterns: readonly string[];
  readonly byPnpm: boolean;
}

/**
 * The workspace that a folder belongs to, by its own files and those above it, up to the repository's root. Outside a
 * repository the folders above are searched for a workspace that names this one, and for nothing else.
 * @param root absolute path of the project
 * @param manifest the project's own package.json
 * @param workTree absolute path of the git work tree around it
 */
export function readWorkspace(
  root: string,
  manifest: PackageJson | undefined,
  workTree: string | undefined,
): Workspace {
  const manifestOf = manifestReader(root, manifest);
  const declaration = findDeclaration(root, workTree, manifestOf);
  const top = declaration?.folder ?? workTree ?? root;
  const levels = foldersUp(root, top).map((folder) => ({
    way: folder === root ? '' : posixRelative(root, folder),
    has: (name: string) => existsSync(join(folder, name)),
    get manifest() {
      return manifestOf(folder);
    },
  }));
  const { manager, candidates } = choosePackageManager(levels, declaration !== undefined);
  const kind = kindOf(declaration, manager);
  const folder = kind === 'none' || declaration === undefined ? root : declaration.folder;
  const members = lazy(() =>
    declaration === undefined || declaration.folder !== root ? [] : findMembers(root, declaration.patterns),
  );
  return {
    kind,
    root: folder,
    app: posixRelative(folder, root),
    get members() {
      return members();
    },
    includes: (path) => kind !== 'none' && isMember(path, declaration?.patterns ?? []),
    packageManager: manager,
    candidates,
  };
}

function kindOf(
  declaration: Declaration | undefined,
  manager: Workspace['packageManager'],
): Workspace['kind'] {
  if (declaration === undefined) {
    return 'none';
  }
  if (declaration.byPnpm) {
    return 'pnpm';
  }
  // pnpm does not read the `workspaces` field: for it, every folder stands alone.
  return manager === 'pnpm' ? 'none' : (manager ?? 'npm');
}

/** The nearest declaration that names the folder; the folder's own comes first. */
function findDeclaration(
  root: string,
  workTree: string | undefined,
  manifestOf: (folder: string) => PackageJson | undefined,
): Declaration | undefined {
  for (const folder of foldersUp(root, workTree)) {
    for (const declaration of declarationsIn(folder, manifestOf(folder))) {
      if (folder === root || isMember(posixRelative(folder, root), declaration.patterns)) {
        return declaration;
      }
    }
  }
  return undefined;
}

function declarationsIn(folder: string, manifest: PackageJson | undefined): Declaration[] {
  const pnpm = readIfThere(join(folder, 'pnpm-workspace.yaml'));
  if (pnpm !== undefined) {
    // pnpm reads this file alone: https://pnpm.io/workspaces.
    return [{ folder, patterns: readPnpmPackages(pnpm) ?? [], byPnpm: true }];
  }
  const field = manifest?.workspaces;
  const patterns = Array.isArray(field) ? field : (field as { packages?: unknown } | undefined)?.packages;
  return Array.isArray(patterns)
    ? [{ folder, patterns: patterns.filter((pattern) => typeof pattern === 'string'), byPnpm: false }]
    : [];
}

/** The folder itself and those above it, up to `top`; never the home folder, whose stray lockfiles concern nobody. */
function foldersUp(root: string, top: string | undefined): string[] {
  const folders = [root];
  for (let folder = root; folder !== top && dirname(folder) !== folder; ) {
    folder = dirname(folder);
    if (folder === homedir()) {
      break;
    }
    folders.push(folder);
  }
  return folders;
}

/** package.json of folders above; a broken one says nothing here, it is not the one that was asked about. */
function manifestReader(root: string, own: PackageJson | undefined) {
  const known = new Map<string, PackageJson | undefined>([[root, own]]);
  return (folder: string): PackageJson | undefined => {
    if (!known.has(folder)) {
      const text = readIfThere(join(folder, 'package.json'));
      let manifest: PackageJson | undefined;
      try {
        manifest = text === undefined ? undefined : readManifest(text, 'package.json');
      } catch {
        manifest = undefined;
      }
      known.set(folder, manifest);
    }
    return known.get(folder);
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
