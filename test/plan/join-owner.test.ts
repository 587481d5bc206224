import { afterAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src/plan/operation.ts';
import { planWorker } from '../../src/plan/worker/plan-worker.ts';
import type { Layout } from '../../src/project/layout.ts';
import type { Project } from '../../src/project/project.ts';
import { readProject } from '../../src/project/read-project.ts';
import { findServiceWorkers } from '../../src/project/service-workers.ts';
import { findWorkerConflict } from '../../src/project/worker-conflict.ts';
import { addedLines } from '../support/added-lines.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

/** What of a layout is about workers: that of any framework with a folder `public`. */
function layoutFor(project: Project, base = '/'): Layout {
  const serviceWorkers = findServiceWorkers(project, { publicDirs: ['public'], base, root: '.' });
  return { publicDir: 'public', base, serviceWorkers } as unknown as Layout;
}

function open(kind: string, files: Readonly<Record<string, string>> = {}): Project {
  return readProject(writeTree(files, copyFixture(`apps/worker-${kind}`)));
}

const plan = (project: Project, base?: string) => planWorker(project, layoutFor(project, base));
const short = (operations: readonly Operation[]) =>
  operations.map((operation) =>
    operation.kind === 'edit'
      ? `edit ${operation.path}: ${addedLines(operation.before, operation.after).join(' ')}`
      : `${operation.kind} ${'path' in operation ? operation.path : ''}`,
  );

/** The plan, and the plan after it: every step of the first that a program takes is done then. */
function planTwice(kind: string): { first: readonly Operation[]; second: readonly Operation[] } {
  const project = open(kind);
  const first = plan(project);
  const files: Record<string, string> = {};
  for (const operation of first) {
    if (operation.kind === 'edit') files[operation.path] = operation.after;
    if (operation.kind === 'create') files[operation.path] = String(operation.content);
  }
  return { first, second: plan(readProject(writeTree(files, project.root))) };
}

describe('a worker that the app has takes ours in', () => {
  test.each([
    ['public', "edit public/sw.js: importScripts('push-sw.js');"],
    ['esbuild', "edit src/worker/sw.ts: self.importScripts('push-sw.js');"],
    ['pwa-generate', "edit vite.config.js: importScripts: ['push-sw.js'],"],
    ['pwa-inject', "edit src/sw.ts: self.importScripts('push-sw.js');"],
    [
      'pwa-astro',
      "edit astro.config.mjs: integrations: [AstroPWA({ workbox: { importScripts: ['push-sw.js'] } })],",
    ],
    ['serwist', "edit app/sw.ts: self.importScripts('push-sw.js');"],
    // Its provider registers it as a module, which has no importScripts().
    ['serwist-turbopack', "edit app/sw.ts: import '../public/push-sw.js';"],
    ['serwist-vite', "edit src/sw.ts: self.importScripts('push-sw.js');"],
    ['next-pwa', "edit worker/index.js: self.importScripts('push-sw.js');"],
    ['next-pwa-plain', 'create worker/index.js'],
    ['cra', "edit src/service-worker.js: self.importScripts('push-sw.js');"],
    ['leftover', "edit public/service-worker.js: importScripts('push-sw.js');"],
  ])('%s: %s', (kind, joined) => {
    const { first, second } = planTwice(kind);
    expect(short(first)).toEqual(['create public/push-sw.js', joined]);
    expect(second.map((operation) => operation.kind)).toEqual(['keep', 'keep']);
  });

  test('that Firebase Messaging has on the scope of ours, with a word on their one subscription', () => {
    const { first } = planTwice('firebase-root');
    expect(short(first)).toEqual([
      'manual public/firebase-messaging-sw.js',
      'create public/push-sw.js',
      "edit public/firebase-messaging-sw.js: importScripts('push-sw.js');",
    ]);
    expect(first[0]).toMatchObject({ reason: expect.stringMatching(/one subscription with one key/) });
  });

  test('that Next bundles, whose own address only its bundler knows', () => {
    const files = {
      'package.json': '{"dependencies":{"next":"16.4.3"}}',
      'lib/service-worker.ts': "self.addEventListener('install', () => {});\n",
      'app/register.ts':
        "navigator.serviceWorker.register(new URL('../lib/service-worker.ts', import.meta.url), { scope: '/' });\n",
    };
    expect(short(plan(readProject(writeTree(files))))).toEqual([
      'create public/push-sw.js',
      "edit lib/service-worker.ts: self.importScripts('/push-sw.js');",
    ]);
  });

  test('that lies below the base', () => {
    const files = { 'src/main.js': "navigator.serviceWorker.register('/app/sw.js');\n" };
    expect(short(plan(open('public', files), '/app/'))[1]).toBe(
      "edit public/sw.js: importScripts('push-sw.js');",
    );
  });
});

describe('a worker that lives beside ours', () => {
  test('Firebase Messaging on a scope of its own', () => {
    const operations = plan(open('firebase'));
    expect(short(operations)).toEqual(['manual public/firebase-messaging-sw.js', 'create public/sw.js']);
    expect(operations[0]).not.toHaveProperty('needed');
  });

  test('MSW, in development alone', () => {
    expect(short(plan(open('msw')))).toEqual(['manual public/mockServiceWorker.js', 'create public/sw.js']);
  });

  test('one of another scope', () => {
    const files = { 'src/main.js': "navigator.serviceWorker.register('/sw.js', { scope: '/shop/' });\n" };
    expect(short(plan(open('public', { ...files, 'public/shop.js': '' })))[0]).toBe('keep public/sw.js');
  });
});

describe('a step for a person', () => {
  const needed = (operations: readonly Operation[]) =>
    operations.filter((operation) => operation.kind === 'manual' && operation.needed);

  test('OneSignal subscribes with a key of its own', () => {
    expect(needed(plan(open('onesignal')))).toMatchObject([
      { path: 'public/OneSignalSDKWorker.js', reason: expect.stringMatching(/one subscription/) },
    ]);
  });

  test('vite-plugin-pwa runs the worker as a module in development', () => {
    const project = open('pwa-module');
    expect(needed(plan(project))).toMatchObject([
      {
        path: 'src/sw.js',
        reason: expect.stringMatching(/devOptions\.type/),
        snippet: "if (import.meta.env.PROD) self.importScripts('push-sw.js');",
      },
    ]);
  });

  test('nothing registers the worker', () => {
    const files = {
      'src/main.js': '',
      'public/sw.js': '',
      'public/service-worker.js': "import 'workbox-core';\n",
    };
    expect(needed(plan(open('public', files))).at(-1)).toMatchObject({
      path: 'public/service-worker.js',
      snippet: "navigator.serviceWorker.register('/service-worker.js');",
    });
  });

  test('the worker is registered as a module', () => {
    const main = "navigator.serviceWorker.register('/sw.js', { type: 'module' });\n";
    expect(needed(plan(open('public', { 'src/main.js': main })))).toMatchObject([
      { path: 'public/sw.js', snippet: "import './push-sw.js';" },
    ]);
  });

  test('options that are made elsewhere', () => {
    const config =
      "import { VitePWA } from 'vite-plugin-pwa';\nimport { pwa } from './pwa.js';\nexport default { plugins: [VitePWA(pwa)] };\n";
    const files = { 'vite.config.js': config, 'pwa.js': "export const pwa = { registerType: 'prompt' };\n" };
    expect(needed(plan(open('pwa-generate', files)))).toMatchObject([
      { path: 'vite.config.js', snippet: "workbox: { importScripts: ['push-sw.js'] }" },
    ]);
  });
});

describe('two workers on one scope', () => {
  const conflict = (project: Project) => findWorkerConflict(project, layoutFor(project));

  test('that both are registered are for a person to choose between', () => {
    const found = conflict(open('two'));
    expect(found?.happened).toContain('public/news.js (registered in src/news.js:1)');
    expect(found?.happened).toContain('public/offline.js (registered in src/offline.js:1)');
    expect(short(plan(open('two')))).toEqual([`manual ${found?.path}`]);
  });

  test('of which the build writes one over the other', () => {
    expect(conflict(open('pwa-hidden'))).toMatchObject({
      path: 'public/sw.js',
      happened: expect.stringMatching(/astro\.config\.mjs/),
    });
  });

  test.each([
    ['one that nothing registers', 'leftover', {}],
    [
      'one that a script registers which no page loads',
      'leftover',
      { 'public/register.js': "navigator.serviceWorker.register('/sw.js');\n" },
    ],
    [
      'one that imports the other',
      'two',
      { 'public/news.js': "importScripts('/offline.js');\n", 'src/offline.js': '' },
    ],
    [
      'those that one call registers by a condition',
      'two',
      {
        'src/offline.js': '',
        'src/news.js':
          "navigator.serviceWorker.register(import.meta.env.PROD ? '/news.js' : '/offline.js');\n",
      },
    ],
    [
      'those of different scopes',
      'two',
      { 'src/news.js': "navigator.serviceWorker.register('/news.js', { scope: '/news/' });\n" },
    ],
    [
      'MSW beside another',
      'msw',
      {
        'src/sw.js': "navigator.serviceWorker.register('/sw.js');\n",
        'public/sw.js': 'self.onpush = () => {};\n',
      },
    ],
    [
      'a source and what is built from it',
      'esbuild',
      { 'public/sw.js': "self.addEventListener('install', () => {});\n" },
    ],
    [
      'Serwist and what it has built',
      'serwist',
      {
        'public/sw.js': "self.addEventListener('install', () => {});\n",
        'app/go.js': "navigator.serviceWorker.register('/sw.js');\n",
      },
    ],
  ])('%s is no conflict', (_, kind, files) => {
    expect(conflict(open(kind, files as Record<string, string>))).toBeUndefined();
  });
});
