import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { type FrameworkApp, replaceOnce, walkApp } from '../support/walk-app.ts';
import { writeTree } from '../support/write-tree.ts';

// Apps that have a worker already, which a plugin makes: what their build writes takes ours in, and shows pushes.

interface Shape {
  readonly packages: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const logout = '<button type="button" data-pushwright="logout">Log out</button>';
const onLogout = `
import { disablePush } from './push/client';

document.querySelector('[data-pushwright="logout"]').addEventListener('click', () => disablePush());
`;

/** A Vite app without a framework, whose main module is given. */
function viteApp({ packages, files }: Shape): FrameworkApp {
  return {
    files: {
      'package.json': JSON.stringify({
        private: true,
        type: 'module',
        scripts: { dev: 'vite', build: 'vite build' },
        devDependencies: { vite: '8.3.8', ...packages },
      }),
      '.gitignore': 'node_modules\ndist\n*.local\n',
      'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>App</title>
  </head>
  <body>
    <h1>App</h1>
    <script type="module" src="/src/main.js"></script>
  </body>
</html>
`,
      'src/main.js': "document.querySelector('h1').textContent = 'Hello';\n",
      ...files,
    },
    env: { file: '.env.local', publicKey: 'VITE_VAPID_PUBLIC_KEY' },
    push: 'src/push',
    edits: {
      'index.html': (text) => replaceOnce(text, '<h1>App</h1>', `<h1>App</h1>\n    ${logout}`),
      'src/main.js': (text) => `${text}${onLogout}`,
    },
    build: [['npm', 'run', 'build']],
    serve: { folder: 'dist', base: '/' },
    browsers: ['chromium'],
  };
}

const serwistWorker = (from: string) => `import { defaultCache } from '${from}/worker';
import { Serwist } from 'serwist';

const serwist = new Serwist({
  precacheEntries: self.__SW_MANIFEST,
  skipWaiting: true,
  clientsClaim: true,
  runtimeCaching: defaultCache,
});

serwist.addEventListeners();
`;

test('vite-plugin-pwa writes the worker', async () => {
  await walkApp(
    viteApp({
      packages: { 'vite-plugin-pwa': '2.0.0' },
      files: {
        'vite.config.js': `import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({
  plugins: [VitePWA({ registerType: 'autoUpdate' })],
});
`,
      },
    }),
  );
});

test('vite-plugin-pwa builds the worker from a source', async () => {
  await walkApp(
    viteApp({
      packages: { 'vite-plugin-pwa': '2.0.0', 'workbox-precaching': '7.4.1' },
      files: {
        'vite.config.js': `import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({
  plugins: [VitePWA({ strategies: 'injectManifest', srcDir: 'src', filename: 'sw.js' })],
});
`,
        'src/sw.js': `import { precacheAndRoute } from 'workbox-precaching';

precacheAndRoute(self.__WB_MANIFEST);
`,
      },
    }),
  );
});

test('Serwist in Vite', async () => {
  await walkApp(
    viteApp({
      packages: { '@serwist/vite': '9.5.12', '@serwist/window': '9.5.12', serwist: '9.5.12' },
      files: {
        'vite.config.js': `import { serwist } from '@serwist/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    serwist({ swSrc: 'src/sw.js', swDest: 'sw.js', globDirectory: 'dist', injectionPoint: 'self.__SW_MANIFEST', rollupFormat: 'iife' }),
  ],
});
`,
        'src/main.js': `import { getSerwist } from 'virtual:serwist';

document.querySelector('h1').textContent = 'Hello';
(await getSerwist())?.register();
`,
        'src/sw.js': serwistWorker('@serwist/vite'),
      },
    }),
  );
});

// In development it answers requests of the page, the button's name and what its click asks, while pushes are shown.
test('the Mock Service Worker, in development alone', async () => {
  const withMocks = viteApp({
    packages: { msw: '3.0.5' },
    files: {
      'vite.config.js': "import { defineConfig } from 'vite';\n\nexport default defineConfig({});\n",
      'src/mocks/browser.js': `import { HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';

export const worker = setupWorker(http.get('/mocked', () => HttpResponse.text('logout')));
`,
      'src/main.js': `async function enableMocking() {
  if (!import.meta.env.DEV) return 'logout';
  const { worker } = await import('./mocks/browser.js');
  await worker.start();
  return (await fetch('/mocked')).text();
}

document.querySelector('button').dataset.pushwright = await enableMocking();
`,
    },
  });
  const { files, edits } = withMocks;
  await walkApp({
    ...withMocks,
    files(folder, env) {
      writeTree({ ...(files as Record<string, string>), 'public/.gitkeep': '' }, folder);
      const options = { cwd: folder, env, stdio: 'ignore' } as const;
      execFileSync('npm', ['install', '--no-audit', '--no-fund'], options);
      execFileSync('npx', ['msw', 'init', 'public/', '--save'], options);
    },
    edits: {
      ...edits,
      'index.html': (text) => replaceOnce(text, '<h1>App</h1>', '<h1>App</h1><button>Log out</button>'),
      'src/main.js': (text) => `${text}
import { disablePush } from './push/client';

document.querySelector('button').addEventListener('click', async () => {
  const { active } = await navigator.serviceWorker.ready;
  const isBoth = active.scriptURL.endsWith('/msw-sw.js') && (await (await fetch('/mocked')).text()) === 'logout';
  if (import.meta.env.DEV && !isBoth) return;
  await disablePush();
});
`,
    },
    develop: {
      serve: (port) => ['node_modules/vite/bin/vite.js', '--port', String(port), '--strictPort'],
      proxy: 'vite.config.js',
    },
  });
});

// Its provider registers it as a module, where a script that calls importScripts() does not even start.
test('Serwist in Next, by a route', async () => {
  await walkApp({
    files: {
      'package.json': JSON.stringify({
        private: true,
        scripts: { dev: 'next dev', build: 'next build', start: 'next start' },
        dependencies: {
          '@serwist/turbopack': '9.5.12',
          esbuild: '0.28.1',
          next: '16.4.3',
          react: '19.3.1',
          'react-dom': '19.3.1',
          serwist: '9.5.12',
        },
      }),
      '.gitignore': 'node_modules\n.next\n.env*\n',
      'next.config.mjs': `import { withSerwist } from '@serwist/turbopack';

export default withSerwist({});
`,
      'app/sw.js': serwistWorker('@serwist/turbopack'),
      'app/serwist/[path]/route.js': `import { createSerwistRoute } from '@serwist/turbopack';

export const { dynamic, dynamicParams, revalidate, generateStaticParams, GET } = createSerwistRoute({
  swSrc: 'app/sw.js',
  useNativeEsbuild: true,
});
`,
      'app/serwist.js': "'use client';\nexport { SerwistProvider } from '@serwist/turbopack/react';\n",
      'app/layout.jsx': `import { SerwistProvider } from './serwist';

export const metadata = { title: 'App' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <SerwistProvider swUrl="/serwist/sw.js">{children}</SerwistProvider>
      </body>
    </html>
  );
}
`,
      'app/page.jsx': `export default function Page() {
  return <h1>Hello</h1>;
}
`,
    },
    env: { file: '.env.local', publicKey: 'NEXT_PUBLIC_VAPID_PUBLIC_KEY' },
    push: 'push',
    edits: {
      'app/page.jsx': () => `'use client';

import { disablePush } from '../push/client';

export default function Page() {
  return <button data-pushwright="logout" onClick={() => void disablePush()}>Log out</button>;
}
`,
    },
    build: [['npx', 'next', 'build']],
    serve: (port) => ['node_modules/next/dist/bin/next', 'start', '-p', String(port)],
    browsers: ['chromium'],
  });
});
