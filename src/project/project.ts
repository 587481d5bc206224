/** Facts about the user's repository, read once, never written. Paths are POSIX and relative to `root` unless said. */
export interface Project {
  /** Absolute path of the folder that was asked about, in the platform's own form. */
  readonly root: string;
  /** package.json of that folder; undefined when there is none (an audit still works). */
  readonly manifest: PackageJson | undefined;
  readonly workspace: Workspace;
  /** `ts` when the app is written in TypeScript: a tsconfig and TypeScript sources, not a stray `.d.ts`. */
  readonly language: 'ts' | 'js';
  readonly files: FileIndex;
  readonly git: GitState;
}

export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly type?: 'module' | 'commonjs';
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly packageManager?: string;
  readonly devEngines?: { readonly packageManager?: DevEngine | readonly DevEngine[] };
  readonly workspaces?: readonly string[] | { readonly packages?: readonly string[] };
  readonly author?: string | { readonly name?: string; readonly email?: string };
  readonly [field: string]: unknown;
}

export interface DevEngine {
  readonly name: string;
  readonly version?: string;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

export interface Workspace {
  /** Which tool's workspace this folder belongs to; `none` for a repository of one package. */
  readonly kind: 'none' | 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** Absolute path of the workspace's root; equals the project's root when `kind` is `none`. */
  readonly root: string;
  /** The project's root relative to the workspace's root, POSIX, `.` when they are the same. */
  readonly app: string;
  /** Folders of member packages, POSIX, relative to the workspace's root. Empty unless the project's root is the workspace's root. */
  readonly members: readonly string[];
  /** Whether a folder is a member, or will be once it is there; POSIX, relative to the workspace's root. */
  includes(folder: string): boolean;
  /** undefined when two lockfiles or declarations disagree: see `candidates`. `npm` when nothing says otherwise. */
  readonly packageManager: PackageManager | undefined;
  /** Every package manager that something speaks for, and what speaks: `package-lock.json`, `packageManager`. Two managers are an ambiguity. */
  readonly candidates: readonly { readonly manager: PackageManager; readonly evidence: string }[];
}

/** The repository's files as text, read lazily, size-capped, never through a symlink that leaves the root. */
export interface FileIndex {
  /**
   * Regular files that git tracks, or that are new and not ignored; links, submodules, node_modules and .pushwright left out.
   * Without git: all that .gitignore files do not name, dependency and build folders left out. Sorted.
   */
  list(): readonly string[];
  /**
   * True when a regular file stands there, git-ignored ones included. This and the questions below take paths that climb
   * out of the root (`../..`) as far as the repository or the workspace around it.
   */
  has(path: string): boolean;
  /** True when a folder stands there. */
  hasDirectory(path: string): boolean;
  /** The file as text with every byte accounted for (byte order mark kept); undefined when missing, over the cap, or not UTF-8. */
  text(path: string): string | undefined;
  /** The file's bytes; undefined when missing, over the cap, or reached through a symlink that leaves the root. */
  bytes(path: string): Uint8Array | undefined;
  /** Whether the file holds any of the words, compared as bytes: nothing is decoded or parsed for it. */
  mentions(path: string, words: readonly string[]): boolean;
  /** Names directly inside a folder, sorted, git-ignored ones included: for env files and built output. */
  entries(directory: string): readonly string[];
  /** How many files `text` or `bytes` have read so far. */
  readonly filesRead: number;
}

export interface GitState {
  /** False as well when there is a repository that git cannot be asked about: see `unavailable`. */
  readonly isRepository: boolean;
  /** Absolute path of the work tree's root, at or above the project's; undefined outside a repository. */
  readonly workTree?: string | undefined;
  /** Why git could not be asked although a repository is there, a sentence: what rests on tracked files is then not known. */
  readonly unavailable?: string | undefined;
  /** Paths (relative to the project's root) that differ from HEAD or are untracked and not ignored. */
  changes(): readonly string[];
  isTracked(path: string): boolean;
  /**
   * Whether git would leave the path out; also right for files that do not exist yet. A tracked file is never ignored,
   * whatever .gitignore says. Outside a repository the .gitignore files from the root down are evaluated instead.
   * A folder that does not exist yet needs a slash at its end.
   */
  isIgnored(path: string): boolean;
  /** `user.email` of git's configuration, for a VAPID subject. */
  email(): string | undefined;
}

/** A service worker that the repository has already. */
export interface ServiceWorker {
  /**
   * Source file, POSIX, relative to the root. With a leading slash: the URL path it is built to, or registered at, when no
   * file of the repository answers to it. Empty when a register call's argument cannot be known.
   */
  readonly path: string;
  readonly kind:
    | 'hand-written'
    | 'pushwright'
    | 'vite-plugin-pwa'
    | 'workbox'
    | 'serwist'
    | 'next-pwa'
    | 'firebase'
    | 'msw'
    | 'onesignal'
    | 'unknown';
  /** URL path: the register call's `scope`, else the folder that the worker is served from. */
  readonly scope: string;
  /** Where `register()` is called, when it is. */
  readonly registeredAt?: { readonly path: string; readonly line: number };
  /** It is registered with `type: 'module'`, where `importScripts` does not exist. */
  readonly isModule?: boolean;
  /** The worker that loads it with `importScripts`: it is then a part of that one, not a worker of its own. */
  readonly importedBy?: string;
}

/** What a Vite config says, as far as its syntax tree shows it. Fields that exist but cannot be known statically are in `unknown`. */
export interface ViteConfig {
  /** The config file; undefined when there is none. */
  readonly path: string | undefined;
  /** Vite's root relative to the project's root: `.` by default. */
  readonly root: string;
  /** As written, `/` by default. */
  readonly base: string;
  /** Relative to the project's root; false when switched off. */
  readonly publicDir: string | false;
  readonly envPrefix: readonly string[];
  /** Relative to the project's root; false when switched off. */
  readonly envDir: string | false;
  readonly outDir: string;
  /** Import specifiers of the functions called in `plugins`, those in conditions included: `@vitejs/plugin-react`, `vite-plugin-pwa`. */
  readonly plugins: readonly string[];
  readonly server: {
    readonly host?: string | boolean;
    readonly https: boolean;
    readonly proxy: readonly string[];
    /** `allowedHosts` is set, or may be: the server answers under other names than this machine's. */
    readonly letsHostsIn: boolean;
  };
  /** `build.lib` is set: the folder builds a library, not an app. */
  readonly lib?: boolean;
  readonly unknown: readonly string[];
}
