import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';

afterEach(removeTemporary);

const logout = (first: string): string => `import { disablePush } from './push/client';

export async function logOut() {
  ${first}
  await fetch('/api/logout', { method: 'POST' });
  location.assign('/');
}
`;

/** What init wrote, with a logout that its owner adds: the audit has to follow it through our own client. */
describe.each(['vite-react-ts', 'vite-react-js'])('a wired %s', (fixture) => {
  let app: string;
  const findings = async (): Promise<string[]> => {
    const { stdout } = await runCli(['audit', app, '--json']);
    const report = JSON.parse(stdout) as { results: { rule: string; problems: { severity: string }[] }[] };
    return report.results.flatMap(({ rule, problems }) => problems.map(() => rule));
  };
  const addLogout = (first: string): void => {
    const extension = fixture.endsWith('ts') ? 'ts' : 'js';
    const main = join(app, `src/main.${extension}x`);
    writeFileSync(join(app, `src/log-out.${extension}`), logout(first));
    const listen = "document.addEventListener('click', () => logOut());";
    writeFileSync(main, `import { logOut } from './log-out';\n${readFileSync(main, 'utf8')}\n${listen}\n`);
  };
  beforeEach(async () => {
    app = copyFixture(`apps/${fixture}`, { git: true });
    const args = ['init', app, '--yes', '--no-install', '--subject', 'mailto:push@pushwright.dev'];
    expect((await runCli(args)).code).toBe(0);
  });

  test('has nothing left to do for a second init', async () => {
    const { stdout } = await runCli([
      'init',
      app,
      '--yes',
      '--no-install',
      '--subject',
      'mailto:push@pushwright.dev',
      '--json',
    ]);
    const { operations, manual, applied } = JSON.parse(stdout) as {
      operations: { kind: string }[];
      manual: { path?: string }[];
      applied: boolean;
    };
    expect(applied).toBe(false);
    expect(operations.filter(({ kind }) => kind !== 'keep')).toEqual([]);
    expect(manual.filter(({ path }) => path !== undefined)).toEqual([]);
  });

  test('gets back a worker that somebody deleted, under its own name', async () => {
    rmSync(join(app, 'public/sw.js'));
    const { stdout } = await runCli([
      'init',
      app,
      '--yes',
      '--no-install',
      '--subject',
      'mailto:push@pushwright.dev',
      '--json',
    ]);
    const { operations } = JSON.parse(stdout) as { operations: { kind: string; path: string }[] };
    expect(operations.filter(({ kind }) => kind !== 'keep').map(({ path }) => path)).toEqual([
      'public/sw.js',
    ]);
  });

  test('that forgets the device at logout is clean', async () => {
    addLogout('await disablePush();');
    expect(await findings()).toEqual([]);
  });

  test('whose logout leaves the subscription is reported', async () => {
    addLogout('console.info(disablePush.name);');
    expect(await findings()).toEqual(['logout-keeps-subscription']);
  });
});
