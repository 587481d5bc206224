import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { removeTemporary } from '../support/copy-fixture.ts';
import { craFiles } from '../support/cra-files.ts';
import { planOf } from '../support/plan-of.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const vite = {
  'package.json': '{"devDependencies":{"vite":"8"}}',
  'index.html': '<!doctype html><head></head><script type="module" src="/src/main.ts"></script>',
  'src/main.ts': 'export {};\n',
};
const tsconfig = (options: object, rest: object = {}) =>
  JSON.stringify({
    compilerOptions: { lib: ['es2022', 'dom'], types: [], noEmit: true, ...options },
    ...rest,
  });
const mark = '// @ts-nocheck\n';

/** The worker as it lands in an app with these files. */
const workerIn = async (files: Record<string, string>, path = 'public/sw.js'): Promise<string> =>
  (await planOf({ ...vite, ...files }, 'none')).textOf(path) ?? '';

describe('the worker in an app whose settings check JavaScript', () => {
  test.each<[string, Record<string, string>]>([
    ['everywhere', { 'tsconfig.json': tsconfig({ checkJs: true }) }],
    [
      'in the public folder',
      { 'tsconfig.json': tsconfig({ checkJs: true }, { include: ['src', 'public'] }) },
    ],
    [
      'by what they extend',
      { 'tsconfig.json': '{"extends":"./base.json"}', 'base.json': '{"compilerOptions":{"checkJs":true}}' },
    ],
    [
      'in a part of a solution',
      {
        'tsconfig.json': '{"files":[],"references":[{"path":"./tsconfig.app.json"}]}',
        'tsconfig.app.json': tsconfig({ checkJs: true }, { include: ['**/*.js', 'src'] }),
      },
    ],
    ['of an editor', { 'jsconfig.json': '{"compilerOptions":{"checkJs":true}}' }],
  ])('is left out of it: %s', async (_name, files) => {
    expect(await workerIn(files)).toMatch(/^\/\/ pushwright worker 1\n(?:\/\/.*\n)*\/\/ @ts-nocheck\n\{/);
  });

  test.each<[string, Record<string, string>]>([
    ['there are none', {}],
    ['they let JavaScript in, and do not check it', { 'tsconfig.json': tsconfig({ allowJs: true }) }],
    ['they check another folder', { 'tsconfig.json': tsconfig({ checkJs: true }, { include: ['src'] }) }],
    [
      'they leave it out',
      { 'tsconfig.json': tsconfig({ checkJs: true }, { exclude: ['node_modules', 'public'] }) },
    ],
    [
      'they take back what they extend',
      {
        'tsconfig.json': '{"extends":"./base.json","compilerOptions":{"checkJs":false}}',
        'base.json': '{"compilerOptions":{"checkJs":true}}',
      },
    ],
  ])('is as it was where %s', async (_name, files) => {
    expect(await workerIn(files)).not.toContain(mark);
  });

  test.each([{ checkJs: true }, { allowJs: true }, { checkJs: true, strict: true, isolatedModules: true }])(
    'passes the compiler with %j, beside a page',
    async (options) => {
      const files = { 'tsconfig.json': tsconfig(options, { include: ['public'] }) };
      const root = writeTree({ ...files, 'public/sw.js': await workerIn(files) });
      const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
      const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', root], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    },
  );
});

test('so are our other scripts, and none of TypeScript', async () => {
  const files = { 'tsconfig.json': tsconfig({ checkJs: true }) };
  const javascript = { ...files, 'index.html': vite['index.html'].replace('main.ts', 'main.js') };
  const { 'src/main.ts': _, ...rest } = vite;
  const untyped = await planOf({ ...rest, ...javascript, 'src/main.js': 'export {};\n' }, 'node');
  for (const path of ['src/push/client.js', 'src/push/mount-push.js', 'server/main.js', 'server/app.js'])
    expect(untyped.textOf(path), path).toMatch(new RegExp(`^${mark}`));
  // Of a module of types alone nothing is left, not even the mark.
  expect(untyped.at('server/store.js')).toBeUndefined();
  const typed = await planOf({ ...vite, ...files }, 'none');
  expect(typed.textOf('src/push/client.ts')).not.toContain(mark);
  const cra = await planOf({ ...craFiles('ts', '/'), ...files }, 'node');
  expect(cra.textOf('src/setupProxy.js')).toContain(mark);
});
