import { afterAll, describe, expect, test } from 'vitest';
import { mergeEdits } from '../../src/plan/merge-edits.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { addedLines } from '../support/added-lines.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { planOf } from '../support/plan-of.ts';

afterAll(removeTemporary);

const browser = "import { setupWorker } from 'msw/browser';\n\nexport const worker = setupWorker();\n";
/** As MSW's own guide has it for an app that is rendered once the mocks are there. */
const main = (start: string, from = './mocks/browser') => `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App';

async function enableMocking() {
  if (!import.meta.env.DEV) return;
  const { worker } = await import('${from}');
  return ${start};
}

enableMocking().then(() => {
  createRoot(document.getElementById('root')).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
`;

const app = (files: Readonly<Record<string, string>>) => ({
  'package.json': JSON.stringify({
    devDependencies: { vite: '8.3.8', msw: '3.0.5' },
    dependencies: { react: '19.3.1', 'react-dom': '19.3.1' },
  }),
  'index.html': '<div id="root"></div><script type="module" src="/src/main.jsx"></script>\n',
  'public/mockServiceWorker.js': '/** Mock Service Worker. */\n',
  'src/App.jsx': 'export default function App() {\n  return null;\n}\n',
  'src/mocks/browser.js': browser,
  ...files,
});

async function plan(files: Readonly<Record<string, string>>) {
  const planned = await planOf(app(files), 'node');
  const operations = mergeEdits(planned.operations);
  const made: Record<string, string> = {};
  for (const operation of operations) {
    if (operation.kind === 'edit') made[operation.path] = operation.after;
    if (operation.kind === 'create') made[operation.path] = String(operation.content);
  }
  return { operations, after: app({ ...files, ...made }) };
}

const added = (operations: readonly Operation[], path: string) => {
  const edit = operations.find((each) => each.kind === 'edit' && each.path === path);
  return edit?.kind === 'edit' ? addedLines(edit.before, edit.after) : undefined;
};
const contentOf = (operations: readonly Operation[], path: string) => {
  const found = operations.find((each) => each.kind === 'create' && each.path === path);
  return found?.kind === 'create' ? String(found.content) : '';
};
const steps = (operations: readonly Operation[]) =>
  operations.flatMap((each) => (each.kind === 'manual' && /Mock/.test(each.reason) ? [each.snippet] : []));

describe('the Mock Service Worker and ours are one worker in development', () => {
  test.each([
    ['worker.start()', "return worker.start({ serviceWorker: { url: '/msw-sw.js' } });"],
    [
      "worker.start({ onUnhandledRequest: 'bypass' })",
      "return worker.start({ onUnhandledRequest: 'bypass', serviceWorker: { url: '/msw-sw.js' } });",
    ],
    [
      "worker.start({ serviceWorker: { options: { scope: '/' } } })",
      "return worker.start({ serviceWorker: { options: { scope: '/' }, url: '/msw-sw.js' } });",
    ],
  ])('%s', async (start, line) => {
    const { operations, after } = await plan({ 'src/main.jsx': main(start) });
    // Both changes of the module that starts the app: the mount comes before and after the start.
    expect(added(operations, 'src/main.jsx')).toEqual([
      expect.stringContaining('import { PushListener }'),
      line,
      expect.stringContaining('<PushListener />'),
    ]);
    expect(steps(operations)).toEqual([]);
    expect(contentOf(operations, 'public/msw-sw.js')).toContain(
      "importScripts('mockServiceWorker.js', 'sw.js')",
    );
    expect(contentOf(operations, 'public/sw.js')).not.toBe('');
    expect(contentOf(operations, 'src/push/config.js')).toContain(
      "import.meta.env.DEV ? 'msw-sw.js' : 'sw.js'",
    );

    const second = await planOf(after, 'node');
    expect(second.operations.filter(({ kind }) => kind === 'create' || kind === 'edit')).toEqual([]);
    expect(steps(second.operations)).toEqual([]);
  });

  test('in a module of its own, by an alias, below a base', async () => {
    const { operations } = await plan({
      'vite.config.js': "export default { base: '/app/' };\n",
      'jsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/start.js': "import { worker } from '@/mocks/browser';\n\nawait worker.start();\n",
      'src/main.jsx': main('undefined'),
    });
    expect(added(operations, 'src/start.js')).toEqual([
      "await worker.start({ serviceWorker: { url: '/app/msw-sw.js' } });",
    ]);
  });

  test('where it is made', async () => {
    const { operations } = await plan({
      'src/main.jsx': main('undefined'),
      'src/mocks/browser.js': "import { setupWorker } from 'msw/browser';\n\nsetupWorker().start();\n",
    });
    expect(added(operations, 'src/mocks/browser.js')).toEqual([
      "setupWorker().start({ serviceWorker: { url: '/msw-sw.js' } });",
    ]);
  });

  test.each([
    ['options that are made elsewhere', 'worker.start(options)', './mocks/browser'],
    ['a worker of another name', "worker.start({ serviceWorker: { url: '/mocks.js' } })", './mocks/browser'],
    ['a worker that comes from elsewhere', 'worker.start()', '@acme/mocks'],
  ])('a person does it for %s', async (_name, start, from) => {
    const { operations } = await plan({ 'src/main.jsx': main(start, from) });
    expect(steps(operations)).toEqual(["worker.start({ serviceWorker: { url: '/msw-sw.js' } });"]);
    expect(added(operations, 'src/main.jsx')).toHaveLength(2);
  });

  test('a start of another kind is left alone', async () => {
    const { operations } = await plan({
      'src/main.jsx': main('undefined'),
      'src/server.js': "import { worker } from './clock';\n\nworker.start();\n",
      'src/clock.js': 'export const worker = { start() {} };\n',
    });
    expect(added(operations, 'src/server.js')).toBeUndefined();
    expect(steps(operations)).toHaveLength(1);
  });
});

test('a worker of the app’s own keeps the two apart', async () => {
  const { operations } = await plan({
    'src/main.jsx': `${main('worker.start()')}navigator.serviceWorker.register('/app-sw.js');\n`,
    'public/app-sw.js': "addEventListener('fetch', () => {});\n",
  });
  expect(contentOf(operations, 'public/msw-sw.js')).toBe('');
  expect(steps(operations)).toEqual([expect.stringContaining('VITE_MOCKS')]);
});
