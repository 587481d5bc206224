import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';
import { makeFolder, removeFolder } from '../support/tree.ts';

const made: string[] = [];
afterEach(() => {
  removeTemporary();
  for (const folder of made.splice(0)) removeFolder(folder);
});

const cli = join(import.meta.dirname, '../../bin/pushwright.js');

/** A package manager that says when it has begun and then takes its time, as a slow network makes the real one do. */
function slowNpm(): string {
  const folder = makeFolder();
  made.push(folder);
  const script =
    "#!/usr/bin/env node\nrequire('fs').mkdirSync('node_modules/a', { recursive: true });\nsetTimeout(() => {}, 60000);\n";
  writeFileSync(join(folder, 'npm'), script);
  chmodSync(join(folder, 'npm'), 0o755);
  return folder;
}

/** Runs init until the install has begun, then sends the signal. */
async function interrupted(app: string, signal: NodeJS.Signals): Promise<number | null> {
  const env = { ...process.env, PATH: `${slowNpm()}${delimiter}${process.env.PATH}` };
  const child = spawn(
    process.execPath,
    [cli, 'init', app, '--yes', '--subject', 'mailto:push@pushwright.dev'],
    {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  child.stderr.on('data', (data: Buffer) => {
    if (data.toString().includes('npm install')) setTimeout(() => child.kill(signal), 500);
  });
  return new Promise((resolve) => child.on('close', resolve));
}

const status = (app: string): string =>
  execFileSync('git', ['status', '--porcelain', '--ignored'], { cwd: app, encoding: 'utf8' });

describe('a signal while packages are installed', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s takes everything back and ends with 130', async (signal) => {
    const app = copyFixture('apps/vite-react-ts', { git: true });
    expect(await interrupted(app, signal)).toBe(130);
    expect(status(app)).toBe('');
  });
});

test('after kill -9 while packages are installed, undo takes everything back', async () => {
  const app = copyFixture('apps/vite-react-ts', { git: true });
  mkdirSync(join(app, 'kept'));
  expect(await interrupted(app, 'SIGKILL')).toBe(null);
  expect(status(app)).toContain('server/');
  const undone = await runCli(['undo', app]);
  expect(undone.code, undone.stderr).toBe(0);
  expect(undone.stdout).toContain('had been interrupted');
  expect(status(app)).toBe('');
});
