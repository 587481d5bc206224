import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commitAll, copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const preview = (cwd: string, ...args: string[]) => runCli(['init', ...args, '--dry-run', '--json'], { cwd });
const refused = async (cwd: string, ...args: string[]) => {
  const { code, stderr } = await preview(cwd, ...args);
  expect(code).toBe(2);
  return stderr;
};
const chosen = async (cwd: string, ...args: string[]) => {
  const { code, stdout, stderr } = await preview(cwd, ...args);
  expect(code, stderr).toBe(0);
  const { root, framework } = JSON.parse(stdout).project as { root: string; framework: string };
  return [root, framework];
};

test('apps of several frameworks: one ready command line for each, and each of them works', async () => {
  const root = copyFixture('apps/workspace', { git: true });
  const lines = (await refused(root)).match(/^ *pushwright init .*$/gm)?.map((line) => line.trim());
  expect(lines).toEqual(['apps/admin', 'apps/chat', 'apps/site'].map((app) => `pushwright init ${app}`));
  expect(await chosen(root, 'apps/chat')).toEqual(['apps/chat', 'vite']);
  expect(await chosen(root, 'apps/site')).toEqual(['apps/site', 'astro']);
  expect(await chosen(join(root, 'apps'), 'site')).toEqual(['apps/site', 'astro']);
});

test('the framework that is asked for chooses', async () => {
  const root = copyFixture('apps/workspace', { git: true });
  expect(await chosen(root, '--framework', 'astro')).toEqual(['apps/site', 'astro']);
  const several = await refused(root, '--framework', 'vite');
  expect(several.match(/pushwright init \S+/g)).toEqual([
    'pushwright init apps/admin',
    'pushwright init apps/chat',
  ]);
  expect(await refused(root, '--framework', 'cra')).toContain(
    'No app in this folder is made with cra: apps/admin (vite), apps/chat (vite), apps/site (astro).',
  );
  expect(await refused(root, 'apps/chat', '--framework', 'astro')).toContain('This looks like Vite');
});

test('a folder with a space in its name can be pasted as it is', async () => {
  const app = {
    'package.json': '{"devDependencies":{"vite":"8"}}',
    'index.html': '<script type="module" src="main.js"></script>',
    'main.js': '',
  };
  const files = ['my app', 'other'].flatMap((folder) =>
    Object.entries(app).map(([path, text]) => [`${folder}/${path}`, text]),
  );
  expect(await refused(writeTree(Object.fromEntries(files)))).toContain('  pushwright init "my app"\n');
});

test('an app beside one that init cannot work in is named with it', async () => {
  const root = writeTree({
    'package.json': '{"workspaces":["apps/*"]}',
    'apps/web/package.json': '{"devDependencies":{"@sveltejs/kit":"2","vite":"8"}}',
    'apps/shop/package.json': '{"dependencies":{"nuxt":"4"}}',
  });
  const none = await refused(root);
  expect(none).toContain('apps/shop is Nuxt, apps/web is SvelteKit');
  expect(none).toMatch(/init works in apps made with: .*Vite.*audit works in any repository/s);
  writeTree(
    {
      'apps/desk/package.json': '{"devDependencies":{"vite":"8"}}',
      'apps/desk/index.html': '<script type="module" src="main.js"></script>',
      'apps/desk/main.js': '',
    },
    root,
  );
  const one = await refused(root);
  expect(one).toContain('  pushwright init apps/desk\n');
  expect(one).toContain('apps/shop is Nuxt, apps/web is SvelteKit: init does not support that yet.');
});

test.each([
  ['@remix-run/dev', 'Remix 2'],
  ['@tanstack/react-start', 'TanStack Start'],
  ['@sveltejs/kit', 'SvelteKit'],
  ['nuxt', 'Nuxt'],
  ['@solidjs/start', 'SolidStart'],
  ['gatsby', 'Gatsby'],
  ['@angular/cli', 'Angular'],
])('%s: %s is named, what is supported, and that audit works', async (dependency, name) => {
  const manifest = { dependencies: { [dependency]: '1' }, devDependencies: { vite: '8' } };
  const message = await refused(
    writeTree({ 'package.json': JSON.stringify(manifest), 'vite.config.ts': '' }),
  );
  expect(message).toContain(`${name} is not supported yet (dependency ${dependency}).`);
  expect(message).toMatch(/init works in apps made with: .*Vite.*audit works in any repository/s);
});

test('an Nx app without a package.json is told what is missing', async () => {
  const root = writeTree({
    'package.json': '{"devDependencies":{"nx":"22","vite":"8","webpack":"5"}}',
    'nx.json': '{}',
    'apps/web/project.json': '{ "name": "web" }',
    'apps/web/index.html': '<script type="module" src="/src/main.tsx"></script>',
    'apps/web/vite.config.mts': 'export default {};',
    'apps/web/src/main.tsx': '',
    'libs/ui/project.json': '{ "name": "ui" }',
  });
  commitAll(root);
  expect(await refused(root)).toContain('apps/web: an Nx project without a package.json.');
  expect(await refused(root, 'apps/web')).toContain('apps/web: an Nx project without a package.json.');
  expect(await refused(join(root, 'apps/web'))).toContain(
    'This folder: an Nx project without a package.json.',
  );
  // What the message advises.
  writeTree(
    {
      'package.json': '{"workspaces":["apps/*"],"devDependencies":{"nx":"22","vite":"8"}}',
      'apps/web/package.json': '{ "name": "web" }',
    },
    root,
  );
  expect(await chosen(root)).toEqual(['apps/web', 'vite']);
  rmSync(join(root, 'apps/web/index.html'));
  expect(await refused(root)).toContain('No web app was found in this folder.');
});
