import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { astro } from '../../src/frameworks/astro.ts';
import { detectFramework } from '../../src/frameworks/index.ts';
import type { Operation } from '../../src/plan/operation.ts';
import type { Setup } from '../../src/plan/setup.ts';
import { readProject } from '../../src/project/read-project.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { setupForTests } from '../support/setup-for-tests.ts';
import { writeTree } from '../support/write-tree.ts';

afterEach(removeTemporary);

/** The plan for a fixture with some files more, or other ones. */
function plan(
  fixture: 'astro' | 'astro-react',
  { files = {}, ...more }: Partial<Setup> & { files?: Record<string, string> } = {},
): Promise<Operation[]> {
  const root = writeTree(files, copyFixture(`apps/${fixture}`));
  return astro.plan(readProject(root), setupForTests(more));
}

function find(operations: readonly Operation[], path: string): Operation {
  const found = operations.filter((operation) => 'path' in operation && operation.path === path);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} operations for ${path}`);
  return found[0];
}

const textOf = (operations: readonly Operation[], path: string): string => {
  const operation = find(operations, path);
  if (operation.kind === 'edit') return operation.after;
  if (operation.kind === 'create') return String(operation.content);
  throw new Error(`${path}: ${operation.kind}`);
};
const config = (options: string, imports = '') =>
  `import { defineConfig } from 'astro/config';\n${imports}\nexport default defineConfig({ ${options} });\n`;

describe('documents', () => {
  test('with React get an island, and links that no component of their head has', async () => {
    const text = textOf(await plan('astro-react', { server: 'app' }), 'src/layouts/Layout.astro');
    expect(text).toContain("import { PushListener } from '../push/push-listener';");
    expect(text).toContain('    <PushListener client:only="react" />\n  </body>');
    expect(text).toContain('<link rel="manifest" href="/manifest.json" />');
    expect(text).not.toContain('apple-touch-icon');
  });

  test('without it get a script, each of them, and links below the base', async () => {
    const operations = await plan('astro');
    for (const [path, specifier] of [
      ['src/layouts/Layout.astro', '../push/mount-pages'],
      ['src/pages/404.astro', '../push/mount-pages'],
    ] as const) {
      const text = textOf(operations, path);
      expect(text).toContain(`import { mountPushOnPages } from '${specifier}';`);
      expect(text).toContain('<link rel="manifest" href="/docs/manifest.json" />');
      expect(text).toContain('href="/docs/icons/apple-touch-icon.png"');
    }
    expect(find(operations, 'src/push/mount-pages.js').kind).toBe('create');
  });

  test('get links that a base known at build time alone is put before', async () => {
    const files = { 'astro.config.mjs': config('base: process.env.BASE') };
    expect(textOf(await plan('astro', { files }), 'src/layouts/Layout.astro')).toContain(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: source code of a template
      "href={`${import.meta.env.BASE_URL.replace(/\\/$/, '')}/manifest.json`}",
    );
  });

  test('with Solid beside React get a script: whose JSX a file is would depend on its folder', async () => {
    const imports = "import react from '@astrojs/react';\nimport solid from '@astrojs/solid-js';\n";
    const files = { 'astro.config.ts': config('integrations: [react(), solid()]', imports) };
    expect(textOf(await plan('astro-react', { files }), 'src/layouts/Layout.astro')).toContain(
      'mountPushOnPages',
    );
  });

  test('whose app mounts it in a component are left without another', async () => {
    const files = {
      'src/push/push-listener.tsx': '// pushwright\n',
      'src/push/client.ts': '// pushwright\n',
      'src/components/Footer.astro':
        "---\nimport { PushListener } from '../push/push-listener';\n---\n<PushListener client:idle />\n",
    };
    const operations = await plan('astro-react', { files });
    expect(find(operations, 'src/components/Footer.astro')).toMatchObject({ kind: 'keep' });
    expect(textOf(operations, 'src/layouts/Layout.astro')).not.toContain('PushListener');
  });

  test('that cannot be edited are a step; it is needed when there is no other document', async () => {
    const broken = { 'src/layouts/Layout.astro': '<html><head></head><body>{open && <p></body></html>' };
    const steps = (operations: readonly Operation[]) =>
      operations
        .filter((operation) => operation.kind === 'manual')
        .filter(({ path }) => path?.endsWith('.astro'));
    expect(steps(await plan('astro-react', { files: broken }))).toEqual([
      expect.objectContaining({ needed: true, snippet: expect.stringContaining('<PushListener') }),
      expect.objectContaining({ snippet: expect.stringContaining('rel="manifest"') }),
    ]);
    expect(steps(await plan('astro', { files: broken })).every(({ needed }) => needed !== true)).toBe(true);
  });

  test('that cannot be edited are done when a person has done it', async () => {
    const files = {
      'src/layouts/Layout.astro':
        '---\nimport { PushListener } from \'../push/push-listener\';\n---\n<html><head><link rel="manifest" href="/x"></head><body>{open && <p><PushListener client:only="react" /></body></html>',
    };
    const operations = await plan('astro-react', { files });
    const steps = operations.filter(
      (operation) => 'path' in operation && /Layout/.test(operation.path ?? ''),
    );
    expect(steps).toEqual([
      expect.objectContaining({
        kind: 'manual',
        snippet: '<link rel="apple-touch-icon" href="/icons/apple-touch-icon.png" />',
      }),
    ]);
  });

  test('that there are none of are a step', async () => {
    const files = { 'src/layouts/Layout.astro': '<main><slot /></main>\n' };
    const [step] = (await plan('astro-react', { files })).filter(({ reason }) => reason.includes('<body>'));
    expect(step).toMatchObject({ kind: 'manual', needed: true });
  });
});

test('the pages of Starlight get a footer that mounts push, beside documents of the app', async () => {
  const imports = "import starlight from '@astrojs/starlight';\n";
  const files = { 'astro.config.mjs': config("base: '/docs', integrations: [starlight()]", imports) };
  const only = { ...files, 'src/layouts/Layout.astro': '<slot />\n', 'src/pages/404.astro': '<p>Gone</p>\n' };
  const path = 'src/components/PushFooter.astro';
  const snippet = expect.stringMatching(/mountPushOnPages\(\);[\s\S]*href: '\/docs\/manifest\.json'/);
  expect(find(await plan('astro', { files: only }), path)).toMatchObject({ needed: true, snippet });
  const beside = find(await plan('astro', { files }), path);
  expect(beside).toMatchObject({ kind: 'manual', snippet });
  expect(beside).not.toHaveProperty('needed');
  const footer =
    "<script>\n  import { mountPushOnPages } from '../push/mount-pages';\n  mountPushOnPages();\n</script>\n";
  const done = { ...only, [path]: footer, 'src/push/mount-pages.js': '// pushwright\n' };
  expect(find(await plan('astro', { files: done }), path)).toMatchObject({ kind: 'keep' });
});

describe('the push server in the app', () => {
  test('is an endpoint that is never prerendered, and reads its variables where Astro has them', async () => {
    const operations = await plan('astro-react', { server: 'app' });
    const route = textOf(operations, 'src/pages/api/push/[...route].ts');
    expect(route).toContain('export const prerender = false;');
    expect(route).toContain("from '../../../push/server/handle'");
    expect(textOf(operations, 'src/push/server/environment.ts')).toContain("from 'astro:env/server'");
    expect(operations.some(({ kind, ...rest }) => 'path' in rest && rest.path === 'astro.config.ts')).toBe(
      false,
    );
  });

  test('asks for every variable that it reads', async () => {
    const source = readFileSync(new URL('../../templates/server/config.ts', import.meta.url), 'utf8');
    const read = [...source.matchAll(/(?:read|secret)\('([A-Z_]+)'/g)].map(([, name]) => name);
    const names = read.filter((name) => name !== 'PUSH_HOST' && name !== 'PUSH_PORT');
    const environment = textOf(
      await plan('astro-react', { server: 'app' }),
      'src/push/server/environment.ts',
    );
    expect(names.length).toBeGreaterThan(7);
    for (const name of names) expect(environment).toContain(`'${name}'`);
  });

  test('reads no secret in a way that writes it into the build, and knows production by the build', async () => {
    const operations = await plan('astro', {
      server: 'app',
      files: { 'astro.config.mjs': config('adapter: node()', "import node from '@astrojs/node';\n") },
    });
    const text = textOf(operations, 'src/push/server/environment.js');
    expect(text.replaceAll('import.meta.env.PROD', '')).not.toContain('import.meta.env');
    const source = text
      .replace(/import .*\n/, '')
      .replaceAll('import.meta.env.PROD', 'isBuilt')
      .replace('export const environment', 'var environment');
    const read = new Function('getSecret', 'isBuilt', `${source}; return environment;`);
    const secrets: Record<string, string> = { VAPID_PRIVATE_KEY: 'private' };
    const getSecret = (name: string) => secrets[name];
    expect(read(getSecret, true)).toMatchObject({ VAPID_PRIVATE_KEY: 'private', NODE_ENV: 'production' });
    expect(read(getSecret, false)).toMatchObject({ NODE_ENV: 'development' });
    secrets.NODE_ENV = 'test';
    expect(read(getSecret, true)).toMatchObject({ NODE_ENV: 'test' });
  });

  test('comes after routes of the same names', async () => {
    const files = { 'src/pages/api/push/subscribe.ts': 'export const POST = () => new Response();\n' };
    expect(
      find(await plan('astro-react', { server: 'app', files }), 'src/pages/api/push/subscribe.ts'),
    ).toMatchObject({
      kind: 'manual',
      needed: true,
    });
  });

  test('says that nothing reads the env file in production, until a script does', async () => {
    const steps = async (files: Readonly<Record<string, string>>) =>
      (await plan('astro-react', { server: 'app', files }))
        .filter((operation) => operation.kind === 'manual')
        .filter(({ reason }) => reason.includes('nothing reads .env for the server'))
        .map(({ snippet }) => snippet);
    expect(await steps({})).toEqual(['PUSH_DEV_USER= node --env-file=.env dist/server/entry.mjs']);
    const scripts = { start: 'node --env-file=.env dist/server/entry.mjs' };
    const dependencies = { astro: '7.3.5', '@astrojs/node': '11.1.6', '@astrojs/react': '7.0.0' };
    expect(await steps({ 'package.json': JSON.stringify({ scripts, dependencies }) })).toEqual([]);
  });

  test('is behind the middleware of the app, until that lets it pass', async () => {
    const middleware = (text: string) =>
      plan('astro-react', { server: 'app', files: { 'src/middleware.ts': text } });
    const steps = async (text: string) =>
      (await middleware(text)).filter(({ reason }) => reason.includes("The app's middleware"));
    expect(await steps('export const onRequest = (context, next) => context.redirect("/login");\n')).toEqual([
      expect.objectContaining({ kind: 'manual', path: 'src/middleware.ts' }),
    ]);
    expect(await steps("if (context.url.pathname.includes('/api/push/')) return next();\n")).toEqual([]);
  });

  test.each([
    ['', '', /no adapter/],
    ['adapter: vercel()', "import vercel from '@astrojs/vercel';\n", /@astrojs\/vercel runs/],
    ['adapter: cf()', "import cf from '@astrojs/cloudflare';\n", /@astrojs\/cloudflare runs/],
    [
      'adapter: process.env.CI ? node() : undefined',
      "import node from '@astrojs/node';\n",
      /could not be told/,
    ],
  ])('is not possible with %j', (options, imports, clause) => {
    const files = { 'astro.config.mjs': config(options, imports) };
    const project = readProject(writeTree(files, copyFixture('apps/astro')));
    expect(detectFramework(project)?.layout.noAppServer).toMatch(clause);
  });

  test('is not possible before Astro 5', async () => {
    const files = {
      'package.json': '{"dependencies":{"astro":"^4.16.0"}}',
      'astro.config.mjs': config('adapter: node()', "import node from '@astrojs/node';\n"),
    };
    const project = readProject(writeTree(files, copyFixture('apps/astro')));
    expect(detectFramework(project)?.layout.noAppServer).toMatch(/Astro 5/);
  });
});

test('the separate server is reached through the proxy of Vite inside the Astro config', async () => {
  expect(textOf(await plan('astro'), 'astro.config.mjs')).toContain(
    "'^(/docs)?/api/push/': 'http://localhost:8787'",
  );
});

test('a schema of the environment stays as it is: an entry of ours would break builds without the variable', async () => {
  const files = {
    'astro.config.ts': config(
      'env: { schema: { A: 1 } }, adapter: node()',
      "import node from '@astrojs/node';\n",
    ),
  };
  const operations = await plan('astro-react', { server: 'app', files });
  expect(operations.some((operation) => 'path' in operation && operation.path === 'astro.config.ts')).toBe(
    false,
  );
});

describe('the client', () => {
  test('puts the slash behind a base that Astro leaves without one, whichever config module it gets', async () => {
    const pwa = config('integrations: [pwa()]', "import pwa from '@vite-pwa/astro';\n");
    for (const options of [config(''), config("vite: { envPrefix: 'APP_' }"), pwa]) {
      const text = textOf(
        await plan('astro', { files: { 'astro.config.mjs': options } }),
        'src/push/config.js',
      );
      const exported = text
        .replaceAll('import.meta.env', '({ BASE_URL: "/docs" })')
        .replaceAll('export const ', 'var ');
      expect(new Function(`${exported}; return apiBase;`)()).toBe('/docs/api/push');
    }
  });

  test('reads the key under the name that Astro exposes', async () => {
    expect(textOf(await plan('astro-react'), 'src/push/config.ts')).toContain(
      'import.meta.env.PUBLIC_VAPID_PUBLIC_KEY',
    );
  });

  test('finds it under another prefix', async () => {
    const files = { 'astro.config.mjs': config("vite: { envPrefix: 'APP_' }") };
    const operations = await plan('astro', { files });
    expect(textOf(operations, 'src/push/config.js')).toContain('findPublicKey(import.meta.env)');
    expect(textOf(operations, '.env')).toContain('APP_VAPID_PUBLIC_KEY=');
  });

  test('joins the worker of @vite-pwa/astro, and leaves its manifest alone', async () => {
    const files = {
      'astro.config.mjs': config('integrations: [pwa()]', "import pwa from '@vite-pwa/astro';\n"),
    };
    const operations = await plan('astro', { files });
    expect(textOf(operations, 'src/push/config.js')).toContain('workerUrl = undefined');
    expect(find(operations, 'manifest.webmanifest').kind).toBe('keep');
    expect(textOf(operations, 'src/layouts/Layout.astro')).not.toContain('rel="manifest"');
  });

  test('leaves a manifest that a route makes alone', async () => {
    const files = { 'src/pages/site.webmanifest.ts': 'export const GET = () => new Response();\n' };
    expect(find(await plan('astro', { files }), 'site.webmanifest').kind).toBe('keep');
  });
});
