import { cpSync } from 'node:fs';
import { test } from 'vitest';
import { craFiles } from '../support/cra-files.ts';
import { type FrameworkApp, replaceOnce, walkApp } from '../support/walk-app.ts';
import { writeTree } from '../support/write-tree.ts';

/** Apps that have a worker already, made by a plugin: what its build writes takes ours in, and shows pushes. */
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

/** A Next app in JavaScript that webpack builds, as the plugins of workers want it. */
function nextApp({ packages, files }: Shape): FrameworkApp {
  return {
    files: {
      'package.json': JSON.stringify({
        private: true,
        scripts: { dev: 'next dev', build: 'next build' },
        dependencies: { react: '19.3.1', 'react-dom': '19.3.1', ...packages },
      }),
      '.gitignore':
        'node_modules\n.next\n.env*\npublic/sw.js\npublic/workbox-*\npublic/worker-*\npublic/swe-worker-*\npublic/fallback-*\n',
      'app/layout.jsx': `export const metadata = { title: 'App' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`,
      'app/page.jsx': `export default function Page() {
  return <h1>Hello</h1>;
}
`,
      ...files,
    },
    env: { file: '.env.local', publicKey: 'NEXT_PUBLIC_VAPID_PUBLIC_KEY' },
    push: 'push',
    edits: {
      'app/page.jsx': () => `'use client';

import { disablePush } from '../push/client';

export default function Home() {
  return <button data-pushwright="logout" onClick={() => void disablePush()}>Log out</button>;
}
`,
    },
    build: [['npx', 'next', 'build', '--webpack']],
    serve: (port) => ['node_modules/next/dist/bin/next', 'start', '-p', String(port)],
    browsers: ['chromium'],
  };
}

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
        'src/sw.js': `import { defaultCache } from '@serwist/vite/worker';
import { Serwist } from 'serwist';

const serwist = new Serwist({ precacheEntries: self.__SW_MANIFEST, skipWaiting: true, clientsClaim: true, runtimeCaching: defaultCache });

serwist.addEventListeners();
`,
      },
    }),
  );
});

const serwistWorker = (from: string) => `import { defaultCache } from '${from}/worker';
import { Serwist } from 'serwist';

const serwist = new Serwist({ precacheEntries: self.__SW_MANIFEST, skipWaiting: true, clientsClaim: true, runtimeCaching: defaultCache });

serwist.addEventListeners();
`;

test('Serwist in Next, by webpack', async () => {
  await walkApp(
    nextApp({
      packages: { next: '16.4.3', '@serwist/next': '9.5.12', serwist: '9.5.12' },
      files: {
        'next.config.mjs': `import withSerwistInit from '@serwist/next';

const withSerwist = withSerwistInit({ swSrc: 'app/sw.js', swDest: 'public/sw.js' });

export default withSerwist({ reactStrictMode: true });
`,
        'app/sw.js': serwistWorker('@serwist/next'),
      },
    }),
  );
});

test('Serwist in Next, by a route', async () => {
  await walkApp({
    ...nextApp({
      packages: { next: '16.4.3', '@serwist/turbopack': '9.5.12', serwist: '9.5.12', esbuild: '0.28.1' },
      files: {
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
        'app/serwist.js': "'use client';\nexport { SerwistProvider } from '@serwist/turbopack/react';\n",
      },
    }),
    build: [['npx', 'next', 'build']],
  });
});

const withPwa = `import withPWAInit from '@ducanh2912/next-pwa';

const withPWA = withPWAInit({ dest: 'public' });

export default withPWA({ reactStrictMode: true });
`;

test('next-pwa', async () => {
  await walkApp(
    nextApp({
      packages: { next: '16.4.3', '@ducanh2912/next-pwa': '10.2.9', webpack: '5.102.1' },
      files: { 'next.config.mjs': withPwa },
    }),
  );
});

test('next-pwa with a custom worker', async () => {
  await walkApp(
    nextApp({
      packages: { next: '16.4.3', '@ducanh2912/next-pwa': '10.2.9', webpack: '5.102.1' },
      files: {
        'next.config.mjs': withPwa,
        'worker/index.js': "self.addEventListener('message', (event) => console.info(event.data));\n",
      },
    }),
  );
});

test('Workbox in Create React App', async () => {
  const files = craFiles('js', '/');
  const manifest = JSON.parse(files['package.json'] ?? '') as { dependencies: Record<string, string> };
  for (const name of [
    'workbox-core',
    'workbox-expiration',
    'workbox-precaching',
    'workbox-routing',
    'workbox-strategies',
  ])
    manifest.dependencies[name] = '6.6.0';
  const button = '<button data-pushwright="logout" onClick={() => disablePush()}>Log out</button>';
  await walkApp({
    files(folder) {
      const template = '/tmp/wa/package/template';
      writeTree({ ...files, 'package.json': JSON.stringify(manifest) }, folder);
      cpSync(`${template}/src/service-worker.js`, `${folder}/src/service-worker.js`);
      cpSync(`${template}/src/serviceWorkerRegistration.js`, `${folder}/src/serviceWorkerRegistration.js`);
      writeTree(
        {
          'src/index.js': `${files['src/index.js']?.replace("import App from './App';", "import App from './App';\nimport * as serviceWorkerRegistration from './serviceWorkerRegistration';")}\nserviceWorkerRegistration.register();\n`,
        },
        folder,
      );
    },
    env: { file: '.env.local', publicKey: 'REACT_APP_VAPID_PUBLIC_KEY' },
    push: 'src/push',
    edits: {
      'src/App.js': (text) =>
        `import { disablePush } from './push/client';\n\n${replaceOnce(text, '<h1>Hello</h1>', `<main><h1>Hello</h1>${button}</main>`)}`,
    },
    build: [['npm', 'run', 'build']],
    serve: { folder: 'build', base: '/' },
    browsers: ['chromium'],
  });
});

test('a worker that Next bundles', async () => {
  const base = nextApp({
    packages: { next: '16.4.3' },
    files: {
      'lib/service-worker.js': "self.addEventListener('message', (event) => console.info(event.data));\n",
      'app/register.js': `'use client';

import { useEffect } from 'react';

export function Register() {
  useEffect(() => {
    navigator.serviceWorker.register(new URL('../lib/service-worker.js', import.meta.url), { scope: '/', updateViaCache: 'none' });
  }, []);
  return null;
}
`,
      'app/layout.jsx': `import { Register } from './register';

export const metadata = { title: 'App' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Register />
      </body>
    </html>
  );
}
`,
    },
  });
  await walkApp({ ...base, build: [['npx', 'next', 'build']] });
});

test('Firebase Messaging at the root', async () => {
  await walkApp(
    viteApp({
      packages: { firebase: '12.9.0' },
      files: {
        'public/firebase-messaging-sw.js': `importScripts('/firebase-app-compat.js');
importScripts('/firebase-messaging-compat.js');

firebase.initializeApp({ projectId: 'chat', apiKey: 'a', appId: '1:1:web:1', messagingSenderId: '1' });
firebase.messaging();
`,
        'vite.config.js': `import { copyFileSync } from 'node:fs';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    {
      name: 'copy',
      closeBundle() {
        for (const name of ['app', 'messaging']) copyFileSync(\`node_modules/firebase/firebase-\${name}-compat.js\`, \`dist/firebase-\${name}-compat.js\`);
      },
    },
  ],
});
`,
        'src/main.js': `document.querySelector('h1').textContent = 'Hello';
await navigator.serviceWorker.register('/firebase-messaging-sw.js');
`,
      },
    }),
  );
});
