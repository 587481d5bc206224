import { readFileSync } from 'node:fs';
import glob from 'fast-glob';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { copyTemplate, templateBytes } from '../../src/plan/template.ts';

const modules = glob.sync('**/*.{ts,tsx}', { cwd: 'templates' }).sort();
const others = glob.sync('**/*.{js,cjs,json}', { cwd: 'templates', ignore: ['**/tsconfig.json'] }).sort();

function specifiersIn(text: string, path: string): string[] {
  const { module, errors } = parseSync(path, text);
  expect(errors).toEqual([]);
  return [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)]
    .map(({ moduleRequest }) => moduleRequest?.value)
    .filter((value) => value !== undefined);
}

describe.each(modules)('%s', (path) => {
  test.each(['ts', 'js'] as const)('stands on its own in a repository of %s', (language) => {
    const text = copyTemplate(path, { language });
    const name = language === 'js' ? path.replace(/\.ts(x?)$/, '.js$1') : path;
    for (const specifier of specifiersIn(text, name)) {
      expect(specifier).not.toMatch(/^#push/);
      if (language === 'js') expect(specifier).not.toMatch(/\.tsx?$/);
    }
    expect(text).not.toContain('#push/');
  });
});

test('a placeholder becomes the neighbour of the same name', () => {
  const placeholders = modules.filter((path) =>
    readFileSync(`templates/${path}`, 'utf8').includes("'#push/"),
  );
  expect(placeholders.length).toBeGreaterThan(0);
  for (const path of placeholders) {
    const before = specifiersIn(readFileSync(`templates/${path}`, 'utf8'), path);
    const after = specifiersIn(copyTemplate(path, { language: 'ts' }), path);
    for (const [index, specifier] of before.entries()) {
      if (!specifier.startsWith('#push/')) expect(after[index]).toBe(specifier);
      else expect(after[index]).toBe(`./${specifier.slice('#push/'.length).split('.')[0]}`);
    }
  }
});

test('a module that stands elsewhere is told the way to the push folder, as bundlers resolve it', () => {
  const place = { path: 'app/api/push/route.ts', push: 'src/push' };
  const text = copyTemplate('server/handle.ts', { language: 'ts', bundled: true, place });
  expect(text).toContain("from '../../../src/push/server/environment'");
  expect(text).toContain("from './app'");
  const js = copyTemplate('server/handle.ts', { language: 'js', bundled: true, place });
  expect(js).toContain("from '../../../src/push/server/environment.js'");
  expect(js).toContain("from './app.js'");
});

test('a client boundary is marked, and only where it is asked for', () => {
  const path = 'react/push-listener.tsx';
  expect(copyTemplate(path, { language: 'ts', clientBoundary: true })).toMatch(/^'use client';\n\nimport /);
  expect(copyTemplate(path, { language: 'js', clientBoundary: true })).toMatch(/^'use client';\n\nimport /);
  expect(copyTemplate(path, { language: 'ts' })).not.toContain('use client');
});

test.each(others)('%s is copied byte for byte', (path) => {
  const bytes = readFileSync(`templates/${path}`);
  expect(Buffer.from(copyTemplate(path, { language: 'js' }))).toEqual(bytes);
  expect(Buffer.from(copyTemplate(path, { language: 'ts' }))).toEqual(bytes);
  expect(Buffer.from(templateBytes(path))).toEqual(bytes);
});

test('the worker is among them', () => expect(others).toContain('worker/sw.js'));

test.each(['worker/no-such.js', '../package.json', 'worker/../../package.json', '/etc/hosts', 'worker'])(
  '%s is no template',
  (path) => {
    expect(() => copyTemplate(path, { language: 'js' })).toThrow(`There is no template ${path}.`);
    expect(() => templateBytes(path)).toThrow('no template');
  },
);
