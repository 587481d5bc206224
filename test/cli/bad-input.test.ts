import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';
import { makeFolder, removeFolder, snapshot } from '../support/tree.ts';

const made: string[] = [];
afterEach(() => {
  removeTemporary();
  for (const folder of made.splice(0)) removeFolder(folder);
});

const folder = (files: Record<string, string> = {}): string => {
  const root = makeFolder(files);
  made.push(root);
  return root;
};
const yes = ['--yes', '--no-install', '--subject', 'mailto:push@pushwright.dev'];
const app = (): string => copyFixture('apps/vite-react-ts', { git: true });

/** Runs init where it cannot work: one clear sentence, exit code 2, the tree as it was. */
async function refused(root: string, args: readonly string[] = yes): Promise<string> {
  const before = snapshot(root, ['.git']);
  const result = await runCli(['init', root, ...args]);
  expect(result.code, result.stdout + result.stderr).toBe(2);
  expect(result.stderr).not.toMatch(/ at .*:\d+:\d+/);
  expect(snapshot(root, ['.git'])).toEqual(before);
  return result.stderr;
}

describe('init refuses', () => {
  test('a folder that is not there', async () => {
    const result = await runCli(['init', '/nowhere/at/all', ...yes]);
    expect(result).toMatchObject({ code: 2 });
    expect(result.stderr).toMatch(/\/nowhere\/at\/all/);
  });

  test('a folder without package.json', async () => {
    expect(await refused(folder({ 'readme.md': 'x' }))).toMatch(/There is no package\.json/);
  });

  test('a package.json that is no JSON', async () => {
    expect(await refused(folder({ 'package.json': '{ "name": ' }))).toMatch(/package\.json/);
  });

  test.each([
    ['tanstack-start', /TanStack Start/],
    ['sveltekit', /SvelteKit/],
    ['angular', /Angular/],
  ])('an app of another framework: %s', async (fixture, name) => {
    const message = await refused(copyFixture(`apps/${fixture}`, { git: true }));
    expect(message).toMatch(name);
    expect(message).toMatch(/not supported yet/);
    expect(message).toMatch(/Vite/);
  });

  test('a library that Vite builds, and Vite that is there for tests alone', async () => {
    expect(await refused(copyFixture('apps/vite-library'))).toMatch(/No web app was found/);
    expect(await refused(copyFixture('apps/vitest-only'))).toMatch(/No web app was found/);
  });

  test('a folder of several apps, with a ready command line for each', async () => {
    const workspace = await refused(copyFixture('apps/workspace', { git: true }));
    expect(workspace.match(/pushwright init \S+/g)?.length).toBeGreaterThan(1);
    // One that init can work in beside one that it cannot: still the person's choice.
    const app = copyFixture('apps/several-apps', { git: true });
    writeFileSync(join(app, 'two/package.json'), '{ "dependencies": { "gatsby": "5" } }');
    const mixed = await refused(app);
    expect(mixed.match(/pushwright init \S+/g)).toHaveLength(1);
  });

  test.each([
    'push@pushwright.dev',
    'http://pushwright.dev',
    'mailto:push@localhost',
    'mailto:',
    '<mailto:a@b.dev>',
  ])('the subject %s', async (subject) => {
    expect(await refused(app(), ['--yes', '--no-install', '--subject', subject])).toMatch(/subject/i);
  });

  test('a flag with a value that it does not know', async () => {
    expect(await refused(app(), [...yes, '--server', 'deno'])).toMatch(/node, none/);
    expect(await refused(app(), [...yes, '--for', 'chat,sms'])).toMatch(/--for does not know "sms"/);
    expect(await refused(app(), [...yes, '--frobnicate'])).toMatch(/unknown option/);
  });

  test('a framework that is not the one that is there', async () => {
    expect(await refused(app(), [...yes, '--framework', 'next-app'])).toMatch(/vite/);
  });

  test('a file that is read-only', async () => {
    const root = app();
    chmodSync(join(root, 'src/main.tsx'), 0o444);
    expect(await refused(root)).toMatch(/src\/main\.tsx is read-only/);
  });

  test('a public folder that is a symbolic link out of the project', async () => {
    const root = app();
    const outside = folder();
    rmSync(join(root, 'public'), { recursive: true });
    symlinkSync(outside, join(root, 'public'));
    expect(await refused(root)).toMatch(/symbolic link/);
    expect(snapshot(outside)).toEqual({});
  });

  test('a file', async () => {
    const result = await runCli(['init', join(app(), 'package.json'), ...yes]);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/not a folder/);
  });

  test("files of the app's own where the client goes", async () => {
    const root = app();
    mkdirSync(join(root, 'src/push'));
    writeFileSync(join(root, 'src/push/client.ts'), 'export const own = 1;\n');
    expect(await refused(root)).toMatch(/src\/push\/client\.ts is the app's own/);
  });

  test('a placeholder for the public key', async () => {
    const root = app();
    writeFileSync(join(root, '.env.local'), 'VITE_VAPID_PUBLIC_KEY=your-public-key\n');
    expect(await refused(root)).toMatch(/no VAPID public key/);
  });

  test('two lockfiles, of which only one can be right', async () => {
    const root = copyFixture('apps/two-lockfiles', { git: true });
    const message = await refused(root, ['--yes', '--subject', 'mailto:push@pushwright.dev']);
    expect(message).toMatch(/package-lock\.json says npm/);
    expect(message).toMatch(/--no-install/);
    expect((await runCli(['init', root, ...yes])).code).toBe(0);
  });

  test('a prefix that exposes every variable', async () => {
    const root = app();
    writeFileSync(
      join(root, 'vite.config.ts'),
      "import { defineConfig } from 'vite';\nexport default defineConfig({ envPrefix: ['VITE_', 'VAPID_'] });\n",
    );
    expect(await refused(root)).toMatch(/exposes VAPID_PRIVATE_KEY/);
  });
});

test('a path with spaces and letters beyond ASCII works', async () => {
  const parent = folder();
  const root = join(parent, 'mein Büro – приложение');
  renameSync(app(), root);
  const result = await runCli(['init', root, ...yes]);
  expect(result.code, result.stderr).toBe(0);
  const audit = await runCli(['audit', root, '--strict']);
  expect(audit.code, audit.stdout).toBe(0);
  expect((await runCli(['undo', root])).code).toBe(0);
  expect(execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' })).toBe('');
});

test('a folder that is no git repository works, and gets the line in .gitignore where it is missing', async () => {
  const root = copyFixture('apps/vite-react-ts');
  rmSync(join(root, '.gitignore'));
  const before = snapshot(root);
  const result = await runCli(['init', root, ...yes]);
  expect(result.code, result.stderr).toBe(0);
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toContain('.env.local');
  expect((await runCli(['undo', root])).code).toBe(0);
  expect(snapshot(root)).toEqual(before);
});

test('a worker that is there already is joined, and keeps every byte of its own', async () => {
  const root = app();
  const worker = "self.addEventListener('fetch', () => {});\n";
  mkdirSync(join(root, 'public'), { recursive: true });
  writeFileSync(join(root, 'public/sw.js'), worker);
  const main = readFileSync(join(root, 'src/main.tsx'), 'utf8');
  writeFileSync(join(root, 'src/main.tsx'), `${main}\nnavigator.serviceWorker.register('/sw.js');\n`);
  const result = await runCli(['init', root, ...yes, '--json']);
  expect(result.code, result.stderr).toBe(0);
  const joined = readFileSync(join(root, 'public/sw.js'), 'utf8');
  expect(joined).toMatch(/importScripts\(['"]\/?push-sw\.js['"]\)/);
  expect(joined.endsWith(worker)).toBe(true);
  expect(readFileSync(join(root, 'public/push-sw.js'), 'utf8')).toMatch(/^\/\/ pushwright worker/);
});

test('keys that are there are kept: init never makes a second pair', async () => {
  const root = app();
  const { stdout } = await runCli(['generate-vapid-keys', root, '--write']);
  expect(stdout).toMatch(/Wrote/);
  const keys = readFileSync(join(root, '.env.local'), 'utf8');
  expect((await runCli(['init', root, ...yes])).code).toBe(0);
  expect(readFileSync(join(root, '.env.local'), 'utf8').startsWith(keys.trimEnd())).toBe(true);
  const again = await runCli(['generate-vapid-keys', root, '--write']);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/lose every subscriber/);
});

test('generate-vapid-keys --write refuses a file that git tracks or would add', async () => {
  const ignored = app();
  writeFileSync(join(ignored, '.gitignore'), 'node_modules\n');
  const open = await runCli(['generate-vapid-keys', ignored, '--write']);
  expect(open.code).toBe(2);
  expect(open.stderr).toMatch(/not ignored by git/);

  const tracked = app();
  writeFileSync(join(tracked, '.env.local'), 'A=1\n');
  execFileSync('git', ['add', '-f', '.env.local'], { cwd: tracked });
  const refusedHere = await runCli(['generate-vapid-keys', tracked, '--write']);
  expect(refusedHere.code).toBe(2);
  expect(refusedHere.stderr).toMatch(/tracked by git/);
  expect(readFileSync(join(tracked, '.env.local'), 'utf8')).toBe('A=1\n');
});

test('an interrupted init is taken back by the next one, and a dry run says so', async () => {
  const root = app();
  const journal = {
    schema: 1,
    id: '0001',
    command: 'init',
    state: 'applying',
    files: [{ path: 'public/sw.js', after: 'x' }],
    directories: [],
    installed: [],
  };
  mkdirSync(join(root, '.pushwright/0001'), { recursive: true });
  writeFileSync(join(root, '.pushwright/0001/journal.json'), JSON.stringify(journal));
  expect(await refused(root, ['--dry-run'])).toMatch(/undo/);
  const result = await runCli(['init', root, ...yes]);
  expect(result.code).toBe(0);
  expect(result.stderr).toMatch(/Took back what an interrupted init had begun/);
});

test('with --json a refusal is one JSON document too', async () => {
  const result = await runCli(['init', folder(), '--yes', '--json']);
  expect(result.code).toBe(2);
  expect(JSON.parse(result.stdout)).toMatchObject({
    schema: 1,
    error: { message: expect.stringMatching(/package\.json/) },
  });
});
