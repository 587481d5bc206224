import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';
import { snapshot } from '../support/tree.ts';

afterEach(removeTemporary);

test.each([
  ['astro', 'node'],
  ['astro-react', 'app'],
  ['astro-react', 'none'],
])(
  '%s with --server %s: init, nothing for a second one, a clean audit, and back',
  async (fixture, server) => {
    const app = copyFixture(`apps/${fixture}`, { git: true });
    const before = snapshot(app, ['.git']);
    const init = (...more: string[]) => {
      const flags = ['--yes', '--no-install', '--server', server, '--subject', 'mailto:push@pushwright.dev'];
      return runCli(['init', app, ...flags, ...more]);
    };
    const first = await init();
    expect(first.code, first.stderr).toBe(0);

    const { operations, manual } = JSON.parse((await init('--json')).stdout) as {
      operations: { kind: string }[];
      manual: { path?: string }[];
    };
    expect(operations.filter(({ kind }) => kind !== 'keep')).toEqual([]);
    expect(manual.filter(({ path }) => path !== undefined)).toEqual([]);

    const audit = await runCli(['audit', app, '--strict', '--fail-on', 'warning']);
    expect(audit.code, audit.stdout).toBe(0);

    expect((await runCli(['undo', app])).code).toBe(0);
    rmSync(join(app, '.pushwright'), { recursive: true, force: true });
    expect(snapshot(app, ['.git'])).toEqual(before);
  },
);
