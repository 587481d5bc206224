import { afterAll, describe, expect, test } from 'vitest';
import { auditOf } from '../../support/audit-of.ts';
import { removeTemporary } from '../../support/copy-fixture.ts';

afterAll(removeTemporary);

const page = (script: string) =>
  `<!doctype html><body><script type="module" src="${script}"></script></body>`;
const client = (files: Readonly<Record<string, string>>) => auditOf(files).code.client;

test('a page leads to what its script imports at run time', () => {
  const { modules, graph } = client({
    'index.html': page('/src/main.ts'),
    'src/main.ts': `import './a'; import type { T } from './types'; export * from './b.js'; const c = import('./c');`,
    'src/a.ts': `import worker from './worker?worker'; import './a.css';`,
    'src/b.ts': `const d = require('./d');`,
    'src/c.ts': '',
    'src/d.ts': '',
    'src/types.ts': 'export interface T {}',
    'src/worker.ts': '',
    'src/unused.ts': `import './a';`,
    'src/a.test.ts': `import './a';`,
  });
  expect(modules).toEqual(['index.html', 'src/a.ts', 'src/b.ts', 'src/c.ts', 'src/d.ts', 'src/main.ts']);
  expect(graph.importers('src/a.ts')).toEqual(['src/main.ts']);
});

describe('frameworks', () => {
  const next = '{ "dependencies": { "next": "16.0.0" } }';

  test('Next: a page runs on the server until a module says otherwise', () => {
    const { modules, graph } = client({
      'package.json': next,
      'app/page.tsx': `import { Bell } from './bell'; import './db';`,
      'app/bell.tsx': `'use client';\nimport { ask } from '../lib/ask'; import { save } from './actions';`,
      'app/actions.ts': `'use server';\nimport './db';`,
      'app/db.ts': '',
      'lib/ask.ts': '',
      'app/api/push/route.ts': `import '../../db';`,
    });
    expect(modules).toEqual(['app/bell.tsx', 'lib/ask.ts']);
    expect(graph.has('app/db.ts')).toBe(true);
    expect(graph.has('app/actions.ts')).toBe(false);
  });

  test('Next: pages are client code, API routes are not', () => {
    const files = { 'package.json': next, 'pages/index.tsx': '', 'pages/api/push.ts': '' };
    expect(client(files).modules).toEqual(['pages/index.tsx']);
  });

  test('Astro: scripts and islands reach the browser, the rest of the frontmatter does not', () => {
    const { modules } = client({
      'package.json': '{ "dependencies": { "astro": "5.0.0" } }',
      'src/pages/index.astro': `---\nimport Bell from '../bell.tsx';\nimport { db } from '../db';\n---\n<Bell client:idle />\n<script>import '../ask';</script>`,
      'src/bell.tsx': '',
      'src/db.ts': '',
      'src/ask.ts': '',
    });
    expect(modules).toEqual(['src/ask.ts', 'src/bell.tsx', 'src/pages/index.astro']);
  });

  test('React Router: modules for the server stay there', () => {
    const { modules } = client({
      'package.json': '{ "devDependencies": { "@react-router/dev": "7.0.0" } }',
      'app/root.tsx': `import './session.server'; import './push';`,
      'app/session.server.ts': '',
      'app/push.ts': '',
      'app/routes/home.tsx': '',
    });
    expect(modules).toEqual(['app/push.ts', 'app/root.tsx', 'app/routes/home.tsx']);
  });

  test('Vite: glob imports', () => {
    const { modules } = client({
      'index.html': page('/src/main.ts'),
      'src/main.ts': `import.meta.glob('./pages/**/*.vue');`,
      'src/pages/a/b.vue': '<script></script>',
      'src/other.vue': '<script></script>',
    });
    expect(modules).toEqual(['index.html', 'src/main.ts', 'src/pages/a/b.vue']);
  });
});

test('without any start, every source counts, as a guess', () => {
  const { graph, modules } = client({ 'lib/a.js': '', 'lib/b.js': '' });
  expect(graph.known).toBe(false);
  expect(modules).toEqual(['lib/a.js', 'lib/b.js']);
});
