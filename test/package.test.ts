import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

test('npm pack ships the program, its templates, and nothing else', () => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const parsed = JSON.parse(output);
  const [packed] = Array.isArray(parsed) ? parsed : Object.values(parsed as object);
  const files: string[] = (packed as { files: { path: string }[] }).files.map(({ path }) => path);
  // What templates are checked with stays here.
  const ignore = ['**/tsconfig.json', '**/*.d.ts'];
  const templates = fastGlob.sync('templates/**', { cwd: root, dot: true, ignore });
  const expected = ['LICENSE', 'README.md', 'bin/pushwright.js', 'package.json', ...templates];
  expect(files.filter((file) => !file.startsWith('dist/')).sort()).toEqual(expected.sort());
  expect(files.filter((file) => file.startsWith('dist/') && !file.endsWith('.js'))).toEqual([]);
  expect(files).toContain('dist/cli.js');
});
