import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitAll, createVite, gitStatus, npm, removeApps, rewriteTexts } from '../support/create-vite.ts';
import { runCli } from '../support/run-cli.ts';

afterAll(removeApps);

const shapes: Record<string, (text: string) => string> = {
  'as scaffolded': (text) => text,
  'with tabs': (text) => text.replace(/^(?: {2})+/gm, (indent) => '\t'.repeat(indent.length / 2)),
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
};

const init = (app: string, ...more: string[]) =>
  runCli(['init', app, '--yes', '--no-install', '--subject', 'mailto:push@pushwright.dev', ...more], {
    timeoutMs: 120_000,
  });

describe.each(['react-ts', 'react', 'vanilla-ts', 'vue-ts', 'svelte-ts'])('create-vite %s', (template) => {
  let app: string;
  beforeAll(() => {
    app = createVite(template);
    npm(app, 'install', '--no-audit', '--no-fund');
    commitAll(app);
  });

  test.each(Object.entries(shapes))('%s: init, build, audit, init again, undo', async (_name, shape) => {
    rewriteTexts(app, shape);
    commitAll(app);

    const first = await init(app, '--json');
    expect(first.code, first.stderr).toBe(0);
    const { operations, manual, audit } = JSON.parse(first.stdout) as {
      operations: { kind: string; path: string }[];
      manual: { path?: string; reason: string }[];
      audit: { errors: number; warnings: number; crashed: number };
    };
    expect(audit).toMatchObject({ errors: 0, warnings: 0, crashed: 0 });
    // Every edit has a place in an app as the scaffolder makes it.
    expect(manual.filter(({ path }) => path !== undefined)).toEqual([]);
    expect(operations.some(({ kind, path }) => kind === 'edit' && /main\.[jt]sx?$/.test(path))).toBe(true);

    npm(app, 'run', 'build');
    const scripts = JSON.parse(npm(app, 'pkg', 'get', 'scripts')) as Record<string, string>;
    if (scripts.lint !== undefined) npm(app, 'run', 'lint');
    if (scripts.check !== undefined) npm(app, 'run', 'check');

    const audited = await runCli(['audit', app, '--strict', '--fail-on', 'warning']);
    expect(audited.code, audited.stdout).toBe(0);

    const second = JSON.parse((await init(app, '--json')).stdout) as {
      operations: { kind: string }[];
      applied: boolean;
    };
    expect(second.applied).toBe(false);
    expect(second.operations.filter(({ kind }) => kind !== 'keep')).toEqual([]);

    const undone = await runCli(['undo', app]);
    expect(undone.code, undone.stderr).toBe(0);
    expect(gitStatus(app)).toBe('');
    expect(
      execFileSync('git', ['status', '--porcelain', '--ignored'], { cwd: app, encoding: 'utf8' }),
    ).not.toMatch(/env|pushwright|server/);
  });
});
