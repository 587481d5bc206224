import { afterAll, describe, expect, test } from 'vitest';
import { auditOf } from '../../support/audit-of.ts';
import { removeTemporary } from '../../support/copy-fixture.ts';

afterAll(removeTemporary);

type Files = Readonly<Record<string, string>>;

/** What makes the one prompt of an app run. */
function kinds(files: Files): string[] {
  const { prompts } = auditOf(files).code.client;
  expect(prompts.length).toBe(1);
  return [...new Set(prompts.flatMap(({ origins }) => origins.map(({ kind }) => kind)))].sort();
}

const page = (script: string) =>
  `<!doctype html><button id="b"></button><script type="module" src="${script}"></script>`;
const ask = 'Notification.requestPermission()';

const react = (app: string, more: Files = {}): Files => ({
  'package.json': '{ "dependencies": { "react": "19", "react-dom": "19" } }',
  'index.html': page('/main.tsx'),
  'main.tsx': `import { createRoot } from 'react-dom/client';\nimport { App } from './app';\ncreateRoot(document.body).render(<App />);`,
  'app.tsx': app,
  ...more,
});
const plain = (main: string, more: Files = {}): Files => ({
  'package.json': '{}',
  'index.html': page('/main.js'),
  'main.js': main,
  ...more,
});
const vue = (script: string, template = '<p></p>', more: Files = {}): Files => ({
  'package.json': '{ "dependencies": { "vue": "3" } }',
  'index.html': page('/main.js'),
  'main.js': `import { createApp } from 'vue';\nimport App from './App.vue';\ncreateApp(App).mount('#app');`,
  'App.vue': `<script setup>\n${script}\n</script>\n<template>${template}</template>`,
  ...more,
});
const svelte = (script: string, template = '<p></p>', more: Files = {}): Files => ({
  'package.json': '{ "dependencies": { "svelte": "5" } }',
  'index.html': page('/main.js'),
  'main.js': `import { mount } from 'svelte';\nimport App from './App.svelte';\nmount(App, { target: document.body });`,
  'App.svelte': `<script>\n${script}\n</script>\n${template}`,
  ...more,
});

const shapes: Readonly<Record<string, readonly [Files, 'automatic' | 'gesture']>> = {
  'a zustand action in an effect': [
    react(
      `import { useEffect } from 'react'; import { useStore } from './store';
       export function App() { const enable = useStore((s) => s.enable); useEffect(() => { enable(); }, [enable]); return null; }`,
      {
        'store.ts': `import { create } from 'zustand'; export const useStore = create((set) => ({ enable: async () => { await ${ask}; } }));`,
      },
    ),
    'automatic',
  ],
  'a redux thunk that an effect dispatches': [
    react(
      `import { useEffect } from 'react'; import { useDispatch } from 'react-redux'; import { enable } from './thunks';
       export function App() { const dispatch = useDispatch(); useEffect(() => { dispatch(enable()); }, []); return null; }`,
      {
        'thunks.ts': `export const enable = () => async (dispatch) => { await ${ask}; dispatch({ type: 'on' }); };`,
      },
    ),
    'automatic',
  ],
  'an async thunk that a click dispatches': [
    react(
      `import { useDispatch } from 'react-redux'; import { enable } from './thunks';
       export function App() { const dispatch = useDispatch(); return <button onClick={() => dispatch(enable())} />; }`,
      {
        'thunks.ts': `import { createAsyncThunk } from '@reduxjs/toolkit'; export const enable = createAsyncThunk('push/enable', async () => ${ask});`,
      },
    ),
    'gesture',
  ],
  'a pinia action when the app mounts': [
    vue(
      `import { onMounted } from 'vue'; import { usePush } from './store'; const push = usePush(); onMounted(() => push.enable());`,
      undefined,
      {
        'store.js': `import { defineStore } from 'pinia'; export const usePush = defineStore('push', { actions: { async enable() { await ${ask}; } } });`,
      },
    ),
    'automatic',
  ],
  'a pinia setup store behind a click': [
    vue(`import { usePush } from './store'; const push = usePush();`, '<button @click="push.enable()" />', {
      'store.js': `import { defineStore } from 'pinia'; export const usePush = defineStore('push', () => { async function enable() { await ${ask}; } return { enable }; });`,
    }),
    'gesture',
  ],
  'a vuex action that created dispatches': [
    {
      'package.json': '{ "dependencies": { "vue": "3" } }',
      'index.html': page('/main.js'),
      'main.js': `import { createApp } from 'vue';\nimport App from './App.vue';\nimport { store } from './store';\ncreateApp(App).use(store).mount('#app');`,
      'App.vue': `<script>\nexport default { created() { this.$store.dispatch('enable'); } };\n</script>\n<template><p /></template>`,
      'store.js': `import { createStore } from 'vuex'; export const store = createStore({ actions: { async enable() { await ${ask}; } } });`,
    },
    'automatic',
  ],
  'an immediate watch': [
    vue(
      `import { watch, ref } from 'vue'; const user = ref(null); watch(user, async () => { await ${ask}; }, { immediate: true });`,
    ),
    'automatic',
  ],
  'a svelte effect': [svelte(`$effect(() => { ${ask}; });`), 'automatic'],
  'a svelte action of an element': [
    svelte(`function setup(node) { ${ask}; }`, '<div use:setup></div>'),
    'automatic',
  ],
  'a svelte reactive statement': [svelte(`export let user; $: if (user) ${ask};`), 'automatic'],
  'a constructor at module level': [
    plain(`class Push { constructor() { this.start(); } async start() { await ${ask}; } }\nnew Push();`),
    'automatic',
  ],
  'a static factory': [
    plain(`class Push { static init() { return new Push().ask(); } ask() { return ${ask}; } }\nPush.init();`),
    'automatic',
  ],
  'a static block': [plain(`class Push { static { ${ask}; } }\nexport { Push };`), 'automatic'],
  'a singleton method behind a click': [
    plain(
      `import { push } from './push.js';\ndocument.querySelector('#b').addEventListener('click', () => push.enable());`,
      {
        'push.js': `class Push { enable = async () => { await ${ask}; }; }\nexport const push = new Push();`,
      },
    ),
    'gesture',
  ],
  'a listener of an own emitter': [
    plain(
      `import mitt from 'mitt';\nconst bus = mitt();\nbus.on('ready', () => ${ask});\nbus.emit('ready');`,
    ),
    'automatic',
  ],
  'an observable of messages': [
    plain(`import { fromEvent } from 'rxjs';\nfromEvent(window, 'load').subscribe(() => ${ask});`),
    'automatic',
  ],
  'an observable of clicks': [
    plain(
      `import { fromEvent } from 'rxjs';\nfromEvent(document.querySelector('#b'), 'click').subscribe(() => ${ask});`,
    ),
    'gesture',
  ],
  'a custom element': [
    plain(
      `customElements.define('push-bell', class extends HTMLElement { connectedCallback() { this.ask(); } ask() { ${ask}; } });`,
    ),
    'automatic',
  ],
  'DOMContentLoaded with a named handler': [
    plain(
      `async function start() { await ${ask}; }\nif (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start); else start();`,
    ),
    'automatic',
  ],
  'astro:page-load in an inline script': [
    {
      'package.json': '{ "dependencies": { "astro": "6" } }',
      'src/pages/index.astro': `<html><body><script>document.addEventListener('astro:page-load', () => { ${ask}; });</script></body></html>`,
    },
    'automatic',
  ],
  'a timer after the load': [plain(`window.onload = () => setTimeout(() => ${ask}, 3000);`), 'automatic'],
  'a socket event': [
    plain(
      `import { io } from 'socket.io-client';\nconst socket = io();\nsocket.on('connect', async () => { await ${ask}; });`,
    ),
    'automatic',
  ],
  'a guard of the router': [
    plain(
      `import { createRouter } from 'vue-router';\nconst router = createRouter({ routes: [] });\nrouter.beforeEach(async () => { await ${ask}; });`,
    ),
    'automatic',
  ],
  'a loader of a route': [
    react(`import { createBrowserRouter, RouterProvider } from 'react-router';
      const router = createBrowserRouter([{ path: '/', loader: async () => { await ${ask}; return null; }, element: null }]);
      export function App() { return <RouterProvider router={router} />; }`),
    'automatic',
  ],
  'a lazy page of the router': [
    plain(
      `import { createRouter } from 'vue-router';\nexport const router = createRouter({ routes: [{ path: '/', component: () => import('./Page.vue') }] });`,
      {
        'Page.vue': `<script setup>\nimport { onMounted } from 'vue';\nonMounted(() => ${ask});\n</script>\n<template><p /></template>`,
      },
    ),
    'automatic',
  ],
  'the client loader of a route': [
    {
      'package.json':
        '{ "dependencies": { "react": "19" }, "devDependencies": { "@react-router/dev": "8" } }',
      'app/root.tsx': 'export default function Root() { return null; }',
      'app/routes/home.tsx': `export async function clientLoader() { await ${ask}; return null; }\nexport default function Home() { return null; }`,
    },
    'automatic',
  ],
  'the load function of a page': [
    {
      'package.json': '{ "devDependencies": { "@sveltejs/kit": "2", "svelte": "5" } }',
      'src/routes/+page.js': `export async function load() { await ${ask}; }`,
      'src/routes/+page.svelte': '<p></p>',
    },
    'automatic',
  ],
  'a query function': [
    react(`import { useQuery } from '@tanstack/react-query';
      export function App() { useQuery({ queryKey: ['push'], queryFn: () => ${ask} }); return null; }`),
    'automatic',
  ],
  'a mutation behind a click': [
    react(`import { useMutation } from '@tanstack/react-query';
      export function App() { const { mutate } = useMutation({ mutationFn: () => ${ask} }); return <button onClick={() => mutate()} />; }`),
    'gesture',
  ],
  'a promise after a click': [
    plain(
      `document.querySelector('#b').addEventListener('click', () => { navigator.serviceWorker.ready.then(() => ${ask}); });`,
    ),
    'gesture',
  ],
  'a context value that an effect calls': [
    react(
      `import { PushProvider } from './push'; import { Inner } from './inner';
       export function App() { return <PushProvider><Inner /></PushProvider>; }`,
      {
        'push.tsx': `import { createContext, useContext } from 'react'; const Push = createContext(null);
          export function PushProvider({ children }) { const enable = async () => { await ${ask}; }; return <Push.Provider value={{ enable }}>{children}</Push.Provider>; }
          export const usePush = () => useContext(Push);`,
        'inner.tsx': `import { useEffect } from 'react'; import { usePush } from './push';
          export function Inner() { const { enable } = usePush(); useEffect(() => { enable(); }, [enable]); return null; }`,
      },
    ),
    'automatic',
  ],
  'a ref to the function that an effect runs': [
    react(`import { useEffect, useRef } from 'react';
      export function App() { const run = useRef(async () => { await ${ask}; }); useEffect(() => { run.current(); }, []); return null; }`),
    'automatic',
  ],
  'only when the permission is still open': [
    react(`import { useEffect } from 'react';
      export function App() { useEffect(() => { if (Notification.permission === 'default') ${ask}; }, []); return null; }`),
    'automatic',
  ],
};

describe('what makes a prompt run', () => {
  test.each(Object.entries(shapes))('%s', (_name, [files, kind]) => {
    expect(kinds(files)).toEqual([kind]);
  });

  test('a permission that is granted already is no prompt', () => {
    const files = react(`import { useEffect } from 'react';
      export function App() { useEffect(() => { if (Notification.permission === 'granted') ${ask}; }, []); return null; }`);
    expect(kinds(files)).toEqual([]);
  });
});
