import { afterAll, describe, expect, test } from 'vitest';
import { auditOf } from '../../support/audit-of.ts';
import { removeTemporary } from '../../support/copy-fixture.ts';

afterAll(removeTemporary);

function resolver(files: Readonly<Record<string, string>>) {
  const { code } = auditOf(files);
  return (from: string, specifier: string) => code.resolve(from, specifier);
}

test('relative specifiers: extensions, index files, .js for .ts, queries', () => {
  const resolve = resolver({ 'src/a.ts': '', 'src/b.tsx': '', 'src/c/index.js': '', 'src/d.vue': '' });
  expect(resolve('src/a.ts', './b')).toBe('src/b.tsx');
  expect(resolve('src/a.ts', './b.js')).toBe('src/b.tsx');
  expect(resolve('src/a.ts', './c')).toBe('src/c/index.js');
  expect(resolve('src/c/index.js', '../d.vue?v=1')).toBe('src/d.vue');
  expect(resolve('src/a.ts', './missing')).toBeUndefined();
});

describe('tsconfig paths', () => {
  const files = { 'src/lib/push.ts': '', 'src/app.ts': '' };

  test('of the nearest config, comments and trailing commas allowed', () => {
    const tsconfig = '{ // paths\n "compilerOptions": { "paths": { "#lib/*": ["./src/lib/*"], }, }, }';
    expect(resolver({ ...files, 'tsconfig.json': tsconfig })('src/app.ts', '#lib/push')).toBe(
      'src/lib/push.ts',
    );
  });

  test('of a referenced config', () => {
    const resolve = resolver({
      ...files,
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      'tsconfig.app.json':
        '{ "compilerOptions": { "paths": { "lib/*": ["./src/lib/*"] } }, "include": ["src"] }',
    });
    expect(resolve('src/app.ts', 'lib/push')).toBe('src/lib/push.ts');
  });

  test('also when the config extends a package that is not installed', () => {
    const tsconfig =
      '{ "extends": "nowhere/base.json", "compilerOptions": { "baseUrl": "src", "paths": { "$/*": ["lib/*"] } } }';
    const resolve = resolver({ ...files, 'tsconfig.json': tsconfig });
    expect(resolve('src/app.ts', '$/push')).toBe('src/lib/push.ts');
    expect(resolve('src/app.ts', './lib/push')).toBe('src/lib/push.ts');
    expect(resolve('src/app.ts', 'lib/push')).toBe('src/lib/push.ts');
  });
});

test('aliases of a Vite config, in each way people write them', () => {
  const resolve = resolver({
    'package.json': '{}',
    'src/lib/push.ts': '',
    'src/ui/bell.ts': '',
    'vite.config.ts': `
      import { fileURLToPath } from 'node:url';
      import path from 'node:path';
      export default {
        resolve: {
          alias: [
            { find: 'lib', replacement: fileURLToPath(new URL('./src/lib', import.meta.url)) },
            { find: 'ui', replacement: path.resolve(__dirname, 'src', 'ui') },
          ],
        },
      };`,
  });
  expect(resolve('src/ui/bell.ts', 'lib/push')).toBe('src/lib/push.ts');
  expect(resolve('src/lib/push.ts', 'ui/bell')).toBe('src/ui/bell.ts');
});

test('packages of the same workspace, installed or not', () => {
  const resolve = resolver({
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/app/package.json': '{ "name": "app" }',
    'packages/app/main.ts': '',
    'packages/push/package.json': '{ "name": "@org/push", "main": "./dist/index.js" }',
    'packages/push/src/index.ts': '',
    'packages/push/src/client.ts': '',
  });
  expect(resolve('packages/app/main.ts', '@org/push')).toBe('packages/push/src/index.ts');
  expect(resolve('packages/app/main.ts', '@org/push/client')).toBe('packages/push/src/client.ts');
});

test('dependencies and files outside the folder lead nowhere', () => {
  const resolve = resolver({
    'src/a.ts': '',
    'node_modules/dep/package.json': '{ "name": "dep", "main": "index.js" }',
    'node_modules/dep/index.js': '',
  });
  expect(resolve('src/a.ts', 'dep')).toBeUndefined();
  expect(resolve('src/a.ts', '../node_modules/dep/index.js')).toBeUndefined();
  expect(resolve('src/a.ts', '../../elsewhere.ts')).toBeUndefined();
  expect(resolve('src/a.ts', 'https://example.com/a.js')).toBeUndefined();
});
