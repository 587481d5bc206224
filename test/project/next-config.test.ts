import { afterAll, expect, it } from 'vitest';
import { readNextConfig } from '../../src/project/next/next-config.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const read = (config: string, name = 'next.config.mjs', more: Readonly<Record<string, string>> = {}) =>
  readNextConfig(readProject(writeTree({ 'package.json': '{}', [name]: config, ...more })));

it('has Next defaults without a file', () => {
  expect(readNextConfig(readProject(writeTree({ 'package.json': '{}' })))).toEqual({
    path: undefined,
    output: undefined,
    basePath: '',
    trailingSlash: false,
    distDir: '.next',
    pageExtensions: ['tsx', 'ts', 'jsx', 'js'],
    i18n: false,
    rewrites: false,
    letsHostsIn: false,
    unknown: [],
  });
});

it('reads every option that a plan rests on', () => {
  const config = `const nextConfig: NextConfig = {
    output: 'standalone', basePath: '/docs', trailingSlash: true, distDir: './build/', pageExtensions: ['page.tsx', 'page.ts'],
    i18n: { locales: ['en'], defaultLocale: 'en' }, async rewrites() { return []; },
  };
  export default nextConfig;`;
  expect(read(config, 'next.config.ts')).toEqual({
    path: 'next.config.ts',
    output: 'standalone',
    basePath: '/docs',
    trailingSlash: true,
    distDir: 'build',
    pageExtensions: ['page.tsx', 'page.ts'],
    i18n: true,
    rewrites: true,
    letsHostsIn: false,
    unknown: [],
  });
});

it('knows no .cjs, and takes .js before .ts', () => {
  expect(read('module.exports = { basePath: "/a" }', 'next.config.cjs').path).toBeUndefined();
  const both = read('module.exports = { basePath: "/a" }', 'next.config.js', {
    'next.config.ts': 'export default { basePath: "/b" }',
  });
  expect(both).toMatchObject({ path: 'next.config.js', basePath: '/a' });
});

it.each([
  ['a wrapper', 'import withMDX from "x"; export default withMDX({ basePath: "/docs" });'],
  [
    'a wrapper with options behind',
    'import { withSentryConfig } from "@sentry/nextjs"; export default withSentryConfig({ basePath: "/docs" }, { org: "o" });',
  ],
  [
    'a wrapper made by a call',
    'import create from "next-intl/plugin"; const wrap = create("./i18n.ts"); const config = { basePath: "/docs" }; export default wrap(config);',
  ],
  ['a call of a call', 'import mdx from "@next/mdx"; export default mdx()({ basePath: "/docs" });'],
  [
    'wrappers in wrappers',
    'import a from "a"; import b from "b"; const c = a(); export default b(c({ basePath: "/docs" }), {});',
  ],
  [
    'require',
    'const withPWA = require("next-pwa")({ dest: "public" }); module.exports = withPWA({ basePath: "/docs" });',
  ],
  [
    'a function',
    'module.exports = (phase, { defaultConfig }) => { const c = { basePath: "/docs" }; return c; };',
  ],
  ['an async function', 'export default async () => ({ basePath: "/docs" });'],
  [
    'a function that wraps in one phase',
    'module.exports = async (phase) => { const c = { basePath: "/docs" }; if (phase) { const w = (await import("@serwist/next")).default({}); return w(c); } return c; };',
  ],
  [
    'a condition on wrappers',
    'import a from "a"; const c = { basePath: "/docs" }; export default process.env.X ? a(c) : c;',
  ],
  ['satisfies', 'export default { basePath: "/docs/" } satisfies NextConfig;', 'next.config.ts'],
] as const)('looks through %s', (_, config, name?: string) => {
  const { basePath, unknown } = read(config, name);
  expect({ basePath, unknown }).toEqual({ basePath: '/docs', unknown: [] });
});

it.each([
  ['a variable of the environment', 'export default { basePath: process.env.BASE_PATH || "" };'],
  [
    'a variable that changes',
    'let c = { basePath: "/a" }; if (process.env.X) c = wrap(c); export default c;',
  ],
  ['another file', 'import base from "./base.config.mjs"; export default base;'],
  ['a spread of another file', 'import { shared } from "../shared.mjs"; export default { ...shared };'],
] as const)('says what cannot be known: %s', (_, config) => {
  expect(read(config).unknown).toContain('basePath');
});

it('takes nothing for set that a config which cannot be followed never mentions', () => {
  const config = `import create from 'next-intl/plugin';
// basePath: '/docs' was here once
let config = create('./locales.ts')({ reactStrictMode: true });
if (process.env.ANALYZE) config = analyze(config);
export default config;`;
  expect(read(config)).toMatchObject({ basePath: '', output: undefined, unknown: [] });
});

it('does not decide on an output that a run decides', () => {
  const config = 'export default { output: process.env.MOBILE === "1" ? "export" : undefined };';
  expect(read(config)).toMatchObject({ output: undefined, unknown: ['output'] });
});
