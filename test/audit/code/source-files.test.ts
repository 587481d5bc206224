import { expect, test } from 'vitest';
import { isMinified, isSource } from '../../../src/audit/code/modules/source-files.ts';

test.each(['src/a.ts', 'public/sw.js', 'src/App.vue', 'index.html', 'app/[id]/page.tsx'])(
  '%s is source',
  (path) => {
    expect(isSource(path)).toBe(true);
  },
);

test.each([
  'src/a.test.ts',
  'src/a.spec.jsx',
  'src/a.stories.tsx',
  'src/types.d.ts',
  'src/__tests__/a.ts',
  'e2e/login.ts',
  'cypress/support/a.js',
  'node_modules/a/index.js',
  'dist/assets/index.js',
  'public/lib.min.js',
  'src/style.css',
])('%s is not', (path) => {
  expect(isSource(path)).toBe(false);
});

test('a bundle is told by its long lines, a long source file is not one', () => {
  expect(isMinified('public/lib.js', 'a();'.repeat(10_000))).toBe(true);
  expect(isMinified('src/data.js', 'const a = 1;\n'.repeat(10_000))).toBe(false);
  expect(isMinified('src/small.js', 'a();'.repeat(100))).toBe(false);
});
