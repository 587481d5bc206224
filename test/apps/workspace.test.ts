import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort, startServer } from '../../src/prove/servers.ts';
import { commitAll, createVite, gitStatus, removeApps } from '../support/create-vite.ts';
import { node24 } from '../support/node24.ts';
import { reactRouterFiles } from '../support/react-router-files.ts';
import { runCli } from '../support/run-cli.ts';
import { writeTree } from '../support/write-tree.ts';

const version = '10.34.9';
const catalogs = `packages:
  - apps/*

catalog:
  hono: ^4.13.0 # as the API has it
`;

let parent: string;
let root: string;
let env: NodeJS.ProcessEnv;

const run = (program: string, args: readonly string[], cwd: string) =>
  execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** A workspace of pnpm with an app of the real Vite scaffolder and one of React Router, installed and committed; all in CI. */
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'pushwright-workspace-'));
  writeTree({ 'package.json': '{ "private": true }' }, join(parent, 'tools'));
  env = {
    ...process.env,
    CI: '1',
    NODE_ENV: undefined,
    PATH: [join(parent, 'tools/node_modules/.bin'), dirname(node24()), process.env.PATH].join(delimiter),
  };
  run('npm', ['install', '--no-audit', '--no-fund', `pnpm@${version}`], join(parent, 'tools'));

  root = join(parent, 'repo');
  writeTree(
    {
      'package.json': `{ "name": "acme", "private": true, "packageManager": "pnpm@${version}" }\n`,
      'pnpm-workspace.yaml': catalogs,
      '.gitignore': 'node_modules\n',
    },
    root,
  );
  const desk = join(root, 'apps/desk');
  cpSync(createVite('react-ts'), desk, { recursive: true, filter: (path) => !path.endsWith('.git') });
  useAlias(desk);
  writeTree(
    reactRouterFiles({ version: '8.4.0', language: 'ts', config: 'ssr: true,' }),
    join(root, 'apps/shop'),
  );
  run('pnpm', ['install', '--no-frozen-lockfile'], root);
  commitAll(root);
});
afterAll(() => {
  removeApps();
  rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** What people do with the scaffold first. */
function useAlias(app: string): void {
  const edit = (path: string, from: string, to: string) => {
    const text = readFileSync(join(app, path), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(app, path), text.replace(from, to));
  };
  edit(
    'vite.config.ts',
    'plugins: [react()],',
    "plugins: [react()],\n  resolve: { alias: { '@': import.meta.dirname + '/src' } },",
  );
  edit(
    'tsconfig.app.json',
    '"compilerOptions": {',
    '"compilerOptions": {\n    "paths": { "@/*": ["./src/*"] },',
  );
  edit('src/main.tsx', "'./App.tsx'", "'@/App'");
}

const init = (app: string, ...more: string[]) =>
  runCli(['init', app, '--yes', '--subject', 'mailto:push@pushwright.dev', ...more], {
    cwd: root,
    env,
    node: node24(),
    timeoutMs: 300_000,
  });

async function initTwice(app: string, ...flags: string[]): Promise<void> {
  const first = await init(app, ...flags);
  expect(first.code, first.stdout + first.stderr).toBe(0);
  const second = JSON.parse((await init(app, '--json', ...flags)).stdout) as {
    operations: { kind: string }[];
  };
  expect(second.operations.filter(({ kind }) => kind !== 'keep')).toEqual([]);
}

async function undoes(app: string, lockfile: string): Promise<void> {
  const undone = await runCli(['undo', app], { cwd: root });
  expect(undone.code, undone.stderr).toBe(0);
  expect(gitStatus(root)).toBe('');
  expect(read('pnpm-lock.yaml')).toBe(lockfile);
}

describe('a workspace of pnpm', () => {
  test('a Vite app beside another one: its server is a project of its own', async () => {
    const lockfile = read('pnpm-lock.yaml');
    await initTwice('apps/desk');
    expect(read('pnpm-lock.yaml')).toBe(lockfile);
    expect(read('apps/desk/src/main.tsx')).toContain("from '@/push/push-listener'");
    run('pnpm', ['run', 'build'], join(root, 'apps/desk'));
    const port = await findFreePort();
    const server = await startServer({
      name: 'the push server',
      command: 'pnpm',
      args: ['run', 'dev'],
      cwd: join(root, 'apps/desk/server'),
      env: { ...env, PUSH_PORT: String(port) },
      readyUrl: `http://localhost:${port}/healthz`,
    });
    await server.stop();
    rmSync(join(root, 'apps/desk/server/data'), { recursive: true });
    await undoes('apps/desk', lockfile);
  });

  test('an app that answers the push routes itself: its packages are in the lockfile of the workspace', async () => {
    const lockfile = read('pnpm-lock.yaml');
    await initTwice('apps/shop', '--server', 'app');
    expect(read('apps/shop/package.json')).toContain('"hono": "catalog:"');
    expect(read('pnpm-lock.yaml')).toContain('web-push');
    // As their CI will install it.
    run('pnpm', ['install', '--frozen-lockfile'], root);
    run('pnpm', ['run', 'typecheck'], join(root, 'apps/shop'));
    await undoes('apps/shop', lockfile);
  });

  test("the app's type check leaves the push server out", async () => {
    const lockfile = read('pnpm-lock.yaml');
    await initTwice('apps/shop', '--server', 'node');
    run('pnpm', ['run', 'typecheck'], join(root, 'apps/shop'));
    await undoes('apps/shop', lockfile);
  });
});
