import { afterEach, expect, test } from 'vitest';
import { createAudit } from '../../src/audit/create-audit.ts';
import { readProject } from '../../src/project/read-project.ts';
import { makeFolder, removeFolder } from '../support/tree.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

function workersOf(files: Record<string, string>): string[] {
  const root = makeFolder({
    'package.json': '{ "name": "app", "devDependencies": { "vite": "^8.0.0" } }',
    ...files,
  });
  folders.push(root);
  return createAudit(readProject(root)).code.workers.map(({ path, scripts, listeners, unseen }) => {
    const events = listeners.map(({ event }) => event).join(' ');
    return [path, scripts.map((script) => script.path).join(' '), events, ...unseen].join(' | ');
  });
}

const push = "self.addEventListener('push', () => {});\n";
const click = "self.addEventListener('notificationclick', () => {});\n";
const page = (call: string) => ({
  'index.html': '<script type="module" src="/src/main.js"></script>',
  'src/main.js': `${call};\n`,
});

test('a registered file of the public folder, with the scripts it brings in', () => {
  expect(
    workersOf({
      ...page("navigator.serviceWorker.register('/sw.js')"),
      'public/sw.js': `importScripts('/lib/push.js', 'click.js');\n`,
      'public/lib/push.js': push,
      'public/click.js': click,
    }),
  ).toEqual(['public/sw.js | public/sw.js public/lib/push.js public/click.js | push notificationclick']);
});

test('a bundled module, with what it imports', () => {
  expect(
    workersOf({
      ...page("navigator.serviceWorker.register(new URL('./sw.ts', import.meta.url), { type: 'module' })"),
      'src/sw.ts': "import { listen } from './listen';\nlisten();\n",
      'src/listen.ts': `export function listen(): void { ${push} }\n`,
    }),
  ).toEqual(['src/sw.ts | src/sw.ts src/listen.ts | push']);
});

test('a generated worker, by the scripts that its plugin adds', () => {
  expect(
    workersOf({
      ...page("import('virtual:pwa-register').then(({ registerSW }) => registerSW())"),
      'vite.config.js':
        "import { VitePWA } from 'vite-plugin-pwa';\nexport default { plugins: [VitePWA({ workbox: { importScripts: ['push-sw.js'] } })] };\n",
      'public/push-sw.js': push + click,
    })[0],
  ).toBe('/sw.js | public/push-sw.js | push notificationclick');
});

test('an app in a folder of the repository', () => {
  expect(
    workersOf({
      'client/src/main.js': "navigator.serviceWorker.register('/worker.js');\n",
      'client/public/worker.js': push,
    }),
  ).toEqual(['client/public/worker.js | client/public/worker.js | push']);
});

test('a script that cannot be read leaves the worker partly unseen', () => {
  expect(
    workersOf({
      ...page("navigator.serviceWorker.register('/sw.js')"),
      'public/sw.js': `importScripts('https://cdn.example.com/push.js', location.search);\n`,
    }),
  ).toEqual(['public/sw.js | public/sw.js |  | https://cdn.example.com/push.js | importScripts']);
});
