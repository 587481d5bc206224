import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, git, removeTemporary, temporaryFolder } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const tree = {
  '.gitignore': '*.local\ndist/\n',
  'src/main.js': 'main',
  'src/.gitignore': '!kept.local\nsecret.js\n',
  'src/kept.local': 'kept',
  'src/secret.js': 'ignored',
  '.env.local': 'ignored',
  'dist/main.js': 'ignored',
  'node_modules/a/index.js': 'a',
  '.pushwright/journal.json': '{}',
};
const listed = ['.gitignore', 'src/.gitignore', 'src/kept.local', 'src/main.js'];

describe('list', () => {
  it('is what git tracks or would add', () => {
    const root = writeTree(tree);
    commitAll(root);
    writeFileSync(join(root, 'new ü.js'), '');
    writeFileSync(join(root, 'gone.js'), '');
    git(root, 'add', 'gone.js');
    rmSync(join(root, 'gone.js'));
    expect(readProject(root).files.list()).toEqual([...listed, 'new ü.js'].sort());
  });

  it('is the same without git, by the .gitignore files', () => {
    expect(readProject(writeTree(tree)).files.list()).toEqual(listed);
  });

  it('stays inside the folder that was asked about', () => {
    const root = writeTree({ 'package.json': '{}', 'app/package.json': '{}', 'app/main.js': '' });
    commitAll(root);
    expect(readProject(join(root, 'app')).files.list()).toEqual(['main.js', 'package.json']);
  });

  it('walks a folder that the repository around it ignores', () => {
    const root = writeTree({ '.gitignore': 'scratch\n', 'scratch/main.js': '' });
    commitAll(root);
    const project = readProject(join(root, 'scratch'));
    expect(project.files.list()).toEqual(['main.js']);
    expect(project.git.isRepository).toBe(false);
  });

  it('leaves out submodules, nested repositories and links', () => {
    const inner = writeTree({ 'inner.js': '' });
    commitAll(inner);
    const root = writeTree({ 'main.js': '' });
    commitAll(root);
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub');
    mkdirSync(join(root, 'nested'));
    writeFileSync(join(root, 'nested/own.js'), '');
    commitAll(join(root, 'nested'));
    symlinkSync('main.js', join(root, 'tracked-link.js'));
    git(root, 'add', 'tracked-link.js');
    symlinkSync('main.js', join(root, 'new-link.js'));
    expect(readProject(root).files.list()).toEqual(['.gitmodules', 'main.js']);
  });

  it('runs no program of the repository', () => {
    const root = writeTree({ '.gitattributes': '*.js filter=spy\n', 'main.js': 'a' });
    commitAll(root);
    const traces = temporaryFolder();
    const program = (name: string) => `touch ${join(traces, name)}; cat`;
    git(root, 'config', 'core.fsmonitor', program('fsmonitor'));
    git(root, 'config', 'filter.spy.clean', program('clean'));
    git(root, 'config', 'filter.spy.required', 'true');
    writeTree({ '.git/hooks/post-index-change': `#!/bin/sh\n${program('hook')}\n` }, root);
    chmodSync(join(root, '.git/hooks/post-index-change'), 0o755);
    writeFileSync(join(root, 'main.js'), 'b');
    const { files, git: state } = readProject(root);
    expect(files.list()).toEqual(['.gitattributes', 'main.js']);
    expect(state.changes()).toEqual(['main.js']);
    expect(state.isIgnored('x')).toBe(false);
    expect(readProject(traces).files.list()).toEqual([]);
    // The traps are live: git itself springs them.
    git(root, 'status');
    expect(readProject(traces).files.list()).toContain('clean');
    expect(readProject(traces).files.list()).toContain('fsmonitor');
  });

  it('does not follow git variables that a hook leaves behind', () => {
    const other = writeTree({ 'other.js': '' });
    commitAll(other);
    const root = writeTree({ 'main.js': '' });
    commitAll(root);
    process.env.GIT_DIR = join(other, '.git');
    process.env.GIT_INDEX_FILE = join(other, '.git', 'index');
    try {
      expect(readProject(root).files.list()).toEqual(['main.js']);
    } finally {
      delete process.env.GIT_DIR;
      delete process.env.GIT_INDEX_FILE;
    }
  });
});

describe('text and bytes', () => {
  it('keep every byte, and refuse what is no UTF-8 text', () => {
    const root = writeTree({
      'bom.js': '\uFEFFa\r\n',
      'latin1.js': Buffer.from([0x61, 0xe9]),
      'utf16.js': Buffer.from('\uFEFFa', 'utf16le'),
      'nul.js': 'a\0b',
      'big.js': 'a'.repeat(5 * 1024 * 1024 + 1),
      'empty.js': '',
    });
    const { files } = readProject(root);
    expect(files.text('bom.js')).toBe('\uFEFFa\r\n');
    expect(files.text('empty.js')).toBe('');
    for (const path of ['latin1.js', 'utf16.js', 'nul.js', 'big.js', 'missing.js', '.']) {
      expect(files.text(path), path).toBeUndefined();
    }
    expect(files.bytes('latin1.js')).toEqual(Buffer.from([0x61, 0xe9]));
    expect(files.bytes('big.js')).toBeUndefined();
    expect(files.has('big.js')).toBe(true);
  });

  it('counts each file that was read once', () => {
    const { files } = readProject(writeTree({ 'a.js': 'a', 'b.js': 'b' }));
    files.list();
    files.has('b.js');
    expect(files.filesRead).toBe(0);
    files.text('a.js');
    files.bytes('a.js');
    files.text('missing.js');
    expect(files.filesRead).toBe(1);
  });

  it('follow no link out of the root, and survive a loop', () => {
    const outside = writeTree({ 'secret.txt': 'secret', 'folder/secret.txt': 'secret' });
    const root = writeTree({ 'real.js': 'real', 'folder/real.js': 'real' });
    symlinkSync(join(outside, 'secret.txt'), join(root, 'out.txt'));
    symlinkSync(join(outside, 'folder'), join(root, 'out'));
    symlinkSync('real.js', join(root, 'in.js'));
    symlinkSync('folder', join(root, 'in'));
    symlinkSync('loop', join(root, 'loop'));
    symlinkSync('..', join(root, 'folder/up'));
    const { files } = readProject(root);
    for (const path of [
      'out.txt',
      'out/secret.txt',
      'loop',
      'loop/x',
      '../secret.txt',
      `${outside}/secret.txt`,
    ]) {
      expect(files.text(path), path).toBeUndefined();
      expect(files.has(path), path).toBe(false);
    }
    expect(files.hasDirectory('out')).toBe(false);
    expect(files.entries('out')).toEqual([]);
    expect(files.text('in.js')).toBe('real');
    expect(files.text('in/real.js')).toBe('real');
    expect(files.list()).toEqual(['folder/real.js', 'real.js']);
  });

  it('climb as far as the repository goes', () => {
    const root = writeTree({ '.env': 'A=1', 'app/main.js': '' });
    expect(readProject(join(root, 'app')).files.text('../.env')).toBeUndefined();
    commitAll(root);
    const { files } = readProject(join(root, 'app'));
    expect(files.text('../.env')).toBe('A=1');
    expect(files.entries('..')).toContain('.env');
    expect(files.text('../../etc')).toBeUndefined();
  });

  it('lists a folder with what git ignores', () => {
    const root = writeTree(tree);
    commitAll(root);
    const { files } = readProject(root);
    expect(files.entries('.')).toEqual([
      '.env.local',
      '.git',
      '.gitignore',
      '.pushwright',
      'dist',
      'node_modules',
      'src',
    ]);
    expect(files.text('.env.local')).toBe('ignored');
    expect(files.hasDirectory('dist')).toBe(true);
    expect(files.has('dist')).toBe(false);
  });
});
