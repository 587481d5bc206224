import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { detectFramework, findApps, nameUnsupported } from '../src/frameworks/index.ts';
import type { Layout } from '../src/project/layout.ts';
import { readProject } from '../src/project/read-project.ts';
import { copyFixture, removeTemporary } from './support/copy-fixture.ts';
import { writeTree } from './support/write-tree.ts';

afterAll(removeTemporary);

const open = (id: string) => readProject(copyFixture(`apps/${id}`, { git: true }));
const layoutOf = (id: string): Layout => {
  const found = detectFramework(open(id));
  if (found === undefined) {
    throw new Error(`${id} was not detected`);
  }
  return found.layout;
};

describe('a Vite app', () => {
  const apps = [
    ['vite-react-ts', 'react', 'src/main.tsx', 'ts', 'npm'],
    ['vite-react-js', 'react', 'src/main.jsx', 'js', 'yarn'],
    ['vite-vanilla-ts', 'none', 'src/main.ts', 'ts', 'npm'],
    ['vite-vue-ts', 'vue', 'src/main.ts', 'ts', 'pnpm'],
    ['vite-svelte-ts', 'svelte', 'src/main.ts', 'ts', 'bun'],
  ] as const;

  it.each(apps)('%s is recognised, with its %s and its entry', (id, ui, entry, language, manager) => {
    const project = open(id);
    const found = detectFramework(project);
    expect(found?.framework.id).toBe('vite');
    expect(found?.layout).toMatchObject({
      ui,
      entry,
      srcDir: 'src',
      html: 'index.html',
      publicDir: 'public',
      base: '/',
      envPrefix: ['VITE_'],
      publicKeyVariable: 'VITE_VAPID_PUBLIC_KEY',
      envDir: '.',
      localEnvFile: '.env.local',
      manifest: undefined,
      outDirs: ['dist'],
      serviceWorkers: [],
      unknown: [],
    });
    expect(project.language).toBe(language);
    expect(project.workspace).toMatchObject({ kind: 'none', app: '.', packageManager: manager });
    expect(nameUnsupported(project)).toBeUndefined();
  });

  it('says what it saw', () => {
    expect(detectFramework(open('vite-react-ts'))?.detection).toMatchObject({
      mode: 'spa',
      router: 'none',
      evidence: ['dependency vite', 'vite.config.ts', 'index.html', 'entry src/main.tsx'],
    });
  });

  it('honours root, base, publicDir, envDir, envPrefix and outDir', () => {
    expect(layoutOf('vite-custom')).toMatchObject({
      ui: 'react',
      srcDir: 'web/client',
      publicDir: 'static',
      base: '/chat/',
      envPrefix: ['APP_', 'PUBLIC_'],
      publicKeyVariable: 'APP_VAPID_PUBLIC_KEY',
      envDir: 'env',
      entry: 'web/client/main.jsx',
      html: 'web/index.html',
      manifest: 'static/app.webmanifest',
      outDirs: ['out'],
      unknown: [],
    });
  });

  it('lists the workers that are there already', () => {
    expect(layoutOf('vite-pwa').serviceWorkers).toEqual([
      {
        path: 'src/worker.js',
        kind: 'vite-plugin-pwa',
        scope: '/',
        registeredAt: { path: 'src/main.js', line: 5 },
      },
    ]);
  });

  it('is found in a workspace whose root brings Vite', () => {
    const root = copyFixture('apps/workspace', { git: true });
    const project = readProject(join(root, 'apps/chat'));
    expect(detectFramework(project)?.detection.evidence[0]).toBe('dependency vite of the workspace');
    expect(project.workspace).toMatchObject({
      kind: 'pnpm',
      root,
      app: 'apps/chat',
      members: [],
      packageManager: 'pnpm',
    });
  });

  it('is none where the workspace brings Vite for its tests', () => {
    const root = writeTree({
      'package.json': '{"workspaces":["apps/*"],"devDependencies":{"vite":"8","vitest":"4"}}',
      'vitest.config.ts': 'export default {};\n',
      'apps/page/package.json': '{"name":"page"}',
      'apps/page/index.html': '<script type="module" src="main.js"></script>',
      'apps/page/main.js': '',
    });
    expect(detectFramework(readProject(join(root, 'apps/page')))).toBeUndefined();
    writeTree({ 'apps/page/vite.config.js': 'export default {};\n' }, root);
    expect(detectFramework(readProject(join(root, 'apps/page')))?.framework.id).toBe('vite');
  });

  it('takes the mode of React Router from the sources', () => {
    const files = {
      'package.json': '{"dependencies":{"react-router-dom":"7"},"devDependencies":{"vite":"8"}}',
      'index.html': '<script type="module" src="src/main.jsx"></script>',
    };
    const router = (source: string) =>
      detectFramework(readProject(writeTree({ ...files, 'src/main.jsx': source })))?.detection.router;
    expect(router('createBrowserRouter([]);')).toBe('react-router (data)');
    expect(router('<BrowserRouter />;')).toBe('react-router (declarative)');
  });

  it('has no worker of a failed search for one: web workers and helpers are none', () => {
    const root = writeTree({
      'package.json': '{"devDependencies":{"vite":"8"}}',
      'index.html': '<script type="module" src="main.js"></script>',
      'main.js': "new Worker('/crunch.js');\nwindow.addEventListener('push', () => {});\n",
      'public/crunch.js': "importScripts('/lib.js');\nself.addEventListener('message', () => {});\n",
      'public/sw-register.js': 'export const url = 1;\n',
    });
    expect(detectFramework(readProject(root))?.layout.serviceWorkers).toEqual([]);
  });
});

describe('an entry that the config names', () => {
  it('is found with vite-plugin-html', () => {
    const files = {
      'package.json': '{"devDependencies":{"vite":"8"}}',
      'index.html': '<title><%- title %></title>',
      'src/main.ts': '',
    };
    const config = (entry: string) =>
      `import { createHtmlPlugin } from 'vite-plugin-html';\nexport default { plugins: [createHtmlPlugin({ entry: '${entry}' })] };`;
    const entry = (name: string) =>
      detectFramework(readProject(writeTree({ ...files, 'vite.config.ts': config(name) })))?.layout.entry;
    expect(entry('/src/main.ts')).toBe('src/main.ts');
    expect(entry('/src/gone.ts')).toBeUndefined();
  });
});

it('says that the build makes a manifest, so that nobody adds another', () => {
  expect(layoutOf('vite-pwa')).toMatchObject({
    manifest: undefined,
    generatedManifest: 'manifest.webmanifest',
  });
});

describe('an Astro app', () => {
  it('is recognised, with its layout and its base', () => {
    const found = detectFramework(open('astro'));
    expect(found?.framework.id).toBe('astro');
    expect(found?.detection).toEqual({
      mode: 'static',
      router: 'astro (pages)',
      evidence: ['dependency astro', 'astro.config.mjs', 'src/pages'],
    });
    expect(found?.layout).toMatchObject({
      ui: 'none',
      srcDir: 'src',
      pushDir: 'src/push',
      noAppServer: 'no adapter is set, so a build has no server',
      publicDir: 'public',
      base: '/docs',
      envPrefix: ['PUBLIC_'],
      publicKeyVariable: 'PUBLIC_VAPID_PUBLIC_KEY',
      envDir: '.',
      localEnvFile: '.env',
      entry: 'src/layouts/Layout.astro',
      html: undefined,
      outDirs: ['dist'],
      serviceWorkers: [],
    });
  });

  it('with React on a Node server can answer the push routes', () => {
    const found = detectFramework(open('astro-react'));
    expect(found?.detection.mode).toBe('server, @astrojs/node');
    expect(found?.layout).toMatchObject({ ui: 'react', noAppServer: undefined });
    expect(open('astro-react').language).toBe('ts');
  });

  it('is what has pages or a config: a package for Astro is none', () => {
    const project = readProject(writeTree({ 'package.json': '{"peerDependencies":{"astro":"7"}}' }));
    expect(detectFramework(project)).toBeUndefined();
  });

  it('is one whatever else its tools bring along', () => {
    const project = readProject(
      writeTree({
        'package.json': '{"dependencies":{"astro":"7"},"devDependencies":{"vite":"8","webpack":"5"}}',
        'src/pages/index.astro': '<h1>Hello</h1>',
        'index.html': '<script type="module" src="main.js"></script>',
        'main.js': '',
      }),
    );
    expect(detectFramework(project)?.framework.id).toBe('astro');
  });

  it('keeps its secrets in the file that git leaves out', () => {
    const root = copyFixture('apps/astro', { git: true });
    writeTree({ '.gitignore': 'node_modules\n*.local\n' }, root);
    expect(detectFramework(readProject(root))?.layout.localEnvFile).toBe('.env.local');
  });

  it('is TypeScript when a tsconfig says so and nothing but its own files is written', () => {
    const files = {
      'package.json': '{"dependencies":{"astro":"7"}}',
      'src/pages/index.astro': '<h1>Hi</h1>',
    };
    expect(readProject(writeTree(files)).language).toBe('js');
    const docs = {
      'package.json': '{}',
      'astro.config.mjs': '',
      'src/content/docs/a.md': '',
      'tsconfig.json': '{}',
    };
    expect(readProject(writeTree(docs)).language).toBe('ts');
    expect(readProject(writeTree({ ...files, 'tsconfig.json': '{}' })).language).toBe('ts');
    expect(readProject(writeTree({ ...files, 'tsconfig.json': '{}', 'src/a.js': '' })).language).toBe('js');
  });
});

describe('everything else', () => {
  const others = [
    ['tanstack-start', 'tanstack-start'],
    ['sveltekit', 'sveltekit'],
    ['angular', 'angular'],
  ] as const;

  it.each(others)('%s is named, and never taken for a Vite app', (id, name) => {
    const project = open(id);
    expect(detectFramework(project)).toBeUndefined();
    expect(nameUnsupported(project)).toMatchObject({ id: name });
    expect(nameUnsupported(project)?.evidence.length).toBeGreaterThan(0);
  });

  it.each(['@tanstack/react-start', '@sveltejs/kit', 'nuxt', '@solidjs/start'])(
    '%s is named by its dependency alone, beside a page and Vite',
    (name) => {
      const files = {
        'package.json': JSON.stringify({ dependencies: { [name]: '1' }, devDependencies: { vite: '8' } }),
        'index.html': '<script type="module" src="main.js"></script>',
        'main.js': '',
      };
      expect(detectFramework(readProject(writeTree(files)))).toBeUndefined();
    },
  );

  it('takes an app of the TanStack router without its server for what it is', () => {
    const files = {
      'package.json':
        '{"dependencies":{"@tanstack/react-router":"1"},"devDependencies":{"@tanstack/router-plugin":"1","vite":"8"}}',
      'index.html': '<script type="module" src="src/main.jsx"></script>',
      'src/main.jsx': '',
    };
    expect(detectFramework(readProject(writeTree(files)))?.framework.id).toBe('vite');
  });

  it.each(['vite-library', 'vitest-only'])('%s has Vite and is no app', (id) => {
    const project = open(id);
    expect(detectFramework(project)).toBeUndefined();
    expect(nameUnsupported(project)).toBeUndefined();
  });

  it('takes a plugin for what it is, without the dependency in sight', () => {
    const project = readProject(
      writeTree({
        'package.json': '{"devDependencies":{"vite":"8"}}',
        'index.html': '<script type="module" src="main.js"></script>',
        'main.js': '',
        'vite.config.js':
          "import { crx } from '@crxjs/vite-plugin';\nexport default { plugins: [crx({})] };\n",
      }),
    );
    expect(detectFramework(project)).toBeUndefined();
    expect(nameUnsupported(project)).toMatchObject({
      id: 'extension',
      evidence: ['plugin @crxjs/vite-plugin'],
    });
  });

  it('takes no Vite app for what it once was', () => {
    const project = readProject(
      writeTree({
        'package.json':
          '{"scripts":{"dev":"vite"},"dependencies":{"next":"15","react-scripts":"5"},"devDependencies":{"vite":"8"}}',
        'index.html': '<script type="module" src="src/main.jsx"></script>',
        'src/main.jsx': '',
        'src/pages/index.jsx': '',
      }),
    );
    expect(nameUnsupported(project)).toBeUndefined();
    expect(detectFramework(project)?.framework.id).toBe('vite');
  });

  it('does not call a Remix app with a stray next dependency Next', () => {
    const project = readProject(
      writeTree({
        'package.json': '{"dependencies":{"next":"15"},"devDependencies":{"@remix-run/dev":"2","vite":"6"}}',
        'app/root.tsx': 'export default function App() {}',
      }),
    );
    expect(nameUnsupported(project)?.id).toBe('remix');
  });
});

describe('findApps', () => {
  it('lists the apps of a workspace, packages left out', () => {
    expect(findApps(open('workspace'))).toEqual([
      { path: 'apps/admin', framework: 'vite' },
      { path: 'apps/chat', framework: 'vite' },
      { path: 'apps/site', framework: 'astro' },
    ]);
  });

  it('lists apps that share a repository and nothing else', () => {
    expect(findApps(open('several-apps'))).toEqual([
      { path: 'one', framework: 'vite' },
      { path: 'two', unsupported: 'Gatsby' },
    ]);
  });

  it('lists an app that is the whole repository', () => {
    expect(findApps(open('vite-vanilla-ts'))).toEqual([{ path: '.', framework: 'vite' }]);
  });
});
