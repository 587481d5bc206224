import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const temporary: string[] = [];

/**
 * Copies a folder below `fixtures/` into a temporary folder and returns the copy's absolute path.
 * `gitignore` files become `.gitignore` (they would otherwise act on this repository).
 * @param path relative to `fixtures/`: `apps/vite-react-ts`
 * @param options.git makes the copy a repository of one commit
 */
export function copyFixture(path: string, options: { readonly git?: boolean } = {}): string {
  const copy = temporaryFolder();
  cpSync(resolve(import.meta.dirname, '../../fixtures', path), copy, { recursive: true });
  for (const name of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
    if (/(^|[\\/])gitignore$/.test(name)) {
      renameSync(join(copy, name), join(copy, name.slice(0, -'gitignore'.length), '.gitignore'));
    }
  }
  if (options.git === true) {
    commitAll(copy);
  }
  return copy;
}

/** An empty temporary folder, its real path (no symlink in it); `removeTemporary` takes it away. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pushwright-test-')));
  temporary.push(folder);
  return folder;
}

/** Makes the folder a git repository if it is none, and commits everything that is not ignored. */
export function commitAll(folder: string, message = 'fixture'): void {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
}

/** Runs git in a folder with an identity of its own, whatever the machine is configured to do; returns its output. */
export function git(folder: string, ...args: readonly string[]): string {
  const result = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Fixture',
      GIT_AUTHOR_EMAIL: 'fixture@example.com',
      GIT_COMMITTER_NAME: 'Fixture',
      GIT_COMMITTER_EMAIL: 'fixture@example.com',
    },
  });
  if (result.status !== 0) {
    throw new Error(`git ${args.join(' ')} failed: ${result.error?.message ?? result.stderr}`);
  }
  return result.stdout;
}

/** Removes every folder that was made here; for `afterAll`. */
export function removeTemporary(): void {
  for (const folder of temporary.splice(0)) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
