import { afterAll, expect, test } from 'vitest';
import { importSpecifier } from '../../src/plan/import-specifier.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const tsconfig = (paths: Record<string, string[]>, more = {}) =>
  JSON.stringify({ compilerOptions: { paths, ...more } });
const at = JSON.stringify;

const specifier = (files: Record<string, string>, main: string, from = 'src/main.tsx') =>
  importSpecifier(
    readProject(
      writeTree({ 'package.json': '{}', 'src/app.tsx': '', 'src/ui/index.ts': '', ...files, [from]: main }),
    ),
    from,
    'src/push/push-listener',
    '.tsx',
  );

test.each<[string, Record<string, string>, string, string]>([
  [
    '@/*',
    { 'tsconfig.json': tsconfig({ '@/*': ['./src/*'] }) },
    "import { App } from '@/app';",
    '@/push/push-listener',
  ],
  [
    'an index',
    { 'tsconfig.json': tsconfig({ '@/*': ['./src/*'] }) },
    'import "@/ui"',
    '@/push/push-listener',
  ],
  [
    'a file by its extension',
    { 'tsconfig.json': tsconfig({ '@/*': ['./src/*'] }) },
    "import '@/app.tsx'",
    '@/push/push-listener',
  ],
  [
    '~/* from the root',
    { 'tsconfig.json': tsconfig({ '~/*': ['./*'] }) },
    "import a from '~/src/app'",
    '~/src/push/push-listener',
  ],
  [
    'baseUrl',
    { 'tsconfig.json': tsconfig({ 'app/*': ['*'] }, { baseUrl: 'src' }) },
    "import a from 'app/app'",
    'app/push/push-listener',
  ],
  [
    'comments, an extended file',
    {
      'tsconfig.json': '{ // base\n "extends": "./tsconfig.base", }',
      'tsconfig.base.json': tsconfig({ '@/*': ['src/*'] }),
    },
    "import a from '@/app'",
    '@/push/push-listener',
  ],
  [
    'jsconfig',
    { 'jsconfig.json': tsconfig({ '@/*': ['./src/*'] }) },
    "const a = import('@/app')",
    '@/push/push-listener',
  ],
  [
    'tsconfig.app.json of a solution',
    { 'tsconfig.json': '{ "files": [] }', 'tsconfig.app.json': tsconfig({ '@/*': ['./src/*'] }) },
    "import a from '@/app'",
    '@/push/push-listener',
  ],
  [
    "package.json's imports",
    { 'package.json': at({ imports: { '#/*': './src/*' } }) },
    "import a from '#/app.tsx'",
    '#/push/push-listener.tsx',
  ],
  [
    'several',
    { 'tsconfig.json': tsconfig({ '@ui/*': ['./src/ui/*'], '@/*': ['./src/*'] }) },
    "import '@ui/index';import '@/app'",
    '@/push/push-listener',
  ],
])('the alias that the module uses: %s', (_name, files, main, expected) => {
  expect(specifier(files, main)).toBe(expected);
});

test.each<[string, Record<string, string>, string]>([
  ['an alias that it does not use', { 'tsconfig.json': tsconfig({ '@/*': ['./src/*'] }) }, "import './app'"],
  [
    'an alias of another folder',
    { 'tsconfig.json': tsconfig({ '@/*': ['./src/ui/*'] }) },
    "import '@/index'",
  ],
  ['a package that an alias could be', { 'tsconfig.json': tsconfig({ '*': ['./src/*'] }) }, "import 'react'"],
  ['an alias of one file', { 'tsconfig.json': tsconfig({ app: ['./src/app'] }) }, "import 'app'"],
  [
    'a scoped package',
    { 'tsconfig.json': tsconfig({ '@/*': ['./src/*'] }) },
    "import '@tanstack/react-query'",
  ],
  [
    'an alias that ends where ours begins',
    { 'package.json': at({ imports: { '#*': './src/*' } }) },
    "import '#app.tsx'",
  ],
  [
    'a style sheet',
    { 'package.json': at({ imports: { '#/*': './src/*' } }), 'src/a.css': '' },
    "import '#/a.css'",
  ],
  [
    'a target of another extension',
    { 'package.json': at({ imports: { '#/*': './src/*.ts' } }) },
    "import '#/ui/index'",
  ],
  ['a broken config', { 'tsconfig.json': '{ "compilerOptions": { "paths": [' }, "import '@/app'"],
])('a relative path otherwise: %s', (_name, files, main) => {
  expect(specifier(files, main)).toBe('./push/push-listener');
});

test('a relative path climbs', () => {
  expect(specifier({}, '', 'src/pages/deep/main.tsx')).toBe('../../push/push-listener');
});
