import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { replaceOnce, walkApp } from '../support/walk-app.ts';

const heading = '<h1>Vite + React</h1>';
const button =
  '<button type="button" data-pushwright="logout" onClick={() => disablePush()}>Log out</button>';

// create-vite is a major ahead of what it makes. What the newest one makes is walked in round-trip.test.ts.
test('Vite 7, as create-vite 8 makes an app in TypeScript', async () => {
  await walkApp({
    files(folder, env) {
      const args = ['--yes', 'create-vite@8.3.0', '.', '--template', 'react-ts', '--no-interactive'];
      execFileSync('npx', args, { cwd: folder, env, stdio: 'ignore' });
    },
    env: { file: '.env.local', publicKey: 'VITE_VAPID_PUBLIC_KEY' },
    push: 'src/push',
    edits: {
      'src/App.tsx': (text) =>
        `import { disablePush } from './push/client'\n${replaceOnce(text, heading, `${heading}\n      ${button}`)}`,
    },
    build: [
      ['npm', 'run', 'build'],
      ['npm', 'run', 'lint'],
    ],
    serve: { folder: 'dist', base: '/' },
    browsers: ['chromium'],
  });
});
