import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface GitResult {
  /** Exit code; undefined when git could not be started at all. */
  readonly status: number | undefined;
  readonly stdout: Buffer;
}

/**
 * Settings that could start a program or write to the repository, switched off. `safe.directory` lets a checkout of
 * another owner be read (usual in CI containers): with the programs off, there is nothing left that the refusal protects from.
 * See https://git-scm.com/docs/git-config.
 */
const harmless = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.untrackedCache=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'safe.directory=*',
];

/** Variables that would point git at another repository, as they do when a hook runs us: `git rev-parse --local-env-vars`. */
const redirecting = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INDEX_VERSION',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
];

/**
 * Runs a reading git command in a folder, with nothing of the repository executed: no hooks, no file system monitor, no
 * fetching of missing objects. Never throws.
 * @param directory absolute path
 */
export function runGit(directory: string, args: readonly string[], input?: string): GitResult {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
  };
  for (const name of redirecting) {
    delete env[name];
  }
  const result = spawnSync('git', [...harmless, '-C', directory, ...args], {
    // Windows looks for programs in the working folder first: a repository's own git.exe must not be it.
    cwd: dirname(process.execPath),
    env,
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: 1024 * 1024 * 1024,
    windowsHide: true,
  });
  return {
    status: result.error === undefined ? (result.status ?? undefined) : undefined,
    stdout: result.stdout ?? Buffer.alloc(0),
  };
}

/** The nearest folder at or above `directory` that holds a `.git`; undefined when there is none. */
export function findWorkTree(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) {
      return folder;
    }
    if (dirname(folder) === folder) {
      return undefined;
    }
  }
}
