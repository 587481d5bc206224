import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { detectFramework, findApps } from '../../src/frameworks/index.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { planPackages } from '../../src/plan/plan-packages.ts';
import { planServer } from '../../src/plan/server/plan-server.ts';
import type { PackageManager } from '../../src/project/project.ts';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { setupForTests } from '../support/setup-for-tests.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

type Files = Record<string, string>;

/** The Turborepo of the fixtures, with the root files of a package manager in place of pnpm's. */
function workspaceOf(
  manager: PackageManager,
  more: Files = {},
  workspaces: object = ['apps/*', 'packages/*'],
): string {
  const root = copyFixture('apps/turborepo');
  if (manager !== 'pnpm') {
    rmSync(join(root, 'pnpm-workspace.yaml'));
    rmSync(join(root, 'pnpm-lock.yaml'));
    writeTree({ 'package.json': JSON.stringify({ name: 'acme', private: true, workspaces }) }, root);
  }
  const lockfiles = { npm: 'package-lock.json', yarn: 'yarn.lock', bun: 'bun.lock', pnpm: 'pnpm-lock.yaml' };
  writeTree({ [lockfiles[manager]]: '{}\n', ...more }, root);
  commitAll(root);
  return root;
}

const push = {
  dependencies: { hono: '^4.13.19', 'web-push': '^3.6.7' },
  devDependencies: { '@types/web-push': '^3.6.4' },
  reason: 'test',
};
const planFor = (root: string, app = 'apps/desk') => planPackages(readProject(join(root, app)), push);

/** What the plan writes into package.json. */
function written(operations: readonly Operation[]): Files {
  const edit = operations.find((operation) => operation.kind === 'edit');
  const { dependencies = {}, devDependencies = {} } = edit ? JSON.parse(edit.after) : {};
  return Object.fromEntries(
    Object.keys({ ...push.dependencies, ...push.devDependencies }).flatMap((name) => {
      const range = dependencies[name] ?? devDependencies[name];
      return range === undefined ? [] : [[name, range]];
    }),
  );
}

describe.each<[PackageManager, Files]>([
  ['pnpm', {}],
  ['yarn', { '.yarnrc.yml': 'nodeLinker: node-modules\n' }],
  ['bun', {}],
  ['npm', {}],
])('a workspace of %s', (manager, more) => {
  test('its apps are found, each as a member', () => {
    const root = workspaceOf(manager, more);
    expect(findApps(readProject(root)).map(({ path }) => path)).toEqual(['apps/desk', 'apps/web']);
    const project = readProject(join(root, 'apps/desk'));
    expect(detectFramework(project)?.framework.id).toBe('vite');
    expect(project.workspace).toMatchObject({
      kind: manager,
      root,
      app: 'apps/desk',
      packageManager: manager,
    });
  });

  test('what the app itself needs is installed in it, and the lockfile above is looked after', () => {
    const install = planFor(workspaceOf(manager, more)).find(({ kind }) => kind === 'install');
    expect(install).toMatchObject({ directory: '.', workspace: '../..' });
  });

  test('the server that no pattern names is a project of its own, the one that a pattern names a member', () => {
    const install = (root: string) => {
      const project = readProject(join(root, 'apps/desk'));
      const found = detectFramework(project);
      if (found === undefined) throw new Error('The app was not recognised.');
      return planServer(project, found.layout, setupForTests());
    };
    const own = install(workspaceOf(manager, more));
    expect(own.find(({ kind }) => kind === 'install')).toMatchObject({
      directory: 'server',
      workspace: undefined,
      command: manager === 'pnpm' ? ['pnpm', 'install', '--ignore-workspace'] : [manager, 'install'],
    });
    // Yarn refuses a folder below a project that is no part of it, unless it has a lockfile.
    expect(own.some((operation) => 'path' in operation && operation.path === 'server/yarn.lock')).toBe(
      manager === 'yarn',
    );
    const deep = ['apps/**', 'packages/*'];
    const taken = install(
      workspaceOf(
        manager,
        { ...more, ...(manager === 'pnpm' && { 'pnpm-workspace.yaml': 'packages: ["apps/**"]\n' }) },
        deep,
      ),
    );
    expect(taken.find(({ kind }) => kind === 'install')).toMatchObject({
      directory: 'server',
      workspace: '../..',
      command: manager === 'pnpm' ? ['pnpm', 'install', '--no-frozen-lockfile'] : [manager, 'install'],
    });
    expect(taken.some((operation) => 'path' in operation && operation.path === 'server/yarn.lock')).toBe(
      false,
    );
  });
});

describe('ranges', () => {
  const own = { hono: '^4.13.19', 'web-push': '^3.6.7', '@types/web-push': '^3.6.4' };

  test("are those of pnpm's catalogs", () => {
    expect(written(planFor(workspaceOf('pnpm')))).toEqual({
      ...own,
      hono: 'catalog:',
      '@types/web-push': 'catalog:types',
    });
  });

  test("are those of Yarn's catalogs", () => {
    const yarnrc = 'catalog:\n  hono: "^4.12.0"\ncatalogs:\n    push:\n        web-push: ^3.6.0\n';
    expect(written(planFor(workspaceOf('yarn', { '.yarnrc.yml': yarnrc })))).toEqual({
      ...own,
      hono: 'catalog:',
      'web-push': 'catalog:push',
    });
  });

  test.each([
    [
      'workspaces',
      {
        workspaces: { packages: ['apps/*'], catalog: { hono: '4' }, catalogs: { push: { 'web-push': '3' } } },
      },
    ],
    ['the root', { workspaces: ['apps/*'], catalog: { hono: '4' }, catalogs: { push: { 'web-push': '3' } } }],
  ])("are those of Bun's catalogs in %s", (_name, manifest) => {
    const root = workspaceOf('bun', { 'package.json': JSON.stringify(manifest) });
    expect(written(planFor(root))).toEqual({ ...own, hono: 'catalog:', 'web-push': 'catalog:push' });
  });

  test('are ours where npm knows no catalogs, and where several catalogs have the package', () => {
    const npm = { 'package.json': JSON.stringify({ workspaces: ['apps/*'], catalog: { hono: '4' } }) };
    expect(written(planFor(workspaceOf('npm', npm)))).toEqual(own);
    const two = 'packages: ["apps/*"]\ncatalogs:\n  a:\n    hono: ^3.0.0\n  b:\n    hono: ^4.0.0\n';
    expect(written(planFor(workspaceOf('pnpm', { 'pnpm-workspace.yaml': two })))).toEqual(own);
  });

  test.each([
    ['^4.0.0', '^4.0.0'],
    ['~4.12.0', '~4.12.0'],
    ['file:./vendor/hono', '^4.13.19'],
  ])("are the root's where it has one: %s", (range, expected) => {
    const manifest = { workspaces: ['apps/*'], dependencies: { hono: range } };
    const root = workspaceOf('npm', { 'package.json': JSON.stringify(manifest) });
    expect(written(planFor(root))).toEqual({ ...own, hono: expected });
  });

  test('stay at the root, where the app leaves everything to it', () => {
    const manifest = {
      workspaces: ['apps/*'],
      dependencies: { hono: '4', 'web-push': '3', '@types/web-push': '3' },
    };
    const files = {
      'package.json': JSON.stringify(manifest),
      'apps/desk/package.json': '{ "name": "desk" }',
    };
    expect(planFor(workspaceOf('npm', files))).toEqual([
      { kind: 'keep', path: 'package.json', reason: 'test are there' },
    ]);
    // What a member does not declare, Plug'n'Play does not give it.
    expect(written(planFor(workspaceOf('yarn', { ...files, '.pnp.cjs': '' })))).toEqual({
      hono: '4',
      'web-push': '3',
      '@types/web-push': '3',
    });
  });

  test('of what is declared stay as they are', () => {
    const manifest = {
      name: 'desk',
      dependencies: { hono: '^3.0.0', 'web-push': 'latest' },
      devDependencies: { '@types/web-push': '*' },
    };
    const root = workspaceOf('pnpm', { 'apps/desk/package.json': JSON.stringify(manifest) });
    expect(planFor(root).map(({ kind }) => kind)).toEqual(['keep']);
  });
});
