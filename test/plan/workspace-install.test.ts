import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apply } from '../../src/plan/apply.ts';
import { undo } from '../../src/plan/undo.ts';
import { isWorkspaceFile } from '../../src/plan/workspace-files.ts';
import { makeFolder, removeFolder, snapshot } from '../support/tree.ts';
import { planForMember, workspaceForTests } from './plan-for-tests.ts';

let top: string;
let root: string;
beforeEach(() => {
  top = makeFolder(workspaceForTests);
  root = join(top, 'apps/web');
});
afterEach(() => removeFolder(top));

const init = (more?: string) => apply(root, planForMember(root, more), { command: 'init' });
const lockfile = () => readFileSync(join(top, 'package-lock.json'), 'utf8');

test("the workspace's lockfile comes back byte for byte, and what is new there goes", async () => {
  const before = snapshot(top);
  await init();
  expect(lockfile()).toBe('{ "packages": {} }\r\nmore');
  expect(Object.keys(snapshot(top))).toContain('.pnp.cjs');
  expect(Object.keys(snapshot(top))).toContain('.yarn/cache/hono-npm-4.zip');
  expect(undo(root)?.paths).toContain('../../package-lock.json');
  expect(snapshot(top)).toEqual(before);
});

test('an install that fails leaves no trace above either', async () => {
  const before = snapshot(top);
  await expect(init('process.exitCode = 1;')).rejects.toThrow(/failed here/);
  expect(snapshot(top)).toEqual(before);
});

test('a lockfile that changed since is not overwritten', async () => {
  await init();
  writeFileSync(join(top, 'package-lock.json'), 'mine');
  expect(undo(root)).toMatchObject({ left: ['../../package-lock.json'] });
  expect(lockfile()).toBe('mine');
  expect(undo(root)).toBeUndefined();
});

test('a folder that is no longer a member is told so, and nothing is touched', async () => {
  await init();
  writeFileSync(join(top, 'package.json'), '{ "workspaces": ["other/*"] }');
  const before = snapshot(top);
  expect(() => undo(root)).toThrow(/package-lock\.json lies above this folder/);
  expect(snapshot(top)).toEqual(before);
  writeFileSync(join(top, 'package.json'), workspaceForTests['package.json']);
  expect(undo(root)).toBeDefined();
});

test.each([
  '../../yarn.lock',
  '../pnpm-lock.yaml',
  '../../../bun.lockb',
  '../../.pnp.cjs',
  '../.yarn/cache/a-npm-1.zip',
])('%s is a file of a workspace', (path) => expect(isWorkspaceFile(path)).toBe(true));

test.each([
  'yarn.lock',
  '../../package.json',
  '../../.bashrc',
  '../../node_modules',
  '../../other/yarn.lock',
  '.././../yarn.lock',
  '../..//yarn.lock',
  '..\\..\\yarn.lock',
  '/yarn.lock',
  '../../.yarn/../yarn.lock',
  '../../.yarn/install-state.gz',
  '../../.yarn/cache/a/../../../b.zip',
  '../../.yarn/cache/.zip/a',
])('%s is none', (path) => expect(isWorkspaceFile(path)).toBe(false));

describe('a forged journal', () => {
  const forge = (more: object) => {
    const folder = join(root, '.pushwright/0001');
    mkdirSync(join(folder, 'backup'), { recursive: true });
    writeFileSync(join(folder, 'backup/0'), 'evil');
    const journal = {
      schema: 1,
      id: '0001',
      command: 'init',
      state: 'applying',
      files: [],
      directories: [],
      installed: [],
    };
    writeFileSync(join(folder, 'journal.json'), JSON.stringify({ ...journal, ...more }));
  };
  const evil = (path: string) => ({ files: [{ path, before: 'x', backup: '0' }] });

  test.each<[string, object]>([
    ['another file above', evil('../../package.json')],
    ['a lockfile of no workspace of ours', evil('../package-lock.json')],
    ['a lockfile further up', evil('../../../package-lock.json')],
    ['a folder to make or remove above', { directories: ['../../package-lock.json'] }],
    ['a tree to remove above', { installed: ['../../node_modules'] }],
    ['a lockfile to remove that is not ours', { installed: ['../yarn.lock'] }],
  ])('cannot name %s', (_name, more) => {
    mkdirSync(join(top, 'node_modules'));
    writeFileSync(join(top, 'apps/yarn.lock'), '');
    forge(more);
    const before = snapshot(top);
    expect(() => undo(root)).toThrow(/cannot be read|lies above this folder/);
    expect(snapshot(top)).toEqual(before);
  });

  test('cannot reach anything where no workspace is', () => {
    rmSync(join(top, 'package.json'));
    forge(evil('../../package-lock.json'));
    expect(() => undo(root)).toThrow(/lies above this folder/);
    expect(lockfile()).toBe(workspaceForTests['package-lock.json']);
  });

  test('cannot lead out through a link', () => {
    const elsewhere = makeFolder({ file: 'theirs' });
    symlinkSync(join(elsewhere, 'file'), join(top, 'yarn.lock'));
    forge(evil('../../yarn.lock'));
    expect(() => undo(root)).toThrow(/lies above this folder/);
    expect(readFileSync(join(elsewhere, 'file'), 'utf8')).toBe('theirs');
    rmSync(join(top, '.yarn'), { recursive: true });
    mkdirSync(join(elsewhere, 'cache'));
    writeFileSync(join(elsewhere, 'cache/a.zip'), 'theirs');
    symlinkSync(elsewhere, join(top, '.yarn'), 'junction');
    forge({ installed: ['../../.yarn/cache/a.zip'] });
    expect(() => undo(root)).toThrow(/lies above this folder/);
    expect(readFileSync(join(elsewhere, 'cache/a.zip'), 'utf8')).toBe('theirs');
    removeFolder(elsewhere);
  });
});
