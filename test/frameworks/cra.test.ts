import { afterAll, describe, expect, test } from 'vitest';
import { detectFramework } from '../../src/frameworks/index.ts';
import { readProject } from '../../src/project/read-project.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { craFiles } from '../support/cra-files.ts';
import { planOf } from '../support/plan-of.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const app = (more: Record<string, string> = {}, homepage = '/') => ({ ...craFiles('js', homepage), ...more });
const withManifest = (change: (manifest: Record<string, unknown>) => void) => {
  const files = app();
  const manifest = JSON.parse(files['package.json'] ?? '') as Record<string, unknown>;
  change(manifest);
  return { ...files, 'package.json': `${JSON.stringify(manifest, null, 2)}\n` };
};
const index = (line: string) => `import ReactDOM from 'react-dom/client';
import App from './App';
import * as serviceWorkerRegistration from './serviceWorkerRegistration';

ReactDOM.createRoot(document.getElementById('root')).render(<App />);

// If you want your app to work offline, you can change unregister() to register() below.
${line}
`;
const registration = `export function register(config) {
  window.addEventListener('load', () => {
    const swUrl = \`\${process.env.PUBLIC_URL}/service-worker.js\`;
    navigator.serviceWorker.register(swUrl).then(() => config?.onSuccess());
  });
}

export function unregister() {
  navigator.serviceWorker.ready.then((registration) => registration.unregister());
}
`;
const worker = `/* eslint-disable no-restricted-globals */
import { clientsClaim } from 'workbox-core';
import { precacheAndRoute } from 'workbox-precaching';

clientsClaim();
precacheAndRoute(self.__WB_MANIFEST);
`;

describe('what it is', () => {
  test('the fixture', () => {
    const found = detectFramework(readProject(copyFixture('apps/cra', { git: true })));
    expect(found?.framework.id).toBe('cra');
    expect(found?.detection).toMatchObject({
      mode: 'spa',
      router: 'none',
      evidence: ['dependency react-scripts', 'script start', 'public/index.html', 'entry src/index.js'],
    });
    expect(found?.layout).toMatchObject({
      ui: 'react',
      srcDir: 'src',
      pushDir: 'src/push',
      publicDir: 'public',
      base: '/',
      envPrefix: ['REACT_APP_'],
      publicKeyVariable: 'REACT_APP_VAPID_PUBLIC_KEY',
      localEnvFile: '.env.local',
      entry: 'src/index.js',
      html: 'public/index.html',
      outDirs: ['build'],
      noAppServer: 'a Create React App has no server of its own',
    });
  });

  test.each(['@craco/craco', 'react-app-rewired'])('with %s in its place', async (name) => {
    const files = withManifest((manifest) => {
      manifest.dependencies = { react: '18', 'react-dom': '18', [name]: '7' };
      manifest.scripts = { start: name.includes('craco') ? 'craco start' : 'react-app-rewired start' };
    });
    expect((await planOf(files, 'none')).evidence).toContain(`dependency ${name}`);
  });

  test('is not what was moved to Vite', () => {
    const root = writeTree({
      'package.json':
        '{"scripts":{"dev":"vite"},"dependencies":{"react-scripts":"5"},"devDependencies":{"vite":"8"}}',
      'index.html': '<script type="module" src="src/index.jsx"></script>',
      'src/index.jsx': '',
    });
    expect(detectFramework(readProject(root))?.framework.id).toBe('vite');
  });

  test('a webpack beside it changes nothing', async () => {
    const files = withManifest((manifest) => {
      manifest.devDependencies = { webpack: '5' };
    });
    expect((await planOf(files, 'none')).mode).toBe('spa');
  });
});

describe('its base', () => {
  test.each([
    ['https://example.github.io/chat/', '/chat/'],
    ['/chat', '/chat/'],
    ['.', './'],
    ['https://example.com', '/'],
  ])('%s is %s', async (homepage, base) => {
    expect((await planOf(app({}, homepage), 'none')).layout).toMatchObject({ base, unknown: [] });
  });

  test('PUBLIC_URL comes before it, and one that a build computes is unclear', async () => {
    const given = await planOf(app({ '.env': 'PUBLIC_URL=/other\n' }, '/chat'), 'none');
    expect(given.layout).toMatchObject({ base: '/other/', unknown: [] });
    const files = withManifest((manifest) => {
      manifest.scripts = { build: 'PUBLIC_URL=$CDN react-scripts build' };
    });
    expect((await planOf(files, 'none')).layout.unknown).toEqual(['base']);
  });
});

test('the page links with %PUBLIC_URL%, the client reads the variables of react-scripts', async () => {
  const { textOf } = await planOf(app({}, '/chat'), 'none');
  expect(textOf('public/index.html')).toContain('<link rel="manifest" href="%PUBLIC_URL%/manifest.json" />');
  expect(textOf('src/push/config.js')).toContain('process.env.REACT_APP_VAPID_PUBLIC_KEY');
  expect(textOf('src/index.js')).toContain('    <PushListener />\n  </React.StrictMode>');
});

describe("the template's service worker", () => {
  const files = (line: string, more: Record<string, string> = {}) =>
    app({ 'src/index.js': index(line), 'src/serviceWorkerRegistration.js': registration, ...more });

  test('takes ours in when it is registered', async () => {
    const { textOf, layout } = await planOf(
      files('serviceWorkerRegistration.register();', { 'src/service-worker.js': worker }),
      'none',
    );
    expect(layout.serviceWorkers).toMatchObject([{ path: 'src/service-worker.js', kind: 'workbox' }]);
    expect(textOf('public/push-sw.js')).toMatch(/^\/\/ pushwright worker/);
    expect(textOf('src/service-worker.js')).toContain("self.importScripts('push-sw.js');\n\nclientsClaim();");
    expect(textOf('src/push/config.js')).toContain('workerUrl = undefined');
  });

  test('is none of ours while nothing registers it', async () => {
    const { textOf, layout, steps } = await planOf(files('', { 'src/service-worker.js': worker }), 'none');
    expect(layout.serviceWorkers).toEqual([]);
    expect(textOf('public/sw.js')).toBeDefined();
    expect(textOf('src/service-worker.js')).toBeUndefined();
    expect(steps('unregister()')).toEqual([]);
  });

  test('unregister() would take our worker away on every load', async () => {
    const { steps, operations } = await planOf(files('serviceWorkerRegistration.unregister();'), 'none');
    expect(steps('unregister()')).toEqual(['serviceWorkerRegistration.unregister();']);
    expect(operations.find(({ kind }) => kind === 'manual')).toMatchObject({
      path: 'src/index.js',
      needed: true,
    });
  });

  test('that version 3 generates cannot take ours in: its registration has to go', async () => {
    const old = (text: string) => text.replace('"react-scripts": "5.0.1"', '"react-scripts": "3.4.4"');
    const all = files('serviceWorkerRegistration.register();');
    const { steps, textOf } = await planOf(
      { ...all, 'package.json': old(all['package.json'] ?? '') },
      'none',
    );
    expect(steps('before version 4')).toEqual(['serviceWorkerRegistration.register();']);
    expect(textOf('public/sw.js')).toBeDefined();
  });
});

describe('in development', () => {
  test('a module of react-scripts sends the push routes on', async () => {
    const { textOf } = await planOf(app(), 'node');
    expect(textOf('src/setupProxy.js')).toContain('port: 8787');
    expect(textOf('package.json')).toBeUndefined();
  });

  test('one that is there stays as it is', async () => {
    const there = await planOf(app({ 'src/setupProxy.js': 'module.exports = (app) => {};\n' }), 'node');
    expect(there.at('src/setupProxy.js')).toMatchObject({ kind: 'manual', needed: true });
    const done = await planOf(app({ 'src/setupProxy.js': "app.use('/api/push', proxy());\n" }), 'node');
    expect(done.at('src/setupProxy.js')?.kind).toBe('keep');
  });

  test('where Node would take that for an ES module, package.json names the server', async () => {
    const files = withManifest((manifest) => {
      manifest.type = 'module';
    });
    expect((await planOf(files, 'node')).textOf('package.json')).toContain(
      '"proxy": "http://localhost:8787"',
    );
  });
});

test('TypeScript that is too old for our modules is a step without which nothing builds', async () => {
  const files = craFiles('ts', '/');
  const old = files['package.json']?.replace('"react-scripts": "5.0.1"', '"react-scripts": "~3.4.0"') ?? '';
  expect(
    (await planOf({ ...files, 'package.json': old }, 'none')).steps('react-scripts ~3.4.0'),
  ).toHaveLength(1);
  expect((await planOf(files, 'none')).steps('react-scripts ')).toEqual([]);
});
