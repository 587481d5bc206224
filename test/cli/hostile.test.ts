import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { commitAll, git, removeTemporary, temporaryFolder } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';

afterEach(removeTemporary);

const page = '<!doctype html>\n<title>a</title>\n<script type="module" src="/src/main.js"></script>\n';
const main = `navigator.serviceWorker.register('/sw.js');
document.querySelector('button').addEventListener('click', () => Notification.requestPermission());
`;
const worker = `self.addEventListener('push', (event) => event.waitUntil(self.registration.showNotification('a')));
self.addEventListener('notificationclick', (event) => event.notification.close());
`;

/** A small app with push code, and what makes it hostile beside it. */
function hostile(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = temporaryFolder();
  const app = {
    'package.json': JSON.stringify({ name: 'a', private: true, devDependencies: { vite: '^8.0.0' } }),
    'index.html': page,
    'src/main.js': main,
    'public/sw.js': worker,
    ...files,
  };
  for (const [path, content] of Object.entries(app)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Names, sizes and times of everything: what a run must leave as it was. */
function stateOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.split(/[\\/]/).includes('loop'))
    .map((path) => {
      const { size, mtimeMs } = lstatSync(join(root, path));
      return `${path} ${size} ${mtimeMs}`;
    })
    .sort();
}

/** Audits, and holds the run to what every run owes: an answer, no crashed rule, nothing written, in time and memory. */
async function audit(
  root: string,
): Promise<{ readonly rules: ReadonlyMap<string, string>; readonly notChecked: readonly string[] }> {
  const before = stateOf(root);
  const { code, stdout, stderr } = await runCli(['audit', root, '--json'], {
    timeoutMs: 60_000,
    env: { NODE_OPTIONS: '--max-old-space-size=256' },
  });
  expect(stderr).toBe('');
  expect([0, 1]).toContain(code);
  expect(stateOf(root)).toEqual(before);
  const report = JSON.parse(stdout);
  expect(report.summary.crashed).toBe(0);
  return {
    rules: new Map(
      report.results.map((result: { rule: string; status: string }) => [result.rule, result.status]),
    ),
    notChecked: report.notChecked,
  };
}

describe('a hostile repository', () => {
  test('links in a circle, out of the repository, and to a device without end', async () => {
    const root = hostile();
    symlinkSync('.', join(root, 'loop'));
    symlinkSync('b', join(root, 'src/a'));
    symlinkSync('a', join(root, 'src/b'));
    symlinkSync('/dev/zero', join(root, 'src/endless.js'));
    symlinkSync('/etc/passwd', join(root, 'public/passwd.js'));
    for (const inGit of [false, true]) {
      if (inGit) commitAll(root);
      const { rules } = await audit(root);
      expect(rules.get('permission-without-gesture')).toBe('passed');
    }
  });

  test.skipIf(process.platform === 'win32')('a pipe that nobody writes to', async () => {
    const root = hostile();
    execFileSync('mkfifo', [join(root, 'src/pipe.js'), join(root, '.env')]);
    commitAll(root);
    await audit(root);
  });

  test('bundles of 50 MB, minified and not', async () => {
    const root = hostile();
    const line = `function f${'x'.repeat(40)}(){return navigator.serviceWorker.ready.then(r=>r.pushManager.getSubscription())}`;
    for (const [path, end] of [
      ['public/bundle.js', ''],
      ['src/huge.js', '\n'],
    ] as const) {
      writeFileSync(join(root, path), '');
      for (let written = 0; written < 50e6; written += line.length * 10_000)
        appendFileSync(join(root, path), `${line}${end}`.repeat(10_000));
    }
    commitAll(root);
    const { rules, notChecked } = await audit(root);
    expect(rules.get('push-handler-missing')).not.toBe('failed');
    expect(notChecked.join()).toMatch(/bundle\.js|huge\.js/);
  }, 90_000);

  test('a minified bundle of 4 MB, below the cap', async () => {
    const piece =
      'var a=function(b){return b&&b.pushManager?b.pushManager.subscribe({userVisibleOnly:!0}):null};';
    await audit(
      hostile({
        'public/app.js': piece.repeat(4e6 / piece.length),
        'dist/assets/app.js': piece.repeat(40_000),
      }),
    );
  }, 60_000);

  test('bytes that are no UTF-8, a NUL, UTF-16, a byte order mark', async () => {
    const { rules } = await audit(
      hostile({
        'src/latin.js': Buffer.from(`const a = '\xe9'; ${main}`, 'latin1'),
        'src/nul.js': Buffer.from(`\0${main}`),
        'src/wide.js': Buffer.from(`\ufeff${main}`, 'utf16le'),
        'src/bom.js': `\ufeff${main}`,
        '.env': Buffer.from([0xff, 0xfe, 0x00, 0x41]),
        'public/manifest.json': Buffer.from([0x7b, 0xff, 0x7d]),
      }),
    );
    expect(rules.get('permission-without-gesture')).toBe('passed');
  });

  test.each([
    ['arrays', '['.repeat(60_000) + ']'.repeat(60_000)],
    ['parentheses', '('.repeat(60_000) + '1' + ')'.repeat(60_000)],
    ['calls', 'f('.repeat(30_000) + ')'.repeat(30_000)],
    ['functions', '(() => '.repeat(20_000) + '1' + ')'.repeat(20_000)],
    ['blocks', '{'.repeat(60_000) + '}'.repeat(60_000)],
    ['conditions', `${'if (a) '.repeat(30_000)};`],
    ['a sum', `x = 1${' + 1'.repeat(100_000)};`],
    ['quotients', `x = 1${' / 1'.repeat(100_000)};`],
    ['a chain', `x${'.then(a)'.repeat(30_000)};`],
    ['templates', '`${'.repeat(20_000) + '1' + '}`'.repeat(20_000)],
    ['JSX', `x = ${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)};`],
  ])('syntax nested without end: %s', async (_name, code) => {
    const { rules } = await audit(
      hostile({
        'src/deep.jsx': `import './main.js';\nconst push = 'pushManager showNotification web-push subscription p256dh logout';\n${code}`,
        'src/main.js': `import './deep.jsx';\n${main}`,
        'public/deep-sw.js': `self.addEventListener('push', () => {});\n${code}`,
        'vite.config.js': `export default { base: ${'['.repeat(5000)}${']'.repeat(5000)} };`,
      }),
    );
    expect(rules.get('notification-click-missing')).toBe('passed');
  });

  test('markup and data nested without end', async () => {
    await audit(
      hostile({
        'deep.html': `${'<div>'.repeat(50_000)}<script>navigator.serviceWorker.register('/sw.js')</script>`,
        'wide.html': `${'<p></p>'.repeat(200_000)}<script>navigator.serviceWorker.register('/sw.js')</script>`,
        'src/deep.vue': `<template>${'<p>'.repeat(30_000)}</template><script>navigator.serviceWorker.register('/sw.js')</script>`,
        'public/manifest.json': '['.repeat(50_000),
        'push.py': `from pywebpush import webpush\nx = ${'('.repeat(200_000)}webpush(y)${')'.repeat(200_000)}\n`,
        'sign.py': `from pywebpush import webpush\nx = ${'- '.repeat(100_000)}webpush(y)\n`,
        'more.py': `from pywebpush import webpush\nx = 1${' + 1'.repeat(100_000)}\nwebpush(y)\n`,
        'tsconfig.json': '{"extends": "./tsconfig.json", "compilerOptions": {"paths": {"*": ["*"]}}}',
      }),
    );
  });

  test('syntax errors in every file that matters', async () => {
    await audit(
      hostile({
        'src/main.js': "import { from 'x';\nnavigator.serviceWorker.register(\n",
        'public/sw.js': "self.addEventListener('push', (event => {",
        'vite.config.js': 'export default {',
        'index.html': '<script type=module src=/src/main.js <<<',
        'public/manifest.json': '{',
        '.env': '=\n===\nA\n"\nB="\n',
      }),
    );
  });

  test('modules, constants and functions that go in circles', async () => {
    await audit(
      hostile({
        'src/main.js': `import { a } from './a.js';\n${main}a();`,
        'src/a.js': `import { b, c } from './b.js';\nexport const a = () => b(a, c);\nexport * from './b.js';`,
        'src/b.js': `import { a } from './a.js';\nexport const c = { ...c, d: c.d };\nexport function b(f, g) { return f(b(g, f)); }\nexport * from './a.js';\nexport { a as default };`,
        'public/sw.js': `const a = () => b(); const b = () => a();\nself.addEventListener('push', (event) => event.waitUntil(a()));\nimportScripts('/sw.js', './sw.js');`,
      }),
    );
  });

  test('a git configuration full of programs, and hooks: none of them runs', async () => {
    const root = hostile({ '.gitattributes': '* filter=evil diff=evil merge=evil textconv=evil\n' });
    commitAll(root);
    const mark = join(temporaryFolder(), 'ran');
    const program = join(root, 'evil.sh');
    writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> ${mark}\ncat\n`);
    chmodSync(program, 0o755);
    for (const name of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.pager',
      'core.editor',
      'core.askPass',
      'diff.external',
      'credential.helper',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'diff.evil.command',
      'diff.evil.textconv',
      'gpg.program',
      'uploadpack.packObjectsHook',
      'alias.ls-files',
    ])
      git(root, 'config', name, name.startsWith('alias') ? `!${program}` : program);
    mkdirSync(join(root, '.git/hooks'), { recursive: true });
    for (const hook of [
      'post-checkout',
      'pre-commit',
      'post-index-change',
      'fsmonitor-watchman',
      'reference-transaction',
    ]) {
      writeFileSync(join(root, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> ${mark}\n`);
      chmodSync(join(root, '.git/hooks', hook), 0o755);
    }
    writeFileSync(join(root, 'src/main.js'), `${main}// changed\n`);
    await audit(root);
    expect(existsSync(mark)).toBe(false);
  });

  test('a package.json, a config and scripts that would do harm when they ran', async () => {
    const mark = join(temporaryFolder(), 'ran');
    const harm = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, 'ran')`;
    await audit(
      hostile({
        'package.json': JSON.stringify({
          name: 'a',
          scripts: { preinstall: `node -e "${harm}"`, postinstall: harm },
          devDependencies: { vite: '^8.0.0' },
        }),
        'vite.config.js': `${harm};\nexport default {};`,
        'node_modules/vite/index.js': harm,
        'next.config.js': harm,
        '.pnp.cjs': harm,
        'pushwright.config.js': harm,
      }),
    );
    expect(existsSync(mark)).toBe(false);
  });
});

test('a hundred apps in one repository are audited in one run', async () => {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'root', workspaces: ['apps/*'] }),
  };
  for (let app = 0; app < 100; app++) {
    files[`apps/a${app}/package.json`] = JSON.stringify({
      name: `a${app}`,
      devDependencies: { vite: '^8.0.0' },
    });
    files[`apps/a${app}/index.html`] = page;
    files[`apps/a${app}/src/main.js`] = main;
    files[`apps/a${app}/public/sw.js`] = worker;
  }
  const { rules } = await audit(hostile(files));
  expect(rules.get('notification-click-missing')).toBe('passed');
}, 60_000);
