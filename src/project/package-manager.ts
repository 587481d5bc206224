import type { PackageJson, PackageManager } from './project.ts';

/** One thing that speaks for a package manager. */
export interface Candidate {
  readonly manager: PackageManager;
  /** `package-lock.json`, `packageManager`, with the way to it from the project's root: `../../pnpm-lock.yaml`. */
  readonly evidence: string;
}

const lockfiles: readonly (readonly [name: string, manager: PackageManager])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** Files that only one of them reads or leaves behind: they decide when there is neither lockfile nor declaration. */
const traces: readonly (readonly [name: string, manager: PackageManager])[] = [
  ['pnpm-workspace.yaml', 'pnpm'],
  ['.yarnrc.yml', 'yarn'],
  ['bunfig.toml', 'bun'],
  ['node_modules/.modules.yaml', 'pnpm'],
  ['node_modules/.yarn-state.yml', 'yarn'],
];

/** A folder where evidence may lie, nearest first. */
export interface Level {
  /** Way to it from the project's root: empty, or `../..` and the like. */
  readonly way: string;
  has(name: string): boolean;
  readonly manifest: PackageJson | undefined;
}

/**
 * Decides from the nearest folder with lockfiles and the nearest declaration (package.json's `packageManager` or
 * `devEngines.packageManager`). A declaration decides among several lockfiles, when its own is among them, and by itself,
 * when there is none; against a single lockfile of another manager it is an ambiguity, as are two undeclared lockfiles:
 * `manager` is then undefined. In a member of a workspace the lockfiles of the workspace's root count as well as nearer
 * ones. `npm` when nothing says anything.
 * @param levels the project's folder and those above it, up to the root of the workspace or of the repository
 * @param isMember whether the last level is the root of a workspace that the project belongs to
 * See https://nodejs.org/api/packages.html#packagemanager and https://docs.npmjs.com/cli/configuring-npm/package-json#devengines.
 */
export function choosePackageManager(
  levels: readonly Level[],
  isMember: boolean,
): {
  readonly manager: PackageManager | undefined;
  readonly candidates: readonly Candidate[];
} {
  const declared = nearest(levels, declarations);
  const root = isMember ? levels.at(-1) : undefined;
  const locked = unique([
    ...nearest(levels, (level) => present(level, lockfiles)),
    ...(root === undefined ? [] : present(root, lockfiles)),
  ]);
  const candidates = [...declared, ...locked];
  if (candidates.length === 0) {
    candidates.push(...nearest(levels, (level) => present(level, traces).slice(0, 1)));
  }
  if (candidates.length === 0) {
    return { manager: 'npm', candidates };
  }
  const named = managersOf(declared);
  const inLockfiles = managersOf(locked);
  const agreed =
    named.length === 0 || inLockfiles.length === 0
      ? managersOf(candidates)
      : named.filter((manager) => inLockfiles.includes(manager));
  return { manager: agreed.length === 1 ? agreed[0] : undefined, candidates };
}

function nearest(levels: readonly Level[], read: (level: Level) => Candidate[]): Candidate[] {
  for (const level of levels) {
    const found = read(level);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

function present(
  level: Level,
  names: readonly (readonly [name: string, manager: PackageManager])[],
): Candidate[] {
  return names
    .filter(([name]) => level.has(name))
    .map(([name, manager]) => ({ manager, evidence: at(level, name) }));
}

function declarations(level: Level): Candidate[] {
  const found: Candidate[] = [];
  const add = (name: unknown, field: string) => {
    if (name === 'npm' || name === 'pnpm' || name === 'yarn' || name === 'bun') {
      found.push({
        manager: name,
        evidence: level.way === '' ? field : `${field} in ${at(level, 'package.json')}`,
      });
    }
  };
  add(level.manifest?.packageManager?.split('@')[0], 'packageManager');
  const engines = level.manifest?.devEngines?.packageManager;
  for (const engine of Array.isArray(engines) ? engines : [engines]) {
    add(engine?.name, 'devEngines.packageManager');
  }
  return found;
}

function at(level: Level, name: string): string {
  return level.way === '' ? name : `${level.way}/${name}`;
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(
    ({ evidence }, index) => candidates.findIndex((other) => other.evidence === evidence) === index,
  );
}

function managersOf(candidates: readonly Candidate[]): PackageManager[] {
  return [...new Set(candidates.map((candidate) => candidate.manager))];
}
