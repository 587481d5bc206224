import { afterAll, describe, expect, test } from 'vitest';
import { detectFramework } from '../../src/frameworks/index.ts';
import { readProject } from '../../src/project/read-project.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { planOf } from '../support/plan-of.ts';
import { reactRouterFiles } from '../support/react-router-files.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const app = (config = 'ssr: true,', more: Record<string, string> = {}, base = '/') => ({
  ...reactRouterFiles({ version: '8.4.0', language: 'ts', config, base }),
  ...more,
});
const flat = (call: string) =>
  `import { index, route } from '@react-router/dev/routes';\nimport { flatRoutes } from '@react-router/fs-routes';\n\nexport default ${call};\n`;
const root = (body: string, before = '') =>
  `import { Links, Outlet } from 'react-router';\n${before}\nexport default function App() {\n  return ${body};\n}\n`;

describe('what it is', () => {
  test('the fixture, without react-router.config and with vite.config.mts', () => {
    const found = detectFramework(readProject(copyFixture('apps/react-router', { git: true })));
    expect(found?.framework.id).toBe('react-router');
    expect(found?.detection).toEqual({
      mode: 'ssr',
      router: 'react-router (framework)',
      evidence: [
        'dependency @react-router/dev',
        'plugin @react-router/dev/vite',
        'app/root.tsx',
        'app/routes.ts',
      ],
    });
    expect(found?.layout).toMatchObject({
      ui: 'react',
      srcDir: 'app',
      pushDir: 'app/push',
      publicDir: 'public',
      base: '/',
      envPrefix: ['VITE_'],
      localEnvFile: '.env',
      entry: 'app/root.tsx',
      html: undefined,
      noAppServer: undefined,
      outDirs: ['build/client', 'build/server'],
    });
  });

  test.each([
    ['ssr: false,', 'spa'],
    ['prerender: true,', 'prerender'],
    ["prerender: ['/about'],", 'prerender'],
    ['async prerender() { return []; },', 'prerender'],
    ['prerender: false,', 'ssr'],
    ['', 'ssr'],
  ])('%s is %s', async (config, mode) => {
    expect((await planOf(app(config), 'none')).mode).toBe(mode);
  });

  test('the library alone, or the package without an app, is none', () => {
    const library = writeTree({
      'package.json': '{"dependencies":{"react-router":"8.4.0"},"devDependencies":{"vite":"8"}}',
      'index.html': '<script type="module" src="src/main.jsx"></script>',
      'src/main.jsx': 'createBrowserRouter([]);',
    });
    expect(detectFramework(readProject(library))?.framework.id).toBe('vite');
    // A folder of that name is nothing of its own.
    writeTree({ 'app/root.tsx': root('<Outlet />'), 'app/routes.ts': 'export default [];\n' }, library);
    expect(detectFramework(readProject(library))?.framework.id).toBe('vite');
    const plugin = writeTree({ 'package.json': '{"devDependencies":{"@react-router/dev":"8.4.0"}}' });
    expect(detectFramework(readProject(plugin))).toBeUndefined();
  });

  test.each(['js', 'jsx', 'mjs', 'mts'])('its config in react-router.config.%s', async (extension) => {
    const { 'react-router.config.ts': _, ...files } = app();
    const config = { [`react-router.config.${extension}`]: 'export default { ssr: false };' };
    expect((await planOf({ ...files, ...config }, 'none')).mode).toBe('spa');
  });

  test('a webpack that some tool needs changes nothing', async () => {
    const files = app();
    const manifest = JSON.parse(files['package.json'] ?? '') as { devDependencies: Record<string, string> };
    manifest.devDependencies.webpack = '5.90.0';
    const { mode } = await planOf({ ...files, 'package.json': JSON.stringify(manifest) }, 'none');
    expect(mode).toBe('ssr');
  });

  test('honours appDirectory and buildDirectory', async () => {
    const {
      'app/root.tsx': rootModule = '',
      'app/routes.ts': routes = '',
      ...files
    } = app('appDirectory: "src", buildDirectory: "out",');
    const { layout } = await planOf(
      { ...files, 'src/root.tsx': rootModule, 'src/routes.ts': routes },
      'none',
    );
    expect(layout).toMatchObject({
      srcDir: 'src',
      pushDir: 'src/push',
      entry: 'src/root.tsx',
      outDirs: ['out/client', 'out/server'],
    });
  });
});

describe('where secrets go', () => {
  test('into the file that git leaves out, .env first', async () => {
    const ignoring = async (lines: string) => (await planOf(app('', { '.gitignore': lines }), 'none')).layout;
    expect((await ignoring('.env\n')).localEnvFile).toBe('.env');
    expect((await ignoring('*.local\n')).localEnvFile).toBe('.env.local');
    expect((await ignoring('.env*\n')).localEnvFile).toBe('.env');
    expect((await ignoring('node_modules\n')).localEnvFile).toBe('.env');
  });
});

describe('whether its own server can answer', () => {
  const why = async (config: string, more: Record<string, string> = {}) =>
    (await planOf(app(config, more), 'none')).layout.noAppServer;

  test('not without one', async () => {
    expect(await why('ssr: false,')).toBe('ssr is false in react-router.config.ts');
    expect(await why('ssr: process.env.SSR === "1",')).toContain('can only be known when it runs');
    expect(await why('ssr: true, prerender: true,')).toBeUndefined();
  });

  test.each([
    ['wrangler.jsonc', '{}', 'Cloudflare'],
    ['netlify.toml', '', 'Netlify'],
    ['vercel.json', '{"crons":[]}', 'Vercel'],
  ])('not on a platform: %s', async (file, text, name) => {
    expect(await why('', { [file]: text })).toBe(
      `${name} runs the app (${file}), where neither a database file nor a process stays`,
    );
  });

  test("a platform's file is one place of several beside a Dockerfile, or where it only switches things off", async () => {
    expect(await why('', { 'vercel.json': '{"crons":[]}', Dockerfile: '' })).toBeUndefined();
    expect(await why('', { 'vercel.json': '{"github":{"silent":true}}' })).toBeUndefined();
  });

  test('a preset tells the platform too', async () => {
    const config = `import { vercelPreset } from '@vercel/react-router/vite';\nexport default { presets: [vercelPreset()] };\n`;
    expect(await why('', { 'react-router.config.ts': config })).toContain('Vercel');
  });
});

describe('the root module', () => {
  test('carries import, mount and links in one edit', async () => {
    const { operations, textOf } = await planOf(app(), 'none');
    expect(operations.filter((each) => 'path' in each && each.path === 'app/root.tsx')).toHaveLength(1);
    const text = textOf('app/root.tsx');
    expect(text).toContain('import { PushListener } from "./push/push-listener";\n');
    expect(text).toContain('<PushListener />');
    expect(text).toContain('<link rel="manifest" href="/manifest.json" />');
    expect(text).toContain('<link rel="apple-touch-icon" href="/icons/apple-touch-icon.png" />');
  });

  test('links below the base, or what only the build knows', async () => {
    const below = await planOf(app('basename: "/app/",', {}, '/app/'), 'none');
    expect(below.textOf('app/root.tsx')).toContain('href="/app/manifest.json"');
    const config = `import { reactRouter } from '@react-router/dev/vite';\nexport default { base: process.env.BASE, plugins: [reactRouter()] };\n`;
    const unclear = await planOf(app('', { 'vite.config.ts': config }), 'none');
    expect(unclear.textOf('app/root.tsx')).toMatch(
      /href=\{`\$\{import\.meta\.env\.BASE_URL\}manifest\.json`\}/,
    );
  });

  test('links the manifest that is there, and leaves one that a route makes alone', async () => {
    const there = await planOf(
      app('', {
        'public/site.webmanifest': '{"name":"App"}',
        'app/root.tsx': root('<html><head><Links /></head><body><Outlet /></body></html>'),
      }),
      'none',
    );
    expect(there.textOf('app/root.tsx')).toContain('href="/site.webmanifest"');
    expect(there.at('public/manifest.json')).toBeUndefined();
    const links = "export const links = () => [{ rel: 'manifest', href: '/app.webmanifest' }];\n";
    const made = await planOf(app('', { 'app/root.tsx': root('<Outlet />', links) }), 'none');
    expect(made.layout).toMatchObject({ manifest: undefined, generatedManifest: 'app.webmanifest' });
    expect(made.at('public/manifest.json')).toBeUndefined();
  });

  test('finds the head in another module of the app', async () => {
    const document = `import { Links } from 'react-router';\n\nexport function Document({ children }) {\n  return (\n    <html>\n      <head>\n        <Links />\n      </head>\n      <body>{children}</body>\n    </html>\n  );\n}\n`;
    const { textOf } = await planOf(
      app('', { 'app/root.tsx': root('<Outlet />'), 'app/components/document.tsx': document }),
      'none',
    );
    expect(textOf('app/components/document.tsx')).toContain('rel="manifest"');
    expect(textOf('app/root.tsx')).not.toContain('rel="manifest"');
  });

  test('what cannot be mounted is a step without which no push arrives, and the links are written all the same', async () => {
    const { operations } = await planOf(
      app('', {
        'app/root.tsx': `${root('ready ? <Outlet /> : null')}\nexport const Layout = () => <html><head><Links /></head></html>;\n`,
      }),
      'none',
    );
    const there = operations.filter((each) => 'path' in each && each.path === 'app/root.tsx');
    expect(there.map(({ kind }) => kind)).toEqual(['manual', 'edit']);
    expect(there[0]).toMatchObject({ needed: true });
  });
});

describe('the push server inside the app', () => {
  test('is one resource route with its line in the routes file', async () => {
    const { textOf, operations } = await planOf(app(), 'app');
    expect(textOf('app/routes/api.push.ts')).toContain("from '../push/server/handle'");
    expect(textOf('app/routes.ts')).toBe(
      'import { type RouteConfig, index, route } from "@react-router/dev/routes";\n\nexport default [index("routes/home.tsx"), route("api/push/*", "routes/api.push.ts")] satisfies RouteConfig;\n',
    );
    expect(operations.filter(({ kind }) => kind === 'install')).toHaveLength(1);
  });

  test.each(['flatRoutes()', '(await flatRoutes())', '[...(await flatRoutes()), route("x", "x.tsx")]'])(
    'needs no line where files make routes: %s',
    async (call) => {
      const { at } = await planOf(
        app('', { 'app/routes.ts': flat(call), 'app/routes/_index.tsx': '' }),
        'app',
      );
      expect(at('app/routes/api.push.$.ts')?.kind).toBe('create');
      expect(at('app/routes.ts')).toBeUndefined();
    },
  );

  test('goes where flatRoutes looks', async () => {
    const routes = flat('flatRoutes({ rootDirectory: "pages" })');
    const { at } = await planOf(app('', { 'app/routes.ts': routes, 'app/pages/_index.tsx': '' }), 'app');
    expect(at('app/pages/api.push.$.ts')?.kind).toBe('create');
  });

  test('stays out of a folder whose files become routes under another path', async () => {
    const routes = flat('[route("admin", "admin.tsx", await flatRoutes())]');
    const { textOf } = await planOf(app('', { 'app/routes.ts': routes, 'app/routes/_index.tsx': '' }), 'app');
    expect(textOf('app/push/server/route.ts')).toContain("from './handle'");
    expect(textOf('app/routes.ts')).toContain("route('api/push/*', 'push/server/route.ts')");
  });

  test('routes that are made some other way are a step without which no push arrives', async () => {
    const { at } = await planOf(app('', { 'app/routes.ts': 'export default make();\n' }), 'app');
    expect(at('app/routes.ts')).toMatchObject({ kind: 'manual', needed: true });
    expect(at('app/routes.ts')).toHaveProperty('snippet', expect.stringContaining("route('api/push/*'"));
  });

  test('says that nothing reads the env file in production', async () => {
    const eight = await planOf(app(), 'app');
    expect(eight.steps('react-router-serve does not read .env')).toEqual([
      'PUSH_DEV_USER= node --env-file=.env node_modules/@react-router/serve/bin.cjs ./build/server/index.js',
    ]);
    const files = reactRouterFiles({ version: '7.18.4', language: 'ts', config: '' });
    expect((await planOf(files, 'app')).steps('does not read')[0]).toContain('serve/bin.js ');
  });

  test("comes after routes of the app's own", async () => {
    const line = `import { index, route } from '@react-router/dev/routes';\nexport default [index('routes/home.tsx'), route('api/push/subscribe', 'routes/mine.ts')];\n`;
    const listed = await planOf(app('', { 'app/routes.ts': line, 'app/routes/mine.ts': '' }), 'app');
    expect(listed.at('app/routes/mine.ts')).toMatchObject({ kind: 'manual', needed: true });
    const files = { 'app/routes.ts': flat('flatRoutes()'), 'app/routes/api.push.send.ts': '' };
    expect((await planOf(app('', files), 'app')).steps("the app's own")).toEqual([
      'app/routes/api.push.send.ts',
    ]);
    expect((await planOf(app(), 'app')).steps("the app's own")).toEqual([]);
  });

  test("names root's middleware", async () => {
    const middleware = 'export const middleware = [requireUser];\n';
    const { steps } = await planOf(app('', { 'app/root.tsx': root('<Outlet />', middleware) }), 'app');
    expect(steps("root's middleware")).toHaveLength(1);
    expect((await planOf(app(), 'app')).steps("root's middleware")).toEqual([]);
    const passing = `${middleware}const requireUser = ({ request }, next) => request.url.includes('/api/push/') && next();\n`;
    const passed = await planOf(app('', { 'app/root.tsx': root('<Outlet />', passing) }), 'app');
    expect(passed.steps("root's middleware")).toEqual([]);
  });

  test('a basename that is not the base has lines to set', async () => {
    expect((await planOf(app('basename: "/app/",', {}, '/app/'), 'app')).steps('basename')).toEqual([]);
    const apart = await planOf(app('basename: "/admin/",'), 'app');
    expect(apart.steps('The basename is /admin/ and')[0]).toContain(
      "export const apiBase = '/admin/api/push';",
    );
    // A server of its own is below the base.
    expect((await planOf(app('basename: "/admin/",'), 'node')).steps('basename')).toEqual([]);
    const unclear = await planOf(app('basename: process.env.BASENAME,'), 'app');
    expect(unclear.steps('only known when a build runs')).toHaveLength(1);
  });
});

test('a server of its own is reached through the proxy of the Vite config, below the base', async () => {
  const { textOf } = await planOf(app('ssr: false, basename: "/app/",', {}, '/app/'), 'node');
  expect(textOf('vite.config.ts')).toContain('"/app/api/push": "http://localhost:8787"');
});

test('server components get their boundary', async () => {
  const config = `import { unstable_reactRouterRSC as rsc } from '@react-router/dev/vite';\nexport default { plugins: [rsc()] };\n`;
  const { textOf } = await planOf(app('', { 'vite.config.ts': config }), 'none');
  expect(textOf('app/push/push-listener.tsx')).toMatch(/^'use client';/);
  expect((await planOf(app(), 'none')).textOf('app/push/push-listener.tsx')).not.toContain('use client');
});
