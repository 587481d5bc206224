import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readJson } from '../../src/project/read-json.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary, temporaryFolder } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

describe('readProject', () => {
  it('takes a folder without package.json', () => {
    expect(readProject(temporaryFolder()).manifest).toBeUndefined();
  });

  it('says what is wrong with the folder', () => {
    const root = writeTree({ 'file.txt': '' });
    expect(() => readProject(join(root, 'missing'))).toThrow(UserError);
    expect(() => readProject(join(root, 'missing'))).toThrow(/There is no folder/);
    expect(() => readProject(join(root, 'file.txt'))).toThrow(/is a file, not a folder/);
  });

  it('says where package.json is broken', () => {
    expect(() => readProject(writeTree({ 'package.json': '{\n  "name": "a",\n}\n' }))).toThrow(
      /package\.json.* is not valid JSON: line 3, column 1\./,
    );
    expect(() => readProject(writeTree({ 'package.json': '[]' }))).toThrow(/does not hold a JSON object/);
    expect(() => readProject(writeTree({ 'package.json': Buffer.from([0x7b, 0xff, 0x7d]) }))).toThrow(
      /not UTF-8/,
    );
  });

  it('drops fields of a wrong type', () => {
    const { manifest } = readProject(
      writeTree({
        'package.json': '\uFEFF{"dependencies":["a"],"scripts":{"dev":1,"build":"vite build"},"name":3}',
      }),
    );
    expect(manifest).toEqual({ scripts: { build: 'vite build' } });
  });
});

describe('readJson', () => {
  const broken: readonly (readonly [text: string, line: number, column: number])[] = [
    ['', 1, 1],
    ['{"a":}', 1, 6],
    ['{"a" 1}', 1, 6],
    ['{\n  a: 1\n}', 2, 3],
    ["{'a': 1}", 1, 2],
    ['[1, 2,]', 1, 7],
    ['{"a": "b\n"}', 1, 9],
    ['{"a": "\\x"}', 1, 9],
    ['{"a": 1', 1, 8],
    ['{} {}', 1, 4],
    ['// no\n{}', 1, 1],
    ['{"a": truth}', 1, 10],
    ['{"a": 01}', 1, 8],
    ['\uFEFF{', 1, 3],
  ];

  it.each(broken)('finds the place in %j', (text, line, column) => {
    expect(readJson(text)).toEqual({ ok: false, line, column });
  });

  it('reads the rest', () => {
    expect(readJson('\uFEFF{"a": [1.5e3, null, "\\u00e9\\n"], "b": {}}')).toEqual({
      ok: true,
      value: { a: [1500, null, 'é\n'], b: {} },
    });
  });
});

describe('language', () => {
  const language = (files: Record<string, string>) => readProject(writeTree(files)).language;

  it('is ts with a tsconfig and TypeScript sources', () => {
    expect(language({ 'tsconfig.json': '{}', 'src/main.ts': '' })).toBe('ts');
    expect(language({ 'tsconfig.app.json': '{}', 'src/App.vue': '<script lang="ts" setup></script>' })).toBe(
      'ts',
    );
  });

  it('is js when only tools are typed', () => {
    expect(language({ 'src/main.ts': '' })).toBe('js');
    expect(language({ 'tsconfig.json': '{}', 'src/main.js': '', 'env.d.ts': '', 'vite.config.ts': '' })).toBe(
      'js',
    );
    expect(
      language({
        'tsconfig.json': '{}',
        'src/main.js': '',
        'src/App.vue': '<script></script>',
        'src/a.ts': '',
      }),
    ).toBe('js');
  });

  it('looks for the tsconfig up to the root of the workspace', () => {
    const root = writeTree({
      'package.json': '{"workspaces":["apps/*"]}',
      'tsconfig.json': '{}',
      'apps/chat/package.json': '{}',
      'apps/chat/main.ts': '',
    });
    expect(readProject(join(root, 'apps/chat')).language).toBe('ts');
  });
});
