import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readProject } from '../../src/project/read-project.ts';
import { readViteCommands } from '../../src/project/vite/vite-command.ts';
import { readOutDirs, readViteConfig } from '../../src/project/vite/vite-config.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const read = (source: string, files: Record<string, string> = {}) =>
  readViteConfig(readProject(writeTree({ 'vite.config.ts': source, ...files })));
const every = [
  'root',
  'base',
  'publicDir',
  'envPrefix',
  'envDir',
  'outDir',
  'plugins',
  'server.host',
  'server.https',
  'server.proxy',
].sort();

describe('shapes', () => {
  it.each([
    "export default { base: '/x/' };",
    "import { defineConfig } from 'vite';\nexport default defineConfig({ base: '/x/' });",
    "import { defineConfig as define } from 'vitest/config';\nexport default define({ base: '/x/' });",
    "import * as vite from 'vite';\nexport default vite.defineConfig(() => ({ base: '/x/' }));",
    "import { defineConfig } from 'vite';\nexport default defineConfig(async ({ mode }) => { const env = loadEnv(mode, '.'); return { base: '/x/', define: env }; });",
    "import { defineConfig } from 'vite';\nexport default defineConfig(function () { return { base: '/x/' }; });",
    "import { defineConfig } from 'vite';\nfunction config() { return { base: '/x/' }; }\nexport default defineConfig(config);",
    "const config: UserConfig = { base: '/x/' };\nexport default config;",
    "export default { base: '/x/' } satisfies UserConfig;",
    "export default <UserConfig>{ base: '/x/' };",
    "export default ({ base: '/x/' } as const) as UserConfig;",
    "module.exports = { base: '/x/' };",
    "const { defineConfig } = require('vite');\nmodule.exports = defineConfig({ base: '/x/' });",
    "export = { base: '/x/' };",
    "const config = { base: '/x/' };\nexport { config as default };",
    "import { mergeConfig } from 'vite';\nexport default mergeConfig({ base: '/y/' }, { base: '/x/' });",
    "import { defineConfig, mergeConfig } from 'vite';\nexport default mergeConfig(defineConfig({ base: '/x/' }), defineConfig({ plugins: [] }));",
    "const shared = { base: '/y/' };\nexport default { ...shared, base: '/x/' };",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code of a config
    "const root = '/x';\nexport default { base: `${root}/` };",
    "const paths = { base: '/x/' };\nconst { base } = paths;\nexport default { base };",
    "export default ({ command }) => { if (command === 'serve') { return { base: '/x/' }; } return { base: '/x/', build: {} }; };",
    "export default { ['base']: '/x/' };",
    "export default { base: true ? '/x/' : '/y/' };",
    "export default Promise.resolve({ base: '/x/' });",
    "export default Object.assign({}, { base: '/y/' }, { base: '/x/' });",
  ])('%s', (source) => {
    expect(read(source)).toMatchObject({ path: 'vite.config.ts', base: '/x/', unknown: [] });
  });

  it.each([
    'export default { base: process.env.BASE };',
    "export default { base: process.env.BASE || '/x/' };",
    "export default ({ mode }) => ({ base: mode === 'production' ? '/x/' : '/' });",
    "import { base } from './other.ts';\nexport default { base };",
    "let base = '/y/';\nif (process.env.CI) base = '/x/';\nexport default { base };",
    "const config = { base: '/y/' };\nconfig.base = '/x/';\nexport default config;",
    "export default { base: ['/x/'].join('') };",
    "export default { get base() { return '/x/'; } };",
    'const base = base;\nexport default { base };',
    "export default ({ command }) => { if (command === 'serve') { return { base: '/y/' }; } return { base: '/x/' }; };",
    "export default { base: '/y/', ...(process.env.CI ? { base: '/x/' } : {}) };",
    "export default { base: '/y/', ...(process.env.CI && { base: '/x/' }) };",
  ])('does not guess: %s', (source) => {
    expect(read(source)).toMatchObject({ base: '/', unknown: ['base'] });
  });

  it.each([
    "import shared from 'shared';\nexport default { ...shared };",
    "import { wrap } from 'shared';\nexport default wrap({ base: '/x/' });",
    "import { defineConfig } from '@company/config';\nexport default defineConfig({ base: '/x/' });",
    'export default config;',
    'export const nothing = 1;',
    'export default {',
  ])('knows nothing about: %s', (source) => {
    expect([...read(source).unknown].sort()).toEqual(every);
  });

  it('knows what follows an unknown spread', () => {
    const config = read(
      "import shared from 'shared';\nexport default { envDir: 'a', ...shared, base: '/x/', plugins: [] };",
    );
    expect(config.base).toBe('/x/');
    expect([...config.unknown].sort()).toEqual(
      every.filter((field) => field !== 'base' && field !== 'plugins'),
    );
  });

  it('knows what merges over an unknown config', () => {
    const config = read(
      "import { mergeConfig } from 'vite';\nimport shared from 'shared';\nexport default mergeConfig(shared, { base: '/x/' });",
    );
    expect(config.base).toBe('/x/');
    expect([...config.unknown].sort()).toEqual(every.filter((field) => field !== 'base'));
  });

  it('follows imports of the project itself', () => {
    const source =
      "import { base } from './settings';\nimport shared from './build/shared.js';\nexport default { ...shared, base };";
    const files = {
      'settings.ts': "export const base = '/x/';",
      'build/shared.js': "module.exports = { publicDir: 'static' };",
    };
    expect(read(source, files)).toMatchObject({ base: '/x/', publicDir: 'static', unknown: [] });
  });
});

describe('fields', () => {
  it('has the defaults of Vite without a config', () => {
    expect(readViteConfig(readProject(writeTree({})))).toEqual({
      path: undefined,
      root: '.',
      base: '/',
      publicDir: 'public',
      envPrefix: ['VITE_'],
      envDir: '.',
      outDir: 'dist',
      plugins: [],
      server: { https: false, proxy: [], letsHostsIn: false },
      lib: false,
      unknown: [],
    });
  });

  it.each([
    ["resolve(__dirname, 'web')", "import { resolve } from 'node:path';"],
    ["path.join(__dirname, 'web')", "import path from 'path';"],
    ["path.resolve('web')", "import * as path from 'path';"],
    ["path.resolve(process.cwd(), './web/')", "import path from 'node:path';"],
    ["fileURLToPath(new URL('./web', import.meta.url))", "import { fileURLToPath } from 'node:url';"],
    ["new URL('./web', import.meta.url).pathname", ''],
    ["path.resolve(import.meta.dirname, 'web')", "import path from 'node:path';"],
    [
      "path.dirname(fileURLToPath(import.meta.url)) + '/web'",
      "import path from 'node:path';\nimport { fileURLToPath } from 'node:url';",
    ],
    ["'web'", ''],
    ["'./web/'", ''],
  ])('root: %s', (root, imports) => {
    expect(read(`${imports}\nexport default { root: ${root} };`)).toMatchObject({
      root: 'web',
      publicDir: 'web/public',
      envDir: 'web',
      outDir: 'web/dist',
      unknown: [],
    });
  });

  it('resolves folders against the root, and takes them off', () => {
    expect(
      read(
        "export default { root: 'web', publicDir: '../static', envDir: '..', build: { outDir: '../out' } };",
      ),
    ).toMatchObject({ publicDir: 'static', envDir: '.', outDir: 'out' });
    expect(read('export default { publicDir: false, envDir: false };')).toMatchObject({
      publicDir: false,
      envDir: false,
    });
    expect(read("export default { publicDir: '' };").publicDir).toBe(false);
  });

  it('does not know folders elsewhere on the disk', () => {
    expect(read("export default { publicDir: '/srv/static' };").unknown).toEqual(['publicDir']);
  });

  it('reads the server', () => {
    const server =
      "{ host: '0.0.0.0', https: { key }, proxy: { '/api': 'http://localhost:1', '^/ws': { ws: true } } }";
    expect(read(`export default { server: ${server} };`).server).toEqual({
      host: '0.0.0.0',
      https: true,
      proxy: ['/api', '^/ws'],
      letsHostsIn: false,
    });
  });

  it.each([
    ["'APP_'", ['APP_'], []],
    ["['APP_', 'X_']", ['APP_', 'X_'], []],
    ["['APP_', prefix]", ['APP_'], ['envPrefix']],
    ['prefix', ['VITE_'], ['envPrefix']],
  ])('envPrefix: %s', (source, envPrefix, unknown) => {
    expect(read(`export default { envPrefix: ${source} };`)).toMatchObject({ envPrefix, unknown });
  });

  it('lists plugins wherever they stand', () => {
    const source = `
      import { defineConfig, mergeConfig } from 'vite';
      import react from '@vitejs/plugin-react';
      import { VitePWA as pwa } from 'vite-plugin-pwa';
      import * as legacy from '@vitejs/plugin-legacy';
      import tailwind from '@tailwindcss/vite';
      import ssl from '@vitejs/plugin-basic-ssl';
      const vue = require('@vitejs/plugin-vue');
      const own = () => ({ name: 'own' });
      const more = (mode) => [mode && tailwind(), [ssl()]];
      export default defineConfig(({ mode }) => ({
        plugins: [react({ babel: { plugins: [x()] } }), mode === 'production' ? pwa() : null, legacy.default(), vue(), own(), ...more(mode)].filter(Boolean),
      }));`;
    expect(read(source)).toMatchObject({
      plugins: [
        '@vitejs/plugin-react',
        'vite-plugin-pwa',
        '@vitejs/plugin-legacy',
        '@vitejs/plugin-vue',
        '@tailwindcss/vite',
        '@vitejs/plugin-basic-ssl',
      ],
    });
  });

  it('knows a library', () => {
    expect(read("export default { build: { lib: { entry: 'src/index.ts' } } };").lib).toBe(true);
    expect(
      read(
        "export default ({ mode }) => ({ build: { lib: mode === 'lib' ? { entry: 'a.ts' } : undefined } });",
      ).lib,
    ).toBe(false);
    expect(read("import shared from 'shared';\nexport default shared;").lib).toBe(false);
    expect(read("import { build } from 'shared';\nexport default { build };").lib).toBe(false);
  });
});

describe('the command line', () => {
  it.each([
    ['vite', [{ builds: false }]],
    ['vite build', [{ builds: true }]],
    ['tsc -b && vite build --base=/x/ --outDir ../out', [{ builds: true, base: '/x/', outDir: '../out' }]],
    [
      'cross-env NODE_ENV=production npx vite --host --config ./config/vite.config.js',
      [{ builds: false, config: './config/vite.config.js' }],
    ],
    ['vite -c other.ts dev', [{ builds: false, config: 'other.ts', root: 'dev' }]],
    ['vite dev web --port 3000 --host 0.0.0.0', [{ builds: false, root: 'web' }]],
    ['node --max-old-space-size=4096 ./node_modules/vite/bin/vite.js build', [{ builds: true }]],
    ['concurrently "vite --open" "node server.js"', [{ builds: false }]],
    ['vitest run', []],
    ['vite-node script.ts', []],
    ['npm install vite', []],
  ])('%s', (script, commands) => {
    expect(readViteCommands(script)).toEqual(commands);
  });

  const scripts = (table: Record<string, string>) => JSON.stringify({ scripts: table });

  it('says where the config is', () => {
    const root = writeTree({
      'package.json': scripts({ dev: 'vite --config config/vite.config.js' }),
      'config/vite.config.js':
        "import path from 'path';\nexport default { base: '/x/', publicDir: path.resolve(__dirname, '../static') };",
      'vite.config.js': "export default { base: '/y/' };",
    });
    expect(readViteConfig(readProject(root))).toMatchObject({
      path: 'config/vite.config.js',
      root: '.',
      base: '/x/',
      publicDir: 'static',
      unknown: [],
    });
  });

  it('prefers the app to what is built beside it', () => {
    const root = writeTree({
      'package.json': scripts({ build: 'vite build --config vite.widget.js && vite build' }),
      'vite.widget.js': "export default { base: '/y/' };",
      'vite.config.js': "export default { base: '/x/' };",
    });
    expect(readViteConfig(readProject(root)).path).toBe('vite.config.js');
  });

  it('says where the root is', () => {
    const root = writeTree({
      'package.json': scripts({ dev: 'vite web', build: 'vite build web --outDir ../out' }),
      'web/vite.config.js': "export default { base: '/x/' };",
    });
    const project = readProject(root);
    expect(readViteConfig(project)).toMatchObject({ path: 'web/vite.config.js', root: 'web', base: '/x/' });
    expect(readOutDirs(project)).toEqual(['out', 'web/dist']);
  });

  it('says the base of the build, and when that differs from the config', () => {
    const of = (build: string, config: string) =>
      readViteConfig(
        readProject(writeTree({ 'package.json': scripts({ dev: 'vite', build }), 'vite.config.js': config })),
      );
    expect(of('vite build --base /x/', 'export default {};')).toMatchObject({ base: '/x/', unknown: [] });
    expect(of('vite build --base /x/', "export default { base: './' };")).toMatchObject({
      base: './',
      unknown: ['base'],
    });
  });
});

it('reads a config in a folder whose name needs escaping', () => {
  const root = writeTree({
    'my app ü/vite.config.ts':
      "export default { publicDir: new URL('./my files', import.meta.url).pathname };",
  });
  expect(readViteConfig(readProject(join(root, 'my app ü'))).publicDir).toBe('my files');
});
