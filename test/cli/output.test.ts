import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';
import { snapshot } from '../support/tree.ts';

let app: string;
beforeEach(() => {
  app = copyFixture('apps/vite-react-ts', { git: true });
});
afterEach(removeTemporary);

const cli = join(import.meta.dirname, '../../bin/pushwright.js');

describe('audit --output', () => {
  test.each([
    ['a folder', 'folder', /folder: that is a folder\./],
    ['a folder that is not there', 'nowhere/report.txt', /its folder does not exist\./],
    ['a file as a folder', 'package.json/report.txt', /a file stands where a folder is needed\./],
    ['a name that is too long', 'x'.repeat(300), /its name is too long\./],
    ['no name', '', /a file without a name: /],
  ])('%s is refused in a sentence', async (_what, name, says) => {
    mkdirSync(join(app, 'folder'));
    const { code, stdout, stderr } = await runCli(['audit', '.', '--output', name], { cwd: app });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^The report cannot be written to .*\.\nPass another --output\.\n$/);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\bE[A-Z]{4,}\b/);
  });

  test('a file gets the report', async () => {
    expect((await runCli(['audit', '.', '--output', 'report.txt'], { cwd: app })).stdout).toBe('');
    expect(readFileSync(join(app, 'report.txt'), 'utf8')).toMatch(/Web Push checklist/);
  });
});

describe.skipIf(!existsSync('/dev/full'))('a standard output that is full', () => {
  const full = (...args: string[]) =>
    spawnSync('sh', ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, cli, ...args], {
      cwd: app,
      encoding: 'utf8',
    });

  test.each([
    ['audit', '.'],
    ['audit', '.', '--json'],
    ['rules'],
    ['rules', 'manifest-missing', '--json'],
    ['generate-vapid-keys'],
    ['generate-vapid-keys', '--env'],
    ['init', '.', '--dry-run'],
    ['init', '.', '--diff'],
    ['--help'],
    ['--version'],
  ])('%s %s %s ends in a sentence and with 2', (...args) => {
    const { status, stderr } = full(...args);
    expect(stderr).toMatch(
      /^Standard output could not be written: the disk is full\. Send it elsewhere and run the command again\.\n$/m,
    );
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(status).toBe(2);
  });

  test('keeps init from changing what it could not show', () => {
    const before = snapshot(app, ['.git']);
    const { status, stderr } = full(
      'init',
      '.',
      '--yes',
      '--no-install',
      '--subject',
      'mailto:a@pushwright.dev',
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/Nothing was changed/);
    expect(snapshot(app, ['.git'])).toEqual(before);
  });
});

test.skipIf(!existsSync('/dev/full'))('a standard error that is full changes nothing', () => {
  const { status, stdout } = spawnSync(
    'sh',
    ['-c', 'exec "$0" "$@" 2> /dev/full', process.execPath, cli, 'rules'],
    {
      encoding: 'utf8',
    },
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(/manifest-missing/);
});

test('a reader that has seen enough is no failure', () => {
  const script = '("$0" "$@"; echo "code $?" >&2) | head -1';
  const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, cli, 'rules'], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('keys\n');
  expect(stderr).toBe('code 0\n');
});
