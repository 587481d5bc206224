import { afterAll, describe, expect, it } from 'vitest';
import { detectFramework } from '../../src/frameworks/index.ts';
import { findNextFolders } from '../../src/project/next/next-folders.ts';
import { readNextLayout } from '../../src/project/next/next-layout.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const manifest = '{"dependencies":{"next":"16.4.3"},"scripts":{"dev":"next dev"}}';
const root = 'export default ({ children }) => <html><body>{children}</body></html>;';
const passing = 'export default ({ children }) => children;';
const page = 'export default () => null;';
const open = (files: Readonly<Record<string, string>>) =>
  readProject(writeTree({ 'package.json': manifest, ...files }));
const idOf = (files: Readonly<Record<string, string>>) => {
  const found = detectFramework(open(files));
  return found === undefined ? undefined : `${found.framework.id} ${found.detection.mode}`;
};

describe('which router', () => {
  it('follows the folders', () => {
    expect(idOf({ 'app/layout.jsx': root, 'app/page.jsx': page })).toBe('next-app app');
    expect(idOf({ 'src/app/[locale]/layout.tsx': root })).toBe('next-app app');
    expect(idOf({ 'src/pages/index.tsx': page })).toBe('next-pages pages');
    expect(idOf({ 'app/layout.tsx': root, 'pages/old.tsx': page })).toBe('next-app app+pages');
  });

  it('takes the folder at the root where src has one too, as Next does', () => {
    const { app, source } = findNextFolders(open({ 'app/layout.tsx': root, 'src/app/layout.tsx': root }));
    expect({ app, source }).toEqual({ app: 'app', source: '.' });
  });

  it('counts no folder of the name that has no page', () => {
    expect(idOf({ 'app/styles.css': '', 'app/api/x/route.ts': '', 'pages/index.tsx': page })).toBe(
      'next-pages pages',
    );
    expect(idOf({ 'app/layout.tsx': root, 'pages/api/x.ts': '' })).toBe('next-app app');
    expect(idOf({ 'app/_old/layout.tsx': root })).toBeUndefined();
    expect(idOf({ 'lib/index.ts': '' })).toBeUndefined();
  });

  it('asks for the names that pageExtensions want', () => {
    const config = { 'next.config.js': "module.exports = { pageExtensions: ['page.tsx'] };" };
    expect(idOf({ ...config, 'app/layout.tsx': root })).toBeUndefined();
    expect(idOf({ ...config, 'app/layout.page.tsx': root })).toBe('next-app app');
  });
});

describe('a next dependency that is left over', () => {
  it.each([
    [
      'gatsby',
      { 'package.json': '{"dependencies":{"next":"15","gatsby":"5"},"scripts":{"dev":"gatsby develop"}}' },
    ],
    ['a library', { 'package.json': '{"peerDependencies":{"next":"15"}}' }],
    [
      'vite',
      {
        'package.json': '{"dependencies":{"next":"15"},"devDependencies":{"vite":"8"}}',
        'index.html': '<p>',
      },
    ],
  ])('makes no Next app of %s', (_, files) => {
    expect(idOf({ ...files, 'src/pages/index.js': page })?.startsWith('next')).not.toBe(true);
  });

  it('is none when a script runs Next, whatever else is there', () => {
    const more =
      '{"dependencies":{"next":"15"},"devDependencies":{"vite":"8","webpack":"5"},"scripts":{"build":"next build"}}';
    expect(idOf({ 'package.json': more, 'index.html': '<p>', 'pages/index.js': page })).toBe(
      'next-pages pages',
    );
  });
});

describe('the root layouts', () => {
  const rootsOf = (files: Readonly<Record<string, string>>) => findNextFolders(open(files)).rootLayouts;

  it('are those that write the document', () => {
    expect(rootsOf({ 'app/layout.tsx': root, 'app/blog/layout.tsx': passing })).toEqual(['app/layout.tsx']);
    expect(rootsOf({ 'app/layout.tsx': passing, 'app/[locale]/layout.tsx': root })).toEqual([
      'app/[locale]/layout.tsx',
    ]);
    expect(rootsOf({ 'app/(shop)/layout.tsx': root, 'app/(admin)/layout.jsx': root })).toEqual([
      'app/(admin)/layout.jsx',
      'app/(shop)/layout.tsx',
    ]);
  });

  it('may leave it to a component', () => {
    expect(rootsOf({ 'app/layout.tsx': passing, 'app/blog/layout.tsx': passing })).toEqual([
      'app/layout.tsx',
    ]);
  });
});

describe('the layout', () => {
  const layoutOf = (files: Readonly<Record<string, string>>) => readNextLayout(open(files));

  it('puts things beside the router, and public files at the root', () => {
    expect(layoutOf({ 'src/app/layout.tsx': root })).toMatchObject({
      srcDir: 'src',
      pushDir: 'src/push',
      publicDir: 'public',
      base: '/',
      localEnvFile: '.env.local',
      outDirs: ['.next'],
      manifest: undefined,
      noAppServer: undefined,
    });
    expect(layoutOf({ 'app/layout.tsx': root, 'src/lib/a.ts': '' })).toMatchObject({
      srcDir: '.',
      pushDir: 'push',
    });
  });

  it('has the base and the output folders of the config', () => {
    const config = "export default { basePath: '/docs', output: 'export', distDir: 'build' };";
    expect(layoutOf({ 'app/layout.tsx': root, 'next.config.mjs': config })).toMatchObject({
      base: '/docs/',
      outDirs: ['build', 'out'],
      noAppServer: expect.stringContaining('"export"'),
    });
  });

  it.each([
    ['app/manifest.ts', 'export default () => ({});'],
    ['app/manifest.json', '{"name":"x"}'],
    ['public/site.webmanifest', '{"name":"x"}'],
    ['app/manifest.webmanifest/route.ts', ''],
  ])('finds the manifest %s', (path, text) => {
    expect(layoutOf({ 'app/layout.tsx': root, [path]: text }).manifest).toBe(path);
  });

  it.each([
    [{ 'wrangler.toml': '' }, 'Cloudflare'],
    [{ 'netlify.toml': '' }, 'netlify.toml'],
    [{ 'vercel.json': '{"crons":[]}' }, 'vercel.json'],
    [{ 'next.config.js': "module.exports = { pageExtensions: ['mdx'] }" }, 'pageExtensions'],
  ])('says why the app cannot answer by itself: %o', (files, words) => {
    const project = open({ 'app/layout.tsx': root, 'pages/a.mdx': '', ...files });
    expect(readNextLayout(project).noAppServer).toContain(words);
  });

  it('takes a server for one that is made into an image as well', () => {
    const layout = layoutOf({ 'app/layout.tsx': root, 'vercel.json': '{"crons":[]}', Dockerfile: '' });
    expect(layout.noAppServer).toBeUndefined();
    expect(
      layoutOf({ 'app/layout.tsx': root, 'vercel.json': '{"$schema":"x"}' }).noAppServer,
    ).toBeUndefined();
  });
});
