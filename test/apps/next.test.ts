import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { type FrameworkApp, replaceOnce, walkApp } from '../support/walk-app.ts';

/** Every question of create-next-app is answered: it would ask, or take what it was told on this machine before. */
const answers =
  '--empty --no-tailwind --no-eslint --no-react-compiler --import-alias @/* --use-npm --skip-install --disable-git';

/** A fresh app of the real scaffolder, in JavaScript or TypeScript, with one router or the other. */
function createNext(version: string, flags: string, config: string | undefined): FrameworkApp['files'] {
  return (folder, env) => {
    const args = ['--yes', `create-next-app@${version}`, '.', ...answers.split(' '), ...flags.split(' ')];
    execFileSync('npx', args, { cwd: folder, env, stdio: 'ignore' });
    if (config !== undefined) {
      const path = join(folder, `next.config.${flags.includes('--js') ? 'mjs' : 'ts'}`);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, replaceOnce(text, '/* config options here */', config));
    }
  };
}

/** A page with the button of an app that has users. */
function logoutPage(client: string): () => string {
  return () => `'use client';

import { disablePush } from '${client}';

export default function Home() {
  return <button data-pushwright="logout" onClick={() => void disablePush()}>Log out</button>;
}
`;
}

const common = {
  env: { file: '.env.local', publicKey: 'NEXT_PUBLIC_VAPID_PUBLIC_KEY' },
  build: [['npx', 'next', 'build']],
  serve: (port) => ['node_modules/next/dist/bin/next', 'start', '-p', String(port)],
} satisfies Partial<FrameworkApp>;

/** Since 16.4 the scaffolder has two more questions. */
const since164 = '--no-agents-md --no-agent-feedback';

test('Next 16, app router below a base, with cache components: from init to a push and back', async () => {
  await walkApp({
    ...common,
    files: createNext('16.4.3', `--ts --app --no-src-dir ${since164}`, "basePath: '/docs',"),
    push: 'push',
    edits: { 'app/page.tsx': logoutPage('../push/client') },
    page: '/docs',
    api: '/docs/api/push',
    browsers: ['chromium', 'firefox'],
  });
});

test('Next 16, pages router in src: from init to a push and back', async () => {
  await walkApp({
    ...common,
    files: createNext('16.4.3', `--ts --no-app --src-dir ${since164}`, undefined),
    push: 'src/push',
    edits: { 'src/pages/index.tsx': logoutPage('../push/client') },
    browsers: ['firefox', 'chromium'],
  });
});

test('Next 15, app router in JavaScript, built by webpack: from init to a push and back', async () => {
  await walkApp({
    ...common,
    files: createNext('15.5.28', '--js --app --src-dir --no-turbopack', undefined),
    push: 'src/push',
    edits: { 'src/app/page.js': logoutPage('../push/client') },
    browsers: ['chromium'],
  });
});

test('Next 15, pages router in JavaScript: from init to a push and back', async () => {
  await walkApp({
    ...common,
    files: createNext('15.5.28', '--js --no-app --no-src-dir --turbopack', undefined),
    push: 'push',
    edits: { 'pages/index.js': logoutPage('../push/client') },
    browsers: ['chromium'],
  });
});

test('Next 16, app router in JavaScript, exported as files: from init to a push and back', async () => {
  await walkApp({
    ...common,
    files: createNext(
      '16.4.3',
      `--js --app --no-src-dir --no-cache-components ${since164}`,
      "output: 'export',",
    ),
    push: 'push',
    edits: { 'app/page.js': logoutPage('../push/client') },
    serve: { folder: 'out', base: '/' },
    browsers: ['chromium'],
  });
});
