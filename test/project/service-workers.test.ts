import { afterAll, describe, expect, it } from 'vitest';
import { findManifests } from '../../src/project/manifests.ts';
import type { Project, ViteConfig } from '../../src/project/project.ts';
import { readPwaPlugin } from '../../src/project/pwa-plugin.ts';
import { readProject } from '../../src/project/read-project.ts';
import { findServiceWorkers } from '../../src/project/service-workers.ts';
import { readViteConfig } from '../../src/project/vite/vite-config.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const push = "self.addEventListener('push', () => {});\n";
const findIn = (project: Project, publicDirs: readonly string[]) =>
  findServiceWorkers(project, { publicDirs, ...pick(readViteConfig(project)) });
const pick = ({ base, root }: ViteConfig) => ({ base, root });
const find = (files: Record<string, string>, publicDirs = ['public']) =>
  findIn(readProject(writeTree(files)), publicDirs);

describe('registrations', () => {
  it.each([
    ["navigator.serviceWorker.register('/sw.js');"],
    ["navigator.serviceWorker.register('sw.js?v=1');"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code of a page
    ['navigator.serviceWorker.register(`/sw.js?v=${Date.now()}`);'],
    ["const url = '/sw.js?v=' + version + '&lang=en';\nnavigator.serviceWorker.register(url);"],
    ["window.navigator['serviceWorker']?.register('./sw.js');"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code of a page
    ['navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`);'],
    ["const { serviceWorker: worker } = navigator;\nworker.register('/sw.js');"],
    ["const container = navigator.serviceWorker;\nawait container.register('/sw.js');"],
    [
      "const url = '/sw.js';\nwindow.addEventListener('load', () => { navigator.serviceWorker.register(url); });",
    ],
    ["function start(url) { return navigator.serviceWorker.register(url); }\nstart('/sw.js');"],
    ["const start = async ({ url }) => navigator.serviceWorker.register(url);\nstart({ url: '/sw.js' });"],
    ["navigator.serviceWorker.register(new URL('/sw.js', import.meta.url));"],
    ["import { Workbox } from 'workbox-window';\nnew Workbox('/sw.js').register();"],
    ["import { url } from './settings.js';\nnavigator.serviceWorker.register(url);"],
    ["navigator.serviceWorker.register(import.meta.env.PROD ? '/sw.js' : import.meta.env.VITE_WORKER);"],
  ])('%s', (source) => {
    const workers = find({
      'public/sw.js': push,
      'src/main.js': source,
      'src/settings.js': "export const url = '/sw.js';",
    });
    expect(workers).toEqual([
      {
        path: 'public/sw.js',
        kind: 'hand-written',
        scope: '/',
        registeredAt: { path: 'src/main.js', line: expect.any(Number) },
      },
    ]);
  });

  it('resolves a worker beside its page', () => {
    expect(
      find({
        'src/push/sw.ts': push,
        'src/push/start.ts':
          "\nnavigator.serviceWorker.register(new URL('./sw.ts', import.meta.url), { type: 'module' });",
      }),
    ).toEqual([
      {
        path: 'src/push/sw.ts',
        kind: 'hand-written',
        scope: '/',
        isModule: true,
        registeredAt: { path: 'src/push/start.ts', line: 2 },
      },
    ]);
  });

  it('keeps a registration that no file answers to, and one that cannot be read', () => {
    expect(find({ 'main.js': "navigator.serviceWorker.register('/gone.js', { scope: '/a/' });" })).toEqual([
      { path: '/gone.js', kind: 'unknown', scope: '/a/', registeredAt: { path: 'main.js', line: 1 } },
    ]);
    expect(find({ 'main.js': 'export const go = (url) => navigator.serviceWorker.register(url);' })).toEqual([
      { path: '', kind: 'unknown', scope: '/', registeredAt: { path: 'main.js', line: 1 } },
    ]);
  });

  it('reads pages and components, each with its own line', () => {
    const register = "navigator.serviceWorker.register('/sw.js');";
    for (const [path, text, line] of [
      ['index.html', `<!doctype html>\n<title>x</title>\n<script>\n  ${register}\n</script>\n`, 4],
      [
        'src/App.vue',
        `<template><p>x</p></template>\n<script setup lang="ts">\nconst a: number = 1;\n${register}\n</script>\n`,
        4,
      ],
      ['src/App.svelte', `<script lang="ts">let a = <number>1; ${register}</script>\n<p>{a}</p>\n`, 1],
    ] as const) {
      expect(find({ 'public/sw.js': push, [path]: text })[0]?.registeredAt, path).toEqual({ path, line });
    }
  });

  it('asks neither tests, nor strings, nor comments, nor built output', () => {
    const register = "navigator.serviceWorker.register('/sw.js');";
    expect(
      find({
        'src/a.test.js': register,
        'dist/assets/a.js': register,
        'src/b.js': `// ${register}\nexport const text = "${register.replaceAll("'", '`')}";`,
        'data.html': `<script type="application/json">{"a":"serviceWorker"}</script>`,
      }),
    ).toEqual([]);
  });
});

describe('files', () => {
  it.each([
    ['public/sw.js', push, 'hand-written'],
    ['public/sw.js', '', 'hand-written'],
    ['public/service-worker.js', '// nothing yet\n', 'hand-written'],
    ['public/sw.js', '// pushwright worker\n', 'pushwright'],
    ['public/notifications.js', 'self.onpush = () => {};\n', 'hand-written'],
    ['public/mockServiceWorker.js', "addEventListener('install', () => {});\n", 'msw'],
    ['public/OneSignalSDKWorker.js', "importScripts('https://cdn.onesignal.com/sdk.js');\n", 'onesignal'],
    ['public/sw.js', "importScripts('https://cdn.onesignal.com/sdk.js');\n", 'onesignal'],
    ['public/firebase-messaging-sw.js', 'firebase.messaging();\n', 'firebase'],
    [
      'public/sw.js',
      "importScripts('https://storage.googleapis.com/workbox-cdn/releases/7.0.0/workbox-sw.js');\n",
      'workbox',
    ],
    [
      'src/sw.ts',
      "/// <reference lib='webworker' />\ndeclare const self: ServiceWorkerGlobalScope;\nconst sw = self as unknown as ServiceWorkerGlobalScope;\nsw.addEventListener('activate', () => {});\n",
      'hand-written',
    ],
    [
      'src/sw.ts',
      "import { precacheAndRoute } from 'workbox-precaching';\nprecacheAndRoute(self.__WB_MANIFEST);\n",
      'workbox',
    ],
    [
      'app/worker.ts',
      "import { Serwist } from 'serwist';\nnew Serwist({ precacheEntries: self.__SW_MANIFEST }).addEventListeners();\n",
      'serwist',
    ],
    [
      'src/firebase-messaging-sw.ts',
      "import { onBackgroundMessage } from 'firebase/messaging/sw';\nself.addEventListener('notificationclick', () => {});\n",
      'firebase',
    ],
  ])('%s is one, with %j', (path, text, kind) => {
    const base = kind === 'firebase' ? '/firebase-cloud-messaging-push-scope' : '/';
    expect(find({ [path]: text })).toEqual([{ path, kind, scope: base }]);
  });

  it.each([
    ['src/serviceWorker.js', 'export function register() {}\n'],
    ['public/pdf.worker.js', "importScripts('/a.js');\nself.onmessage = () => {};\n"],
    ['worker/index.js', "addEventListener('fetch', (event) => event.respondWith(new Response()));\n"],
    ['src/history.js', "window.addEventListener('push', () => {});\nlist.push('push');\n"],
    [
      'public/workbox-f1770938.js',
      "define(['exports'], () => { self.skipWaiting(); self.addEventListener('install', () => {}); });\n",
    ],
    ['src/sw.test.ts.txt', push],
  ])('%s is none, with %j', (path, text) => {
    expect(find({ [path]: text })).toEqual([]);
  });

  it('takes parts for parts, and keeps base and scopes apart', () => {
    const project = readProject(copyFixture('apps/vite-worker', { git: true }));
    expect([...findIn(project, ['public'])].sort((one, two) => (one.path < two.path ? -1 : 1))).toEqual([
      {
        path: 'public/firebase-messaging-sw.js',
        kind: 'firebase',
        scope: '/app/firebase/',
        registeredAt: { path: 'index.html', line: 9 },
      },
      { path: 'public/mockServiceWorker.js', kind: 'msw', scope: '/app/' },
      { path: 'public/push-sw.js', kind: 'pushwright', scope: '/app/', importedBy: 'public/worker/chat.js' },
      {
        path: 'public/worker/chat.js',
        kind: 'hand-written',
        scope: '/app/worker/',
        registeredAt: { path: 'src/main.js', line: 4 },
      },
    ]);
  });

  it('knows that Firebase registers its worker by itself', () => {
    const files = { 'public/firebase-messaging-sw.js': 'firebase.messaging();' };
    const get = (options: string) =>
      `import { getToken } from 'firebase/messaging';\ngetToken(messaging, ${options});`;
    expect(find({ ...files, 'a.js': get('{ vapidKey }') })[0]?.registeredAt).toEqual({
      path: 'a.js',
      line: 2,
    });
    expect(
      find({ ...files, 'a.js': get('{ vapidKey, serviceWorkerRegistration }') })[0]?.registeredAt,
    ).toBeUndefined();
  });
});

describe('plugins', () => {
  const config = (options: string) =>
    `import { VitePWA } from 'vite-plugin-pwa';\nconst options = ${options};\nexport default { plugins: [VitePWA(options)] };`;

  it('reads what vite-plugin-pwa is told', () => {
    const root = writeTree({
      'vite.config.ts': config(
        "{ registerType: 'autoUpdate', scope: '/chat/', workbox: { importScripts: ['push-sw.js'] }, devOptions: { enabled: true }, manifestFilename: 'app.webmanifest' }",
      ),
    });
    const project = readProject(root);
    expect(readPwaPlugin(project)).toEqual({
      config: 'vite.config.ts',
      strategy: 'generateSW',
      source: undefined,
      output: 'sw.js',
      scope: '/chat/',
      manifest: 'app.webmanifest',
      importScripts: ['push-sw.js'],
      selfDestroying: false,
      registersItself: true,
      inDevelopment: true,
      isModuleInDevelopment: false,
      unknown: [],
    });
    expect(findIn(project, ['public'])).toEqual([
      { path: '/sw.js', kind: 'vite-plugin-pwa', scope: '/chat/' },
    ]);
    expect(findManifests(project, ['public'], [])).toEqual([
      { path: 'app.webmanifest', source: 'generated', linkedFrom: [] },
    ]);
  });

  it('finds the source of an injected worker', () => {
    const project = readProject(
      writeTree({
        'vite.config.ts': config(
          "{ strategies: 'injectManifest', srcDir: 'src/pwa', filename: 'worker.ts', manifest: false, injectRegister: null }",
        ),
        'src/pwa/worker.ts': 'precacheAndRoute(self.__WB_MANIFEST);',
        'src/main.ts': "navigator.serviceWorker.register('/worker.js');",
      }),
    );
    expect(readPwaPlugin(project)).toMatchObject({
      strategy: 'injectManifest',
      source: 'src/pwa/worker.ts',
      output: 'worker.js',
      manifest: undefined,
      registersItself: false,
    });
    expect(findIn(project, ['public'])).toEqual([
      {
        path: 'src/pwa/worker.ts',
        kind: 'vite-plugin-pwa',
        scope: '/',
        registeredAt: { path: 'src/main.ts', line: 1 },
      },
    ]);
  });

  it('does not guess a strategy', () => {
    const project = readProject(writeTree({ 'vite.config.ts': config('{ strategies: process.env.PWA }') }));
    expect(readPwaPlugin(project)).toMatchObject({ strategy: undefined, unknown: ['strategies'] });
  });

  it('is not taken in by a dependency, or by a plugin that unregisters', () => {
    expect(find({ 'package.json': '{"devDependencies":{"vite-plugin-pwa":"2"}}' })).toEqual([]);
    expect(find({ 'vite.config.ts': config('{ selfDestroying: true }') })).toEqual([]);
  });

  it.each([
    [
      'next.config.mjs',
      "import withSerwistInit from '@serwist/next';\nexport default withSerwistInit({ swSrc: 'app/sw.ts', swDest: 'public/sw.js' })({});",
      { path: 'app/sw.ts', kind: 'serwist', scope: '/' },
    ],
    [
      'next.config.js',
      "const withPWA = require('next-pwa')({ dest: 'public' });\nmodule.exports = withPWA({});",
      { path: '/sw.js', kind: 'next-pwa', scope: '/' },
    ],
    [
      'workbox-config.js',
      "module.exports = { swSrc: 'src/sw.js', swDest: 'dist/worker.js' };",
      { path: '/worker.js', kind: 'workbox', scope: '/' },
    ],
  ])('reads %s', (path, text, worker) => {
    expect(
      find({ [path]: text, 'app/sw.ts': 'new Serwist({ precacheEntries: self.__SW_MANIFEST });' })[0],
    ).toEqual(worker);
  });

  it('does not read what is commented out', () => {
    expect(
      find({ 'next.config.js': "// const withPWA = require('next-pwa');\nmodule.exports = {};" }),
    ).toEqual([]);
  });
});
