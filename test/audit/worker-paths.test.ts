import { describe, expect, test } from 'vitest';
import { readWorker } from '../../src/audit/code/worker/read-worker.ts';
import type { PushPath } from '../../src/audit/code/worker/worker-model.ts';
import { parseModule } from '../../src/project/parse.ts';
import { onPush, pathsOf, readScript as read, show, summary } from '../support/worker-script.ts';

const why = (paths: readonly PushPath[]) => [
  ...new Set(paths.flatMap(({ unwaited }) => unwaited.map((one) => one.why))),
];

describe('what a push shows', () => {
  test('every kind of message, when nothing depends on it', () => {
    expect(summary(pathsOf(onPush(`event.waitUntil(${show});`)))).toEqual([
      'json: shows',
      'text: shows',
      'empty: shows',
    ]);
  });

  test('an empty message has no data, and reading it throws', () => {
    const script = onPush(
      `const data = event.data.json(); event.waitUntil(self.registration.showNotification(data.title));`,
    );
    expect(summary(pathsOf(script))).toEqual(['json: shows', 'text: nothing', 'empty: nothing']);
  });

  test('text that is no JSON ends in the catch block', () => {
    const script = onPush(`
      let data = { title: 'Chat' };
      try { if (event.data) data = JSON.parse(event.data.text()); } catch { data = { title: event.data.text() }; }
      event.waitUntil(self.registration.showNotification(data.title));`);
    expect(summary(pathsOf(script))).toEqual(['json: shows', 'text: shows', 'empty: shows']);
  });

  test('both sides of a condition on the payload, and neither of one that does not matter', () => {
    const script = onPush(`
      const data = event.data.json();
      const options = {};
      if (data.image) options.image = data.image;
      if (data.type === 'chat') event.waitUntil(self.registration.showNotification(data.title, options));`);
    expect(summary(pathsOf(script)).filter((line) => line.startsWith('json'))).toEqual([
      "json: shows when data.type === 'chat'",
      "json: nothing when not data.type === 'chat'",
    ]);
  });

  test('a field that is missing is a malformed message', () => {
    const script = onPush(`
      const data = event.data.json();
      if (!data.title || typeof data.body !== 'string') return;
      event.waitUntil(${show});`);
    const json = pathsOf(script).filter(({ message, shows }) => message === 'json' && !shows);
    expect(json.length).toBeGreaterThan(0);
    expect(json.every(({ malformed }) => malformed)).toBe(true);
  });

  test('what has been assumed once holds for the rest of the path', () => {
    const script = onPush(`
      const data = event.data.json();
      if (data.kind === 'call') event.waitUntil(${show});
      if (data.kind !== 'call') event.waitUntil(${show});`);
    expect(summary(pathsOf(script)).filter((line) => line.includes('json: nothing'))).toEqual([]);
  });

  test('two returns for two reasons are two paths', () => {
    const script = onPush(
      'event.waitUntil(handle(event.data.json()));',
      `async function handle(data) {
        if (data.kind === 'read') return;
        const windows = await self.clients.matchAll();
        if (windows.some((client) => client.focused)) return;
        await ${show};
      }`,
    );
    const nothing = pathsOf(script).filter(({ message, shows }) => message === 'json' && !shows);
    expect(nothing.map(({ steps }) => steps.at(-1)?.about)).toEqual([['payload'], ['clients']]);
  });

  test('a table of handlers is every entry and none', () => {
    const script = onPush(
      'const data = event.data.json(); event.waitUntil(handlers[data.type]?.(data));',
      `const handlers = { chat: () => ${show}, read: async () => {} };`,
    );
    expect(summary(pathsOf(script)).filter((line) => line.startsWith('json'))).toEqual([
      "json: shows when data.type === 'chat'",
      "json: nothing when not data.type === 'chat'",
    ]);
  });

  test('code of packages that is given the payload may show it', () => {
    const script = `import { display } from 'push-kit';\n${onPush('event.waitUntil(display(event.data.json()));')}`;
    expect(summary(pathsOf(script))[0]).toBe('json: maybe');
  });

  test.each([
    'console.log(event)',
    "new BroadcastChannel('push').postMessage(event.data.json())",
    'caches.open("x").then(() => {})',
  ])('%s shows nothing', (code) => {
    expect(summary(pathsOf(onPush(code)))[0]).toBe('json: nothing');
  });

  test('functions of other files are followed, through re-exports too', () => {
    const paths = pathsOf(
      `import { notify } from './all.js';\n${onPush('event.waitUntil(notify(event));')}`,
      {
        'all.js': "export * from './one.js';",
        'one.js': `const show = () => ${show};\nexport { show as notify };`,
      },
    );
    expect(summary(paths)).toEqual(['json: shows', 'text: shows', 'empty: shows']);
  });
});

describe('what the browser waits for', () => {
  test.each([
    [`event.waitUntil(${show});`],
    [`const shown = ${show}.then(() => 1).catch(() => 2).finally(() => 3); event.waitUntil(shown);`],
    [`event.waitUntil((async () => { await null; await ${show}; })());`],
    [`event.waitUntil((async () => { await null; return ${show}; })());`],
    [`event.waitUntil(Promise.resolve().then(() => ${show}));`],
    [`event.waitUntil(Promise.all([caches.keys(), ${show}]));`],
    [`event.waitUntil(Promise.all([1, 2].map((n) => self.registration.showNotification('n' + n))));`],
    [`event.waitUntil(self.clients.matchAll().then(() => { event.waitUntil(${show}); }));`],
    [`event.waitUntil((async () => { await null; event.waitUntil(${show}); })());`],
    [`const run = async () => { try { await null; } finally { await ${show}; } }; event.waitUntil(run());`],
    [`let shown; for (const n of [1, 2]) shown = ${show}; event.waitUntil(shown);`],
  ])('%s is waited for', (body) => {
    expect(why(pathsOf(onPush(body)))).toEqual([]);
  });

  test.each([
    [`${show};`, 'never'],
    [`self.clients.matchAll().then(() => ${show});`, 'never'],
    [`event.waitUntil(Promise.resolve().then(() => { ${show}; }));`, 'floating'],
    [`event.waitUntil((async () => { ${show}; })());`, 'floating'],
    [`event.waitUntil(caches.keys()); ${show};`, 'floating'],
    [`event.waitUntil(Promise.resolve().then(() => { setTimeout(() => ${show}, 10); }));`, 'floating'],
    [`self.clients.matchAll().then(() => { event.waitUntil(${show}); });`, 'late'],
    [`setTimeout(() => event.waitUntil(${show}), 0);`, 'late'],
  ])('%s is not: %s', (body, reason) => {
    expect(why(pathsOf(onPush(body)))).toEqual([reason]);
  });

  test('the promise of an async listener is nobody’s, and its first part is still in time', () => {
    const listener = (body: string) => `self.addEventListener('push', async (event) => { ${body} });`;
    expect(why(pathsOf(listener(`await ${show};`)))).toEqual(['never']);
    expect(why(pathsOf(listener(`await null; event.waitUntil(${show});`)))).toEqual(['late']);
    expect(why(pathsOf(listener(`event.waitUntil(${show}); await null;`)))).toEqual([]);
  });
});

describe('listeners', () => {
  const timings = (script: string, files?: Record<string, string>) =>
    read(script, files).listeners.map(
      ({ event, timing, handler }) => `${event} ${timing} ${handler !== undefined}`,
    );

  test('by call, by property, by a loop, by a helper, in an imported script', () => {
    expect(
      timings(
        `importScripts('part.js');
        const EVENTS = { click: 'notificationclick' };
        const on = (name, listener) => self.addEventListener(name, listener);
        on(EVENTS.click, () => {});
        globalThis.onpushsubscriptionchange = function () {};
        for (const name of ['install', 'activate']) addEventListener(name, () => shared());`,
        { 'part.js': "function shared() {}\nself.addEventListener('push', shared);" },
      ).sort(),
    ).toEqual([
      'activate synchronous true',
      'install synchronous true',
      'notificationclick synchronous true',
      'push synchronous true',
      'pushsubscriptionchange synchronous true',
    ]);
  });

  test('late, and inside of other listeners', () => {
    expect(timings("caches.keys().then(() => self.addEventListener('push', () => {}));")).toEqual([
      'push late true',
    ]);
    expect(
      timings("self.addEventListener('message', () => { self.addEventListener('push', () => {}); });"),
    ).toEqual(['message synchronous true', 'push nested true']);
  });

  test('a declared global is no variable, and a wrapper’s parameter stands for what it is given', () => {
    const script =
      "declare let self: ServiceWorkerGlobalScope;\n(function (worker) { worker.addEventListener('push', () => {}); })(self);";
    const module = parseModule('sw.ts', script);
    const code = { module: () => module, resolve: () => undefined };
    expect(readWorker(code, 'sw.ts', [], () => undefined).listeners.map(({ event }) => event)).toEqual([
      'push',
    ]);
  });

  test('scripts of other origins and unknown packages leave the worker partly unseen, known ones do not', () => {
    expect(read("importScripts('https://cdn.example.com/push.js');").unseen).toEqual([
      'https://cdn.example.com/push.js',
    ]);
    expect(read("import 'push-kit';").unseen).toEqual(['push-kit']);
    expect(
      read("import { precacheAndRoute } from 'workbox-precaching';\nprecacheAndRoute([]);").unseen,
    ).toEqual([]);
  });

  test('code with more paths than are walked is left alone, in time', () => {
    const conditions = Array.from({ length: 40 }, (_, n) => `if (data.f${n} === 1) ${show};`).join('\n');
    const started = performance.now();
    const worker = read(onPush(`const data = event.data.json();\n${conditions}`));
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(worker.push[0]?.walked).toBe(false);
    expect(worker.push[0]?.paths).toEqual([]);
  });

  test('recursion ends', () => {
    const script = onPush(
      'again(event);',
      'function again(event) { if (Math.random() > 0.5) again(event); }',
    );
    expect(summary(pathsOf(script))[0]).toMatch(/^json: maybe/);
  });
});
