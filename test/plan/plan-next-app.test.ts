import { afterAll, describe, expect, it } from 'vitest';
import { detectFramework } from '../../src/frameworks/index.ts';
import type { Operation } from '../../src/plan/operation.ts';
import type { Setup } from '../../src/plan/setup.ts';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { setupForTests } from '../support/setup-for-tests.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const layout =
  'export default function Layout({ children }) {\n  return (\n    <html>\n      <body>{children}</body>\n    </html>\n  );\n}\n';
const page = 'export default () => null;\n';
const app = { 'package.json': '{"dependencies":{"next":"16.4.3"}}', 'app/layout.jsx': layout };
const pages = { 'package.json': '{"dependencies":{"next":"16.4.3"}}', 'pages/index.jsx': page };

async function planIn(root: string, more: Partial<Setup> = {}): Promise<readonly Operation[]> {
  const project = readProject(root);
  const found = detectFramework(project);
  if (found === undefined) throw new Error('not detected');
  return found.framework.plan(project, setupForTests({ server: 'app', ...more }));
}
const plan = (files: Readonly<Record<string, string>>, more?: Partial<Setup>) =>
  planIn(writeTree(files), more);

/** `create app/manifest.json`, one a line. */
const shortOf = (operations: readonly Operation[]) =>
  operations.map((operation) => `${operation.kind} ${'path' in operation ? operation.path : ''}`);
const textOf = (operations: readonly Operation[], path: string): string => {
  const operation = operations.find((each) => 'path' in each && each.path === path);
  if (operation?.kind === 'create') return String(operation.content);
  if (operation?.kind === 'edit') return operation.after;
  throw new Error(`nothing writes ${path}`);
};
const manualOf = (operations: readonly Operation[], path: string) =>
  operations.find((each) => each.kind === 'manual' && each.path === path);

describe('the app router', () => {
  it('gets a route, a manifest and an icon by their names, and the listener in its layout', async () => {
    const operations = await planIn(copyFixture('apps/next-app', { git: true }));
    const short = shortOf(operations);
    for (const each of [
      'create public/sw.js',
      'create push/config.js',
      'create push/push-listener.jsx',
      'edit app/layout.jsx',
      'create app/manifest.json',
      'create app/apple-icon.png',
      'create public/icons/icon-192.png',
      'create app/api/push/[...route]/route.js',
      'create push/server/handle.js',
      'edit package.json',
    ]) {
      expect(short).toContain(each);
    }
    expect(short).not.toContain('create public/icons/apple-touch-icon.png');
    expect(textOf(operations, 'app/layout.jsx')).toContain('<body>{children}<PushListener /></body>');
    expect(textOf(operations, 'app/api/push/[...route]/route.js')).toContain(
      "'../../../../push/server/handle.js'",
    );
    expect(textOf(operations, 'push/push-listener.jsx')).toMatch(/^'use client';\n/);
    expect(operations.filter(({ kind }) => kind === 'manual')).toHaveLength(1);
  });

  it('writes nothing that Next inlines in another form than it looks for', async () => {
    const config = textOf(await plan(app), 'push/config.js');
    expect(config).toContain('process.env.NEXT_PUBLIC_VAPID_PUBLIC_KEY;');
    expect(config).toContain('process.env.__NEXT_ROUTER_BASEPATH ??');
  });

  it('sets no segment option, which cacheComponents refuses', async () => {
    expect(textOf(await plan(app), 'app/api/push/[...route]/route.js')).not.toMatch(/runtime|dynamic/);
  });

  it('names the route as pageExtensions want it', async () => {
    const config = "module.exports = { pageExtensions: ['page.jsx', 'page.js'] };";
    const files = { ...app, 'app/layout.page.jsx': layout, 'next.config.js': config };
    expect(shortOf(await plan(files))).toContain('create app/api/push/[...route]/route.page.js');
  });

  it('mounts in every root layout, and in the pages beside', async () => {
    const short = shortOf(
      await plan({
        'package.json': app['package.json'],
        'app/(a)/layout.jsx': layout,
        'app/(b)/layout.jsx': layout,
        'pages/old.jsx': page,
        'pages/_app.jsx':
          'export default function App({ Component, pageProps }) {\n  return <Component {...pageProps} />;\n}\n',
      }),
    );
    expect(short.filter((each) => each.startsWith('edit ')).sort()).toEqual([
      'edit app/(a)/layout.jsx',
      'edit app/(b)/layout.jsx',
      'edit package.json',
      'edit pages/_app.jsx',
    ]);
    expect(short).toContain('create app/api/push/[...route]/route.js');
    expect(short).toContain('create pages/_document.jsx');
  });

  it('keeps a manifest that is there, and asks for its link when nothing has one', async () => {
    const files = { ...app, 'public/site.webmanifest': '{"name":"x"}' };
    const operations = await plan({ ...files, 'next.config.mjs': "export default { basePath: '/docs' };" });
    expect(shortOf(operations)).toContain('keep public/site.webmanifest');
    expect(manualOf(operations, 'app/layout.jsx')).toMatchObject({
      snippet: expect.stringContaining("manifest: '/docs/site.webmanifest'"),
    });
    const linked = { ...files, 'lib/meta.js': "export const metadata = { manifest: '/site.webmanifest' };" };
    expect(manualOf(await plan(linked), 'app/layout.jsx')).toBeUndefined();
  });
});

it('starts an installed app where Next has its first page', async () => {
  const manifestOf = async (config: string) =>
    JSON.parse(
      textOf(await plan({ ...app, 'next.config.mjs': `export default ${config};` }), 'app/manifest.json'),
    );
  expect(await manifestOf('{}')).toMatchObject({ id: '/', start_url: '.', scope: '.' });
  const docs = { id: '/docs', start_url: '/docs', scope: '/docs' };
  expect(await manifestOf("{ basePath: '/docs' }")).toMatchObject(docs);
  expect(await manifestOf("{ basePath: '/docs', trailingSlash: true }")).toMatchObject({
    id: '/docs/',
    scope: '.',
  });
});

describe('the pages router', () => {
  it('gets an API route, the listener in _app and links in _document', async () => {
    const operations = await planIn(copyFixture('apps/next-pages', { git: true }));
    const short = shortOf(operations);
    for (const each of [
      'edit src/pages/_app.tsx',
      'edit src/pages/_document.tsx',
      'create src/pages/api/push/[...route].ts',
      'create src/push/push-listener.tsx',
      'create public/manifest.json',
      'create public/icons/apple-touch-icon.png',
    ]) {
      expect(short).toContain(each);
    }
    expect(textOf(operations, 'src/pages/api/push/[...route].ts')).toContain('bodyParser: false');
    expect(textOf(operations, 'src/push/push-listener.tsx')).not.toContain('use client');
  });

  it('gets _app and _document where there are none, base and all', async () => {
    const operations = await plan(pages);
    expect(textOf(operations, 'pages/_app.jsx')).toContain("from '../push/push-listener.jsx'");
    expect(textOf(operations, 'pages/_document.jsx')).toContain('process.env.__NEXT_ROUTER_BASEPATH');
  });

  it('gets them under the names that pageExtensions want', async () => {
    const short = shortOf(
      await plan({
        'package.json': pages['package.json'],
        'pages/index.page.jsx': page,
        'next.config.js': "module.exports = { pageExtensions: ['page.jsx', 'api.js'] };",
      }),
    );
    expect(short).toContain('create pages/_app.page.jsx');
    expect(short).toContain('create pages/_document.page.jsx');
    expect(short).toContain('create pages/api/push/[...route].api.js');
  });

  it('puts the base before links in a _document that is there, and asks where it is not known', async () => {
    const document =
      "import { Html, Head, Main, NextScript } from 'next/document';\nexport default function Document() {\n  return <Html><Head /><body><Main /><NextScript /></body></Html>;\n}\n";
    const config = (base: string) => ({
      ...pages,
      'pages/_document.jsx': document,
      'next.config.mjs': `export default { basePath: ${base} };`,
    });
    expect(textOf(await plan(config("'/docs'")), 'pages/_document.jsx')).toContain(
      'href="/docs/manifest.json"',
    );
    expect(manualOf(await plan(config('process.env.BASE')), 'pages/_document.jsx')).toBeDefined();
  });

  it('keeps links that another file has', async () => {
    const head = '<><link rel="manifest" href="/m.json" /><link rel="apple-touch-icon" href="/a.png" /></>';
    const short = shortOf(
      await plan({ ...pages, 'components/head.jsx': `export const Head = () => ${head};` }),
    );
    expect(short).not.toContain('create pages/_document.jsx');
  });
});

describe('the env files', () => {
  it('lets git have the names of variables, which `.env*` would hide', async () => {
    const operations = await planIn(copyFixture('apps/next-app', { git: true }));
    expect(textOf(operations, '.gitignore')).toMatch(/!\.env\.example\n$/);
  });

  it('keeps the development identity out of what `next start` reads', async () => {
    const operations = await plan(app);
    expect(textOf(operations, '.env.local')).not.toContain('PUSH_DEV_USER');
    expect(textOf(operations, '.env.development.local')).toContain('PUSH_DEV_USER=developer');
    // The server of its own reads one file alone.
    expect(textOf(await plan(app, { server: 'node' }), '.env.local')).toContain('PUSH_DEV_USER=developer');
  });
});

it('has routes of the app that are asked before ours moved away, in either router', async () => {
  const own = {
    'app/api/push/subscribe/route.js': 'export const POST = () => new Response();\n',
    'pages/api/push/[action].js': page,
    'pages/api/push/history.js': page,
    'pages/_app.jsx': 'export default ({ Component, pageProps }) => <Component {...pageProps} />;\n',
  };
  const steps = async (more?: Partial<Setup>) =>
    (await plan({ ...app, ...own }, more)).filter(({ reason }) => reason.includes("the app's own and"));
  expect(await steps()).toEqual([
    expect.objectContaining({
      kind: 'manual',
      needed: true,
      snippet: 'app/api/push/subscribe\npages/api/push/[action].js',
    }),
  ]);
  expect(await steps({ server: 'node' })).toEqual([]);
});

describe('a proxy', () => {
  const withProxy = (matcher: string) =>
    plan({
      ...app,
      'proxy.js': `export function proxy() {}\nexport const config = { matcher: ${matcher} };\n`,
    });

  it('is left alone when it lets ours pass', async () => {
    expect(shortOf(await withProxy("'/dashboard/:path*'"))).toContain('keep proxy.js');
  });

  it('is opened for what it catches, and for no more', async () => {
    const text = textOf(await withProxy("'/((?!api|_next|.*\\\\.png$).*)'"), 'proxy.js');
    expect(text).toContain("'/((?!sw.js|manifest.json|api|_next|.*\\\\.png$).*)'");
    expect(textOf(await withProxy("'/((?!_next|.*\\\\..*).*)'"), 'proxy.js')).toContain(
      "'/((?!api/push/|_next|",
    );
  });

  it('is for a person where its patterns are of another kind', async () => {
    expect(manualOf(await withProxy("['/:path*']"), 'proxy.js')).toMatchObject({
      snippet: expect.stringContaining('sw.js|manifest.json|icons/|api/push/|'),
    });
    const both = "['/((?!_next|.*\\\\..*).*)', '/api/:path*']";
    expect(manualOf(await withProxy(both), 'proxy.js')).toBeDefined();
  });
});

describe('a server of its own', () => {
  const planned = (config: string | undefined) =>
    plan(config === undefined ? app : { ...app, 'next.config.mjs': config }, { server: 'node' });

  it('is reached by rewrites', async () => {
    expect(textOf(await planned(undefined), 'next.config.mjs')).toContain('PUSH_SERVER_URL');
    const text = textOf(await planned('export default { basePath: "/docs" };\n'), 'next.config.mjs');
    expect(text).toContain('source: "/api/push/:path*"');
  });

  it('is for a person to reach from a static export', async () => {
    const operations = await planned("export default { output: 'export' };\n");
    expect(manualOf(operations, 'next.config.mjs')).toMatchObject({ needed: true });
  });

  it('needs no routes', async () => {
    expect(shortOf(await planned(undefined)).some((each) => each.includes('app/api'))).toBe(false);
  });
});

it('says that a standalone output leaves the worker out', async () => {
  const operations = await plan({ ...app, 'next.config.mjs': "export default { output: 'standalone' };" });
  const step = manualOf(operations, 'next.config.mjs');
  expect(step).toMatchObject({ snippet: expect.stringContaining('cp -r public .next/standalone/') });
  expect(step).not.toHaveProperty('needed');
});

it('says that a build which may be an export has no routes then', async () => {
  const config = "export default { output: process.env.MOBILE ? 'export' : undefined };";
  const step = manualOf(await plan({ ...app, 'next.config.mjs': config }), 'next.config.mjs');
  expect(step).toMatchObject({ snippet: expect.stringContaining('apiBase') });
});

it('gives an icon for the Home Screen where a sign-in with Apple is all that is called apple', async () => {
  const signIn = { ...app, 'lib/auth.js': "export const providers = { apple: 'id' };" };
  expect(shortOf(await plan(signIn))).toContain('create app/apple-icon.png');
  const icons = { ...app, 'lib/meta.js': "export const metadata = { icons: { apple: '/a.png' } };" };
  expect(shortOf(await plan(icons))).not.toContain('create app/apple-icon.png');
});

it('joins the worker that the app has, Serwist or written by hand', async () => {
  const files = {
    ...app,
    'public/service.js': "self.addEventListener('push', () => {});\n",
    'lib/register.js': "navigator.serviceWorker.register('/service.js');\n",
  };
  const operations = await plan(files);
  expect(textOf(operations, 'public/service.js')).toContain("importScripts('push-sw.js')");
  expect(textOf(operations, 'push/config.js')).toContain('workerUrl = undefined');
});

it('plans nothing a second time', async () => {
  for (const fixture of ['next-app', 'next-pages']) {
    const root = copyFixture(`apps/${fixture}`, { git: true });
    const first = await planIn(root);
    for (const operation of first) {
      if (operation.kind === 'create') writeTree({ [operation.path]: operation.content }, root);
      if (operation.kind === 'edit') writeTree({ [operation.path]: operation.after }, root);
    }
    commitAll(root);
    const existing = new Set([
      'NEXT_PUBLIC_VAPID_PUBLIC_KEY',
      'VAPID_PRIVATE_KEY',
      'VAPID_SUBJECT',
      'PUSH_TOKEN_SECRET',
      'PUSH_SEND_SECRET',
      'PUSH_DEV_USER',
    ]);
    const second = await planIn(root, { existingVariables: existing });
    expect(shortOf(second).filter((each) => !each.startsWith('keep ') && each !== 'manual ')).toEqual([]);
  }
});
