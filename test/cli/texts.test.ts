import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { copyFixture, removeTemporary, temporaryFolder } from '../support/copy-fixture.ts';
import { runCli, runOnTerminal } from '../support/run-cli.ts';

afterEach(removeTemporary);

const yes = ['--yes', '--no-install', '--subject', 'mailto:push@pushwright.dev'];

describe('a narrow terminal', () => {
  const columns = 60;
  /** Lines that are longer than the terminal is wide although a space could have been broken at. */
  const tooLong = (output: string): string[] =>
    stripVTControlCharacters(output)
      .split(/\r?\n/)
      .filter((line) => line.length > columns && line.trim().includes(' '));

  test.each([
    ['audit', (app: string) => ['audit', app]],
    ['rules', () => ['rules']],
    ['rules <id>', () => ['rules', 'manifest-missing']],
    ['an error', () => ['audit', '.', '--only', 'no-such-rule-of-the-catalogue-at-all']],
  ])('gets %s in lines that fit', async (_what, args) => {
    const app = copyFixture('apps/vite-pwa', { git: true });
    const { stdout } = await runOnTerminal(args(app), [], { columns });
    expect(stdout.length).toBeGreaterThan(60);
    expect(tooLong(stdout)).toEqual([]);
  });

  test('gets the plan in lines that fit, and the texts to copy as they are', async () => {
    const app = copyFixture('apps/vite-react-ts', { git: true });
    const { stdout } = await runOnTerminal(['init', app, ...yes], [], { columns });
    const long = tooLong(stdout);
    expect(long.length).toBeGreaterThan(0);
    expect(long.filter((line) => !line.startsWith('       '))).toEqual([]);
    expect(stdout).toMatch(/^ {7}await fetch\(.*\/api\/push\/send`, \{\r?$/m);
  });

  test('does not matter where there is none', async () => {
    const app = copyFixture('apps/vite-react-ts', { git: true });
    const { stdout } = await runCli(['init', app, ...yes]);
    expect(stdout).toMatch(/^Try it: .* then click the button in the page\.$/m);
  });
});

describe('how to try it names', () => {
  test.each([
    ['vite-react-ts', 'npm install', 'npm run dev'],
    ['vite-react-js', 'yarn install', 'yarn run dev'],
    ['vite-vue-ts', 'pnpm install --ignore-workspace', 'pnpm run dev'],
    ['vite-svelte-ts', 'bun install', 'bun run dev'],
  ])('the package manager of %s', async (fixture, install, run) => {
    const { stdout } = await runCli(['init', copyFixture(`apps/${fixture}`, { git: true }), ...yes]);
    expect(stdout).toContain(
      `Try it: "cd server && ${install}" once, then "cd server && ${run}" in one terminal, "${run}" in another,`,
    );
  });

  test('the folder that the server is in, and no install that is not due', async () => {
    const app = copyFixture('apps/vite-react-ts', { git: true });
    writeFileSync(join(app, 'server'), 'a file of its own\n');
    await runCli(['init', app, ...yes]);
    const { stdout } = await runCli(['init', app, ...yes]);
    expect(stdout).toContain('Try it: "cd push-server && npm run dev" in one terminal,');
  });
});

describe('a folder', () => {
  test.each([
    ['.', 'There is no package.json in this folder.'],
    ['./', 'There is no package.json in this folder.'],
  ])('%s is named in words', async (given, says) => {
    const { code, stderr } = await runCli(['init', given, ...yes], { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain(`${says}\n`);
  });

  test('with several apps is named in words', async () => {
    const { stderr } = await runCli(['init', ...yes], { cwd: copyFixture('apps/workspace', { git: true }) });
    expect(stderr).toMatch(/^There are several apps in this folder\.\n/);
  });

  test('.. is named by its path', async () => {
    const { stderr } = await runCli(['init', '..', ...yes], { cwd: copyFixture('apps/workspace/apps') });
    expect(stderr).not.toMatch(/ \.\.\./);
  });
});
