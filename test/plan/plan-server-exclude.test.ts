import { afterAll, expect, test } from 'vitest';
import { planServerExclude } from '../../src/plan/server/plan-server-exclude.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

type Json = Record<string, unknown>;

const plan = (configs: Record<string, Json | string>, directory = 'server') => {
  const files = Object.entries(configs).map(([path, json]) => [
    path,
    typeof json === 'string' ? json : JSON.stringify(json),
  ]);
  return planServerExclude(
    readProject(writeTree({ 'package.json': '{}', ...Object.fromEntries(files) })),
    directory,
  );
};
const excludes = (configs: Record<string, Json | string>, directory?: string) =>
  plan(configs, directory).map((operation) =>
    operation.kind === 'edit' ? [operation.path, JSON.parse(operation.after).exclude] : operation.kind,
  );

/** What TypeScript puts the folder of the extending file in for. */
const ofLeaf = (path: string) => `\${configDir}/${path}`;

test.each<[string, Json]>([
  ['no include', {}],
  ['Next', { include: ['next-env.d.ts', '**/*.ts', '**/*.tsx'], exclude: ['node_modules'] }],
  ['React Router', { include: ['**/*', '.react-router/types/**/*'] }],
  ['Astro', { include: ['.astro/types.d.ts', '**/*'], exclude: ['node_modules'] }],
  ['the folder', { include: ['./server'] }],
  ['the project', { include: ['.'] }],
  ['two stars', { include: ['**'], exclude: ['node_modules'] }],
  ['any folder', { include: ['*/main.ts'] }],
])('a config that covers the server leaves it out: %s', (_name, config) => {
  expect(excludes({ 'tsconfig.json': config })).toEqual([['tsconfig.json', ['node_modules', 'server']]]);
});

test.each<[string, Json]>([
  ['src alone', { include: ['src'] }],
  ['src, as a pattern', { include: ['src/**/*.ts', '*.ts'] }],
  ['files alone', { files: ['src/main.ts'] }],
  ['no files', { files: [] }],
  ['left out by name', { exclude: ['node_modules', 'server'] }],
  ['left out below', { exclude: ['./server/**'] }],
  ['left out by a pattern', { include: ['**/*.ts'], exclude: ['**/server'] }],
  ['declarations alone', { include: ['**/*.d.ts'] }],
  ['another folder of the name', { include: ['src/server'] }],
])('a config that does not is as it was: %s', (_name, config) => {
  expect(plan({ 'tsconfig.json': config })).toEqual([]);
});

test('a solution is as it was, and what it refers to is looked at', () => {
  const solution = {
    files: [],
    references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.node.json' }],
  };
  expect(
    plan({
      'tsconfig.json': solution,
      'tsconfig.app.json': { include: ['src'] },
      'tsconfig.node.json': { include: ['vite.config.ts'] },
    }),
  ).toEqual([]);
  expect(
    excludes({
      'tsconfig.json': solution,
      'tsconfig.app.json': {},
      'tsconfig.node.json': { include: ['*.ts'] },
    }),
  ).toEqual([['tsconfig.app.json', ['node_modules', 'server']]]);
});

test('what is extended counts, and what it leaves out stays left out', () => {
  expect(
    excludes({ 'tsconfig.json': { extends: './base.json' }, 'base.json': { include: ['src'] } }),
  ).toEqual([]);
  expect(
    excludes({
      'tsconfig.json': { extends: ['./other.json', './config/base'] },
      'other.json': { include: ['src'] },
      'config/base.json': { include: ['../**/*.ts'], exclude: ['../dist', '../e2e/**/*.ts'] },
    }),
  ).toEqual([['tsconfig.json', ['dist', 'e2e/**/*.ts', 'server']]]);
  expect(
    excludes({
      'tsconfig.json': { extends: 'astro/tsconfigs/strict' },
      'node_modules/astro/tsconfigs/strict.json': { extends: './base.json' },
      'node_modules/astro/tsconfigs/base.json': {
        include: [ofLeaf('**/*')],
        exclude: [ofLeaf('dist')],
      },
    }),
  ).toEqual([['tsconfig.json', ['dist', 'server']]]);
});

test('output folders stay left out', () => {
  expect(
    excludes({ 'tsconfig.json': { compilerOptions: { outDir: './build', declarationDir: 'types' } } }),
  ).toEqual([['tsconfig.json', ['node_modules', 'build', 'types', 'server']]]);
});

test('configs that extend each other, a broken one, and none end well', () => {
  expect(
    excludes({ 'tsconfig.json': { extends: './a.json' }, 'a.json': { extends: './tsconfig.json' } }),
  ).toHaveLength(1);
  expect(plan({})).toEqual([]);
  expect(plan({ 'tsconfig.json': '{ "include": ["**/*"' })).toMatchObject([
    { kind: 'manual', needed: true, snippet: '"exclude": ["node_modules", "server"]' },
  ]);
});

test('the server in its other folder', () => {
  expect(excludes({ 'tsconfig.json': { exclude: ['server'] } }, 'push-server')).toEqual([
    ['tsconfig.json', ['server', 'push-server']],
  ]);
});
