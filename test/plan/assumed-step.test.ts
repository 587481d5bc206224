import { afterAll, describe, expect, test } from 'vitest';
import { removeTemporary } from '../support/copy-fixture.ts';
import { planOf } from '../support/plan-of.ts';
import { reactRouterFiles } from '../support/react-router-files.ts';

afterAll(removeTemporary);

const vite = (config: string) => ({
  'package.json': '{"devDependencies":{"vite":"8"}}',
  'vite.config.js': config,
  'index.html': '<!doctype html><head></head><script type="module" src="/src/main.js"></script>',
  'src/main.js': 'export {};\n',
});
const astro = (config: string) => ({
  'package.json': '{"dependencies":{"astro":"7.0.0"}}',
  'astro.config.mjs': config,
  'src/pages/index.astro': '<html><head></head><body></body></html>\n',
});
const reactRouter = (config: string) => ({
  ...reactRouterFiles({ version: '8.4.0', language: 'ts', config: '' }),
  'vite.config.ts': config,
});
const options = (text: string) => `export default { ${text} };\n`;
/** A function of a package makes something of the options. */
const wrapped = (text: string) => `import { wrap } from 'shared';\nexport default wrap({ ${text} });\n`;

const assumed = async (files: Record<string, string>) =>
  (await planOf(files, 'none')).operations.filter(({ reason }) => reason.includes('only known when it runs'));

describe('what a configuration does not say is told', () => {
  test.each([
    [
      'publicDir: process.env.PUBLIC',
      /of publicDir is.*: public\/ is served as it is, with the worker in it\. Where/,
    ],
    ['envPrefix: process.env.PREFIX', /of envPrefix is.*: the bundle gets VITE_VAPID_PUBLIC_KEY\. Where/],
    ['envDir: process.env.ENV', /of envDir is.*: env files are in this folder\. Where/],
  ])('of Vite: %s', async (text, reason) => {
    const [step, ...more] = await assumed(vite(options(text)));
    expect(step).toMatchObject({
      kind: 'manual',
      path: 'vite.config.js',
      reason: expect.stringMatching(reason),
    });
    expect(more).toEqual([]);
  });

  test('of Vite, where another function makes the options', async () => {
    const [step] = await assumed(vite(wrapped("publicDir: 'static'")));
    expect(step?.reason).toContain('of publicDir, envPrefix, envDir is');
  });

  test('of Vite in React Router', async () => {
    const [step] = await assumed(reactRouter(wrapped('plugins: []')));
    expect(step).toMatchObject({ path: 'vite.config.ts' });
    expect(step?.reason).toContain('of publicDir, envPrefix, envDir is');
  });

  test('of Astro', async () => {
    const [step] = await assumed(astro(options('publicDir: process.env.PUBLIC')));
    expect(step).toMatchObject({ path: 'astro.config.mjs' });
    expect(step?.reason).toContain('of publicDir is');
  });
});

test('nothing is told where it is written out', async () => {
  const text = "publicDir: 'static', envPrefix: 'APP_', envDir: 'env', base: process.env.BASE";
  expect(await assumed(vite(options(text)))).toEqual([]);
  expect(await assumed(reactRouter(options(text)))).toEqual([]);
  expect(await assumed(astro(options("publicDir: 'static'")))).toEqual([]);
});
