import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, git, removeTemporary, temporaryFolder } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const rules = {
  '.gitignore': '*.local\n.env\n!keep.local\n/only-here\nlogs/\nbuild\n',
  'sub/.gitignore': '!.env\ndeep/*.txt\n!build\n',
  'main.js': '',
};
/** Paths that do not exist, and whether git would leave them out. */
const verdicts: readonly (readonly [path: string, ignored: boolean])[] = [
  ['.env', true],
  ['.env.local', true],
  ['.env.example', false],
  ['keep.local', false],
  ['any/where/x.local', true],
  ['any/.env', true],
  ['sub/.env', false],
  ['sub/deeper/.env', false],
  ['sub/deep/a.txt', true],
  ['sub/deep/er/a.txt', false],
  ['only-here', true],
  ['sub/only-here', false],
  ['logs/', true],
  ['logs', false],
  ['logs/today.txt', true],
  ['build/index.js', true],
  ['sub/build/index.js', false],
];

describe('isIgnored', () => {
  it('is right for files that do not exist yet', () => {
    const root = writeTree(rules);
    commitAll(root);
    const { git: state } = readProject(root);
    expect(verdicts.map(([path]) => [path, state.isIgnored(path)])).toEqual(verdicts);
  });

  it('says the same without git', () => {
    const { git: state } = readProject(writeTree(rules));
    expect(state.isRepository).toBe(false);
    expect(verdicts.map(([path]) => [path, state.isIgnored(path)])).toEqual(verdicts);
  });

  it('is false for a tracked file, whatever .gitignore says', () => {
    const root = writeTree({ '.gitignore': '.env\n', '.env': 'A=1' });
    commitAll(root);
    git(root, 'add', '--force', '.env');
    const { git: state } = readProject(root);
    expect([state.isTracked('.env'), state.isIgnored('.env')]).toEqual([true, false]);
  });

  it('answers for paths above the folder', () => {
    const root = writeTree({ '.gitignore': '*.local\n', '.env': '', '.env.local': '', 'app/main.js': '' });
    commitAll(root);
    const { git: state } = readProject(join(root, 'app'));
    expect([state.isTracked('../.env'), state.isIgnored('../.env')]).toEqual([true, false]);
    expect([state.isTracked('../.env.local'), state.isIgnored('../.env.local')]).toEqual([false, true]);
  });

  it('takes a path for a path, not for a pattern', () => {
    const root = writeTree({ '.gitignore': '/[ab].js\n!/[[]ab].js\n', ':(top)x': '' });
    commitAll(root);
    const { git: state } = readProject(root);
    expect([state.isIgnored('a.js'), state.isIgnored('[ab].js'), state.isTracked(':(top)x')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('knows the rules above the folder', () => {
    const root = writeTree({ '.gitignore': '*.local\n', 'app/main.js': '' });
    commitAll(root);
    expect(readProject(join(root, 'app')).git.isIgnored('.env.local')).toBe(true);
  });
});

describe('changes', () => {
  it('lists what differs from HEAD, relative to the folder', () => {
    const root = writeTree({ 'app/a.js': 'a', 'app/b.js': 'b', 'other.js': '', '.gitignore': '*.log\n' });
    commitAll(root);
    expect(readProject(join(root, 'app')).git.changes()).toEqual([]);
    writeFileSync(join(root, 'app/a.js'), 'changed');
    rmSync(join(root, 'app/b.js'));
    writeTree({ 'app/new/ü file.js': '', 'app/x.log': '', 'other.js': 'changed' }, root);
    expect(readProject(join(root, 'app')).git.changes()).toEqual(['a.js', 'b.js', 'new/ü file.js']);
    expect(readProject(root).git.changes()).toEqual([
      'app/a.js',
      'app/b.js',
      'app/new/ü file.js',
      'other.js',
    ]);
  });

  it('works before the first commit and outside a repository', () => {
    const root = writeTree({ 'a.js': '' });
    expect(readProject(root).git.changes()).toEqual([]);
    git(root, 'init', '--quiet');
    expect(readProject(root).git.changes()).toEqual(['a.js']);
  });
});

it('reads the identity', () => {
  const root = writeTree({ 'a.js': '' });
  git(root, 'init', '--quiet');
  git(root, 'config', 'user.email', 'dev@example.com');
  expect(readProject(root).git.email()).toBe('dev@example.com');
});

it('says so when there is a repository and no git', () => {
  const root = writeTree({ '.gitignore': '.env\n', 'a.js': '' });
  commitAll(root);
  const path = process.env.PATH;
  process.env.PATH = temporaryFolder();
  try {
    const { git: state, files } = readProject(root);
    expect(state.isRepository).toBe(false);
    expect(state.unavailable).toMatch(/git could not be started/);
    expect(files.list()).toEqual(['.gitignore', 'a.js']);
    expect(state.isIgnored('.env')).toBe(true);
  } finally {
    process.env.PATH = path;
  }
  expect(readProject(root).git).toMatchObject({ isRepository: true, unavailable: undefined, workTree: root });
});
