import { afterAll, expect, test } from 'vitest';
import type { Operation } from '../../src/plan/operation.ts';
import { planFormatting } from '../../src/plan/plan-formatting.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const create = (path: string): Operation => ({ kind: 'create', path, content: '', reason: '' });
const edit = (path: string): Operation => ({ kind: 'edit', path, before: '', after: ' ', reason: '' });
const planned = [
  create('public/sw.js'),
  create('src/push/client.ts'),
  create('src/push/server/handle.ts'),
  edit('src/main.tsx'),
  create('public/icons/icon-192.png'),
  create('.env.local'),
  edit('.env.example'),
];
const written = 'public/sw.js src/push src/main.tsx';

const steps = (files: Record<string, string>, operations: readonly Operation[] = planned, app = '') => {
  const root = writeTree({ [`${app}src/main.tsx`]: '', [`${app}public/favicon.ico`]: '', ...files });
  return planFormatting(readProject(`${root}/${app}`), operations).map((step) => step.snippet);
};
const manifest = (...names: string[]) =>
  JSON.stringify({ devDependencies: Object.fromEntries(names.map((name) => [name, '*'])) });

test('an app without a formatter has nothing to do', () => {
  expect(steps({ 'package.json': '{}' })).toEqual([]);
});

test.each([
  ['package-lock.json', 'npx'],
  ['pnpm-lock.yaml', 'pnpm exec'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bunx'],
])('new folders are named as folders, in the words of the package manager of %s', (lockfile, run) => {
  expect(steps({ 'package.json': manifest('prettier'), [lockfile]: '' })).toEqual([
    `${run} prettier --write ${written}`,
  ]);
});

test('two formatters share the work as they always do', () => {
  expect(steps({ 'package.json': manifest('@biomejs/biome', 'prettier') })).toEqual([
    `npx prettier --write ${written}\nnpx biome check --write ${written}`,
  ]);
});

test('ESLint is one of them where it judges layout, and gets scripts alone', () => {
  const operations = [...planned, edit('index.html')];
  expect(steps({ 'package.json': manifest('eslint') }, operations)).toEqual([]);
  expect(
    steps({ 'package.json': manifest('eslint', 'eslint-plugin-import', 'prettier') }, operations),
  ).toEqual([`npx eslint --fix ${written}\nnpx prettier --write ${written} index.html`]);
});

test("the formatter of the workspace's root counts", () => {
  const files = {
    'package.json': JSON.stringify({ workspaces: ['apps/*'], devDependencies: { prettier: '*' } }),
    'package-lock.json': '{}',
    'apps/web/package.json': '{"name":"web"}',
  };
  expect(steps(files, planned, 'apps/web/')).toEqual([`npx prettier --write ${written}`]);
});

test('a second init, which makes no new file, has nothing to format', () => {
  expect(steps({ 'package.json': manifest('prettier') }, [edit('src/main.tsx')])).toEqual([]);
});
