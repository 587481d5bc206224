import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { commitAll, copyFixture, git, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';
import { writeTree } from '../support/write-tree.ts';

afterEach(removeTemporary);

interface Step {
  readonly path?: string;
  readonly reason: string;
  readonly needed: boolean;
}

const yes = ['--yes', '--no-install', '--subject', 'mailto:push@pushwright.dev'];

async function init(app: string, ...more: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(['init', app, ...yes, ...more]);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** The steps without which no push arrives, by what they are about. */
async function needed(app: string): Promise<string[]> {
  const { manual } = JSON.parse(await init(app, '--dry-run', '--json')) as { manual: Step[] };
  for (const step of manual) expect(typeof step.needed).toBe('boolean');
  return manual.filter((step) => step.needed).map(({ path, reason }) => path ?? reason);
}

const boot = `import { createRoot } from 'react-dom/client';
import { App } from './App';

export const boot = () => createRoot(document.getElementById('root')!).render(<App />);
`;

/** An app whose render is in another module than its entry, and whose env file git tracks. */
function appWithSteps(): string {
  const files = {
    'src/main.tsx': "import { boot } from './boot';\n\nboot();\n",
    'src/boot.tsx': boot,
    '.env.local': 'A=1\n',
  };
  const app = writeTree(files, copyFixture('apps/vite-react-ts', { git: true }));
  git(app, 'add', '--force', '.env.local');
  commitAll(app);
  return app;
}

test('a step without anything to copy stands close to the next one', async () => {
  const app = writeTree(
    {
      'public/sw.js':
        "self.addEventListener('push', (event) => event.waitUntil(self.registration.showNotification('News')));\n",
      'src/worker.ts': "navigator.serviceWorker.register('/sw.js');\n",
    },
    copyFixture('apps/vite-react-ts', { git: true }),
  );
  const output = await init(app, '--dry-run');
  expect(output).toMatch(
    /\n {2}1\. This worker shows pushes by itself[^\n]* {2}\(public\/sw\.js\)\n\n {2}2\. /,
  );
});

test('steps without which no push arrives come first and are the last word', async () => {
  const app = appWithSteps();
  const output = await init(app);
  expect(output).toMatch(/\n2 steps are left before pushes work\.\n$/);
  expect(output).toMatch(
    /Left for you before pushes work\n\n {2}1\. [\s\S]*\n {2}2\. [\s\S]*\nLeft for you\n\n {2}3\. /,
  );
  const [first = '', rest = ''] = output.split('\nLeft for you\n');
  expect(first).toMatch(/src\/main\.tsx/);
  expect(first).toMatch(/git tracks \.env\.local/);
  expect(rest).toMatch(/Forget the device/);
  expect(await needed(app)).toEqual(['src/main.tsx', '.env.local']);
});

test('steps that a person has taken are not asked for again', async () => {
  const app = appWithSteps();
  await init(app);
  git(app, 'rm', '--cached', '--quiet', '.env.local');
  const mounted = boot
    .replace('./App', './push/push-listener')
    .replace('{ App }', '{ PushListener }')
    .replace('<App />', '<PushListener />');
  writeFileSync(join(app, 'src/boot.tsx'), mounted);
  const output = await init(app);
  expect(output).not.toMatch(/left before pushes work/);
  expect(readFileSync(join(app, '.env.local'), 'utf8')).toContain('VAPID_PRIVATE_KEY');
  expect(readFileSync(join(app, 'src/main.tsx'), 'utf8')).not.toContain('push');
});

test('an app without such steps ends with its audit', async () => {
  const output = await init(copyFixture('apps/vite-react-ts', { git: true }));
  expect(output).not.toMatch(/before pushes work/);
});

describe('a worker of a plugin', () => {
  test('whose options cannot be read has to be joined by its people', async () => {
    expect(await needed(copyFixture('apps/worker-pwa-hidden', { git: true }))).toHaveLength(1);
  });

  test.each([
    ['its source', 'src/worker.js', (text: string) => `importScripts('push-sw.js');\n${text}`],
    [
      'its options',
      'vite.config.js',
      (text: string) =>
        text
          .replace("'injectManifest'", "'generateSW'")
          .replace('filename: worker,', "filename: worker, workbox: { importScripts: ['/push-sw.js'] },"),
    ],
  ])('is joined in %s', async (_place, path, edit) => {
    const app = copyFixture('apps/vite-pwa', { git: true });
    writeFileSync(join(app, path), edit(readFileSync(join(app, path), 'utf8')));
    expect(await needed(app)).toEqual([]);
  });
});

test('a proxy that can be read and not edited is seen', async () => {
  const app = copyFixture('apps/vite-react-ts', { git: true });
  const config = (entry: string) => `import react from '@vitejs/plugin-react';

const proxy = { ${entry} };
const common = { plugins: [react()], server: { proxy } };
export default { ...common };
`;
  writeFileSync(join(app, 'vite.config.ts'), config("'/x': 'http://localhost:1'"));
  expect(await needed(app)).toEqual(['vite.config.ts']);
  writeFileSync(join(app, 'vite.config.ts'), config("'/api/push': 'http://localhost:8787'"));
  expect(await needed(app)).toEqual([]);
});
