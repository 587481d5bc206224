import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const version = '9.3.0';
const made: string[] = [];

/** A fresh app from the real scaffolder, committed to a git repository of its own; packages are not installed. */
export function createVite(template: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pushwright-app-'));
  made.push(folder);
  const args = ['--yes', `create-vite@${version}`, 'app', '--template', template, '--no-interactive'];
  execFileSync('npx', args, { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' });
  const app = join(folder, 'app');
  commitAll(app);
  return app;
}

export function removeApps(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Makes the app a repository, or commits what changed in it. */
export function commitAll(app: string): void {
  const git = (...args: string[]): void => {
    const identity = [
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@pushwright.dev',
      '-c',
      'core.autocrlf=false',
    ];
    execFileSync('git', [...identity, ...args], { cwd: app, stdio: 'ignore' });
  };
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'state', '--allow-empty');
}

/** What git sees changed, one line a file. */
export function gitStatus(app: string): string {
  return execFileSync('git', ['status', '--porcelain'], { cwd: app, encoding: 'utf8' });
}

/** Rewrites every tracked text file of the app. */
export function rewriteTexts(app: string, rewrite: (text: string) => string): void {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: app, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const file of files) {
    const bytes = readFileSync(join(app, file));
    if (bytes.includes(0)) continue;
    writeFileSync(join(app, file), rewrite(bytes.toString('utf8')));
  }
}

export function npm(app: string, ...args: string[]): string {
  return execFileSync('npm', args, {
    cwd: app,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
}
