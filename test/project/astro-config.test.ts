import { afterAll, describe, expect, it } from 'vitest';
import { readAstroConfig } from '../../src/project/astro/astro-config.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const read = (source: string, files: Record<string, string> = {}) =>
  readAstroConfig(readProject(writeTree({ 'astro.config.mjs': source, ...files })));
const config = (options: string, imports = '') =>
  read(
    `import { defineConfig } from 'astro/config';\n${imports}export default defineConfig({ ${options} });\n`,
  );

it('has defaults without a config', () => {
  expect(readAstroConfig(readProject(writeTree({ 'package.json': '{}' })))).toEqual({
    path: undefined,
    root: '.',
    srcDir: 'src',
    publicDir: 'public',
    outDir: 'dist',
    base: '/',
    trailingSlash: 'ignore',
    output: 'static',
    adapter: undefined,
    integrations: [],
    envPrefix: ['PUBLIC_'],
    envDir: '.',
    proxy: [],
    letsHostsIn: false,
    hasEnvSchema: false,
    unknown: [],
  });
});

it('reads what is written', () => {
  const imports =
    "import react from '@astrojs/react';\nimport mdx from '@astrojs/mdx';\nimport node from '@astrojs/node';\n";
  expect(
    config(
      "srcDir: './app', publicDir: './static', outDir: './build', base: '/docs', trailingSlash: 'always', output: 'server', adapter: node({ mode: 'standalone' }), integrations: [react(), process.env.DOCS && mdx()], env: { schema: {} }, vite: { envPrefix: ['APP_', 'PUBLIC_'], envDir: './env', server: { proxy: { '/api/push': 'http://localhost:8787' } } }",
      imports,
    ),
  ).toMatchObject({
    path: 'astro.config.mjs',
    srcDir: 'app',
    publicDir: 'static',
    outDir: 'build',
    base: '/docs',
    trailingSlash: 'always',
    output: 'server',
    adapter: '@astrojs/node',
    integrations: ['@astrojs/react', '@astrojs/mdx'],
    envPrefix: ['APP_', 'PUBLIC_'],
    envDir: 'env',
    proxy: ['/api/push'],
    hasEnvSchema: true,
  });
});

it('takes file URLs for folders', () => {
  expect(config("srcDir: new URL('./app/', import.meta.url)")).toMatchObject({ srcDir: 'app', unknown: [] });
});

it.each(['astro.config.js', 'astro.config.ts', 'astro.config.mts', 'astro.config.cjs'])(
  'finds %s',
  (path) => {
    const text = path.endsWith('cjs') ? "module.exports = { base: '/x' };" : "export default { base: '/x' };";
    expect(readAstroConfig(readProject(writeTree({ [path]: text })))).toMatchObject({ path, base: '/x' });
  },
);

it('takes the file that a script names', () => {
  const files = {
    'package.json': '{"scripts":{"build":"astro build --config ./docs/site.mjs"}}',
    'docs/site.mjs': "export default { base: '/y' };",
  };
  expect(read("export default { base: '/x' };", files)).toMatchObject({ path: 'docs/site.mjs', base: '/y' });
});

describe('what cannot be known', () => {
  const imports = "import node from '@astrojs/node';\nimport vercel from '@astrojs/vercel';\n";

  it.each([
    ["base: process.env.BASE ?? '/'", 'base'],
    ['adapter: process.env.VERCEL ? vercel() : node()', 'adapter'],
    ['adapter: await makeAdapter()', 'adapter'],
    ['srcDir: process.env.SRC', 'srcDir'],
    ["srcDir: '../elsewhere'", 'srcDir'],
    ['integrations: makeIntegrations()', 'integrations'],
    ['vite: { envPrefix: prefixes() }', 'envPrefix'],
  ])('%s is named', (options, field) => {
    expect(config(options, imports).unknown).toEqual([field]);
  });

  it('is everything of a config that is made elsewhere', () => {
    const { unknown, base } = read("import { make } from 'somewhere';\nexport default make({ base: '/x' });");
    expect(base).toBe('/');
    expect(unknown).toEqual(expect.arrayContaining(['base', 'adapter', 'integrations']));
  });
});

it('takes an adapter that is only set in some runs for one that may be missing', () => {
  const imports = "import node from '@astrojs/node';\n";
  expect(config('adapter: process.env.SSR ? node() : undefined', imports)).toMatchObject({
    adapter: undefined,
    unknown: ['adapter'],
  });
});
