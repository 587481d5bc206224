import { afterEach, expect, test } from 'vitest';
import { detectFramework } from '../../src/frameworks/index.ts';
import { planOtherPages } from '../../src/plan/vite/plan-other-pages.ts';
import { readProject } from '../../src/project/read-project.ts';
import { readViteConfig } from '../../src/project/vite/vite-config.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterEach(removeTemporary);

const page = (entry: string) => `<!doctype html>\n<script type="module" src="${entry}"></script>\n`;
const config = (input: string, options = 'rollupOptions') => `import { resolve } from 'node:path';
export default { build: { ${options}: { input: ${input} } } };
`;

function steps(input: string, files: Readonly<Record<string, string>> = {}, options?: string) {
  const root = copyFixture('apps/vite-vanilla-ts');
  const pages = {
    'admin.html': page('/src/admin.ts'),
    'help/index.html': page('/src/help.ts'),
    'twin.html': page('/src/main.ts'),
    'src/admin.ts': 'export {};\n',
    'src/help.ts': 'export {};\n',
    'vite.config.ts': config(input, options),
  };
  const project = readProject(writeTree({ ...pages, ...files }, root));
  const layout = detectFramework(project)?.layout;
  if (layout === undefined) throw new Error('no app');
  return planOtherPages(project, layout, readViteConfig(project));
}

test.each([
  [
    'an object of resolved paths',
    "{ main: resolve(__dirname, 'index.html'), admin: resolve(__dirname, 'admin.html') }",
  ],
  ['an array', "['index.html', './admin.html']"],
  ['paths from the root', "{ main: '/index.html', admin: '/admin.html' }"],
])('names a page of %s', (_shape, input) => {
  const [step, ...more] = steps(input);
  expect(more).toEqual([]);
  expect(step).toMatchObject({ kind: 'manual', path: 'vite.config.ts' });
  expect(step?.needed).toBeUndefined();
  expect(step?.reason).toContain('admin.html');
  expect(step?.reason).not.toContain('help');
  expect(step?.snippet).toBe(
    "// src/admin.ts, which admin.html starts\nimport { mountPush } from './push/mount-push';\n\nmountPush();",
  );
});

test('names every page of rolldownOptions', () => {
  const [step] = steps("['index.html', 'admin.html', 'help/index.html']", {}, 'rolldownOptions');
  expect(step?.reason).toContain('admin.html, help/index.html');
});

test('says nothing of one page, of a page that starts the same module, or of one that is wired', () => {
  expect(steps("'index.html'")).toEqual([]);
  expect(steps("['index.html', 'twin.html']")).toEqual([]);
  expect(steps("['index.html', 'gone.html', 'src/admin.ts']")).toEqual([]);
  const wired = { 'src/admin.ts': "import { mountPush } from './push/mount-push';\nmountPush();\n" };
  expect(steps("['index.html', 'admin.html']", wired)).toEqual([]);
});
