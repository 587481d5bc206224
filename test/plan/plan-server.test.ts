import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { detectFramework } from '../../src/frameworks/index.ts';
import type { CreateOperation, Operation } from '../../src/plan/operation.ts';
import { planServer } from '../../src/plan/server/plan-server.ts';
import { readProject } from '../../src/project/read-project.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { setupForTests } from '../support/setup-for-tests.ts';
import { writeTree } from '../support/write-tree.ts';

afterEach(removeTemporary);

function plan(root: string): Operation[] {
  const project = readProject(root);
  const layout = detectFramework(project)?.layout;
  if (layout === undefined) throw new Error('no app');
  return planServer(project, layout, setupForTests());
}

const created = (operations: readonly Operation[]): string[] =>
  operations.flatMap((operation) => (operation.kind === 'create' ? [operation.path] : []));
const kinds = (operations: readonly Operation[]): string[] => operations.map(({ kind }) => kind);

/** A copy of the fixture with the server in it. */
function withServer(fixture: string): string {
  const root = copyFixture(`apps/${fixture}`);
  const files = plan(root).filter((operation): operation is CreateOperation => operation.kind === 'create');
  return writeTree(Object.fromEntries(files.map(({ path, content }) => [path, content])), root);
}

describe.each([
  ['vite-react-ts', 'ts'],
  ['vite-react-js', 'js'],
])('a server in %s', (fixture, extension) => {
  test('that is complete has nothing left to do', () => {
    expect(kinds(plan(withServer(fixture)))).toEqual(['keep']);
  });

  test('gets back what was deleted from it, and nothing is installed for that', () => {
    const root = withServer(fixture);
    const deleted = [
      `identify.${extension}`,
      `equal-secrets.${extension}`,
      `main.${extension}`,
      '.gitignore',
    ];
    for (const name of deleted) rmSync(join(root, 'server', name));
    const operations = plan(root);
    expect(created(operations).sort()).toEqual(deleted.map((name) => `server/${name}`).sort());
    expect(kinds(operations)).not.toContain('install');
  });

  test('gets its package.json back, with its packages', () => {
    const root = withServer(fixture);
    rmSync(join(root, 'server/package.json'));
    const operations = plan(root);
    expect(created(operations)).toEqual(['server/package.json']);
    expect(kinds(operations)).toContain('install');
  });

  test('keeps a store of its own: what nothing asks for does not come back', () => {
    const root = withServer(fixture);
    const start = join(root, 'server', `start-push.${extension}`);
    writeFileSync(start, readFileSync(start, 'utf8').replace('./sqlite-store', './postgres-store'));
    rmSync(join(root, 'server', `sqlite-store.${extension}`));
    expect(kinds(plan(root))).toEqual(['keep']);
  });
});

test('a module that was translated is not missing', () => {
  const root = withServer('vite-react-ts');
  rmSync(join(root, 'server/log.ts'));
  writeFileSync(join(root, 'server/log.js'), 'export const log = console.log;\n');
  expect(kinds(plan(root))).toEqual(['keep']);
});

test('a server in JavaScript stays one in an app of TypeScript', () => {
  const root = copyFixture('apps/vite-react-ts');
  const server = withServer('vite-react-js');
  cpSync(join(server, 'server'), join(root, 'server'), { recursive: true });
  rmSync(join(root, 'server/log.js'));
  const pages = Array.from({ length: 40 }, (_, index) => [`src/page-${index}.ts`, 'export {};\n']);
  writeTree(Object.fromEntries(pages), root);
  expect(readProject(root).language).toBe('ts');
  expect(created(plan(root))).toEqual(['server/log.js']);
});

test('a database that an undo has left is taken up again', () => {
  const root = withServer('vite-react-ts');
  const [first] = plan(root);
  expect(first).toMatchObject({ kind: 'keep', path: 'server' });
  rmSync(join(root, 'server'), { recursive: true });
  mkdirSync(join(root, 'server/data'), { recursive: true });
  writeFileSync(join(root, 'server/data/push.sqlite'), '');
  expect(plan(root).some((operation) => 'path' in operation && operation.path === 'server/main.ts')).toBe(
    true,
  );
  writeFileSync(join(root, 'server/index.js'), '');
  expect(
    plan(root).some((operation) => 'path' in operation && operation.path === 'push-server/main.ts'),
  ).toBe(true);
});
