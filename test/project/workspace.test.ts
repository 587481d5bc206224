import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPnpmPackages } from '../../src/project/pnpm-workspace.ts';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const managerOf = (files: Record<string, string>) => readProject(writeTree(files)).workspace.packageManager;

describe('package manager', () => {
  it.each([
    [{}, 'npm'],
    [{ 'package-lock.json': '' }, 'npm'],
    [{ 'npm-shrinkwrap.json': '', 'package-lock.json': '' }, 'npm'],
    [{ 'pnpm-lock.yaml': '' }, 'pnpm'],
    [{ 'yarn.lock': '' }, 'yarn'],
    [{ 'bun.lock': '' }, 'bun'],
    [{ 'bun.lockb': '' }, 'bun'],
    [{ 'pnpm-workspace.yaml': 'onlyBuiltDependencies: []\n' }, 'pnpm'],
    [{ '.yarnrc.yml': '' }, 'yarn'],
    [{ 'package.json': '{"packageManager":"pnpm@10.1.0+sha512.abc"}' }, 'pnpm'],
    [{ 'package.json': '{"devEngines":{"packageManager":{"name":"bun"}}}' }, 'bun'],
    [
      {
        'package.json': '{"devEngines":{"packageManager":[{"name":"npm"},{"name":"yarn"}]}}',
        'yarn.lock': '',
      },
      'yarn',
    ],
    // A declaration decides between lockfiles when its own is among them.
    [{ 'package.json': '{"packageManager":"yarn@4.0.0"}', 'yarn.lock': '', 'package-lock.json': '' }, 'yarn'],
  ] as const)('%j is %s', (files, manager) => {
    expect(managerOf(files)).toBe(manager);
  });

  it.each<Record<string, string>>([
    { 'package-lock.json': '', 'pnpm-lock.yaml': '' },
    { 'package.json': '{"packageManager":"pnpm@10.1.0"}', 'package-lock.json': '' },
    { 'package.json': '{"packageManager":"pnpm@10.1.0","devEngines":{"packageManager":{"name":"npm"}}}' },
  ])('%j is ambiguous', (files) => {
    const { workspace } = readProject(writeTree(files));
    expect(workspace.packageManager).toBeUndefined();
    expect(new Set(workspace.candidates.map(({ manager }) => manager)).size).toBe(2);
  });

  it('names what speaks for each', () => {
    expect(readProject(copyFixture('apps/two-lockfiles')).workspace).toMatchObject({
      kind: 'none',
      packageManager: undefined,
      candidates: [
        { manager: 'npm', evidence: 'package-lock.json' },
        { manager: 'pnpm', evidence: 'pnpm-lock.yaml' },
      ],
    });
  });

  it('is looked up to the root of the repository and no further', () => {
    const outer = writeTree({ 'yarn.lock': '', 'repo/web/package.json': '{}', 'repo/pnpm-lock.yaml': '' });
    expect(readProject(join(outer, 'repo/web')).workspace.packageManager).toBe('npm');
    commitAll(join(outer, 'repo'));
    expect(readProject(join(outer, 'repo/web')).workspace).toMatchObject({
      kind: 'none',
      packageManager: 'pnpm',
      candidates: [{ manager: 'pnpm', evidence: '../pnpm-lock.yaml' }],
    });
    expect(readProject(join(outer, 'repo')).workspace.candidates).toHaveLength(1);
  });
});

describe('workspace', () => {
  it('finds the members that the patterns name', () => {
    const { workspace } = readProject(copyFixture('apps/workspace'));
    expect(workspace).toMatchObject({
      kind: 'pnpm',
      app: '.',
      packageManager: 'pnpm',
      members: ['apps/admin', 'apps/chat', 'apps/site', 'packages/ui/button'],
    });
  });

  it('belongs to what names it', () => {
    const root = copyFixture('apps/workspace');
    const of = (path: string) => readProject(join(root, path)).workspace;
    expect(of('packages/ui/button')).toMatchObject({
      kind: 'pnpm',
      root,
      app: 'packages/ui/button',
      members: [],
    });
    expect(of('packages/old')).toMatchObject({ kind: 'none', root: join(root, 'packages/old'), app: '.' });
    expect(of('tools').kind).toBe('none');
  });

  it.each([
    ['["apps/*"]', {}, 'npm'],
    ['{"packages":["./apps/*/"]}', { 'yarn.lock': '' }, 'yarn'],
    ['["apps/**","!apps/other"]', { 'bun.lock': '' }, 'bun'],
  ])('reads %s of package.json', (workspaces, files, kind) => {
    const root = writeTree({
      'package.json': `{"workspaces":${workspaces}}`,
      'apps/chat/package.json': '{}',
      ...files,
    });
    expect(readProject(root).workspace).toMatchObject({ kind, members: ['apps/chat'] });
    expect(readProject(join(root, 'apps/chat')).workspace).toMatchObject({ kind, root, app: 'apps/chat' });
  });

  it('takes a stale lockfile in a member for what it is', () => {
    const files = {
      'pnpm-workspace.yaml': 'packages: [apps/*]\n',
      'pnpm-lock.yaml': '',
      'apps/chat/package.json': '{}',
      'apps/chat/package-lock.json': '{}',
    };
    const of = (root: string) => readProject(join(root, 'apps/chat')).workspace.packageManager;
    expect(of(writeTree(files))).toBeUndefined();
    expect(of(writeTree({ ...files, 'package.json': '{"packageManager":"pnpm@10.0.0"}' }))).toBe('pnpm');
  });

  it('is none for pnpm without its file', () => {
    const root = writeTree({
      'package.json': '{"workspaces":["apps/*"]}',
      'pnpm-lock.yaml': '',
      'apps/chat/package.json': '{}',
    });
    expect(readProject(root).workspace).toMatchObject({
      kind: 'none',
      members: ['apps/chat'],
      packageManager: 'pnpm',
    });
  });

  it('is none above a broken package.json', () => {
    const root = writeTree({ 'package.json': '{', 'app/package.json': '{}' });
    commitAll(root);
    expect(readProject(join(root, 'app')).workspace.kind).toBe('none');
  });
});

describe('pnpm-workspace.yaml', () => {
  it.each([
    ["packages:\n  - 'a/*'\n  - b\n", ['a/*', 'b']],
    ['packages:\n- "a/*" # apps\n\n# more\n- "!b#c"\ncatalog:\n  x: 1\n', ['a/*', '!b#c']],
    ["packages: ['a/*', b, '{c,d}/*']\n", ['a/*', 'b', '{c,d}/*']],
    ['packages: [\n  a, # one\n  {b,c}/*,\n]\n', ['a', '{b,c}/*']],
    ['\uFEFFpackages:\r\n  - a\r\n', ['a']],
    ['packages: []\n', []],
    ['catalog:\n  packages: 1\n', undefined],
    ['', undefined],
  ])('%j', (text, packages) => {
    expect(readPnpmPackages(text)).toEqual(packages);
  });
});
