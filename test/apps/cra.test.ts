import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { launchChromium } from '../../src/prove/browsers/chromium.ts';
import { launchFirefox } from '../../src/prove/browsers/firefox.ts';
import { startPushService } from '../../src/prove/push-service.ts';
import { runScenario } from '../../src/prove/scenario.ts';
import { scenarioSteps } from '../../src/prove/scenario-steps.ts';
import { findFreePort, startServer } from '../../src/prove/servers.ts';
import { craFiles } from '../support/cra-files.ts';
import { commitAll, gitStatus, npm } from '../support/create-vite.ts';
import { runCli } from '../support/run-cli.ts';
import { writeTree } from '../support/write-tree.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

// With warnings as errors, as its build has it in CI: our modules have to pass its linter and its TypeScript.
test.each([
  ['js', '/', 'http://localhost'],
  ['ts', '/team/chat/', 'https://example.com/team/chat'],
] as const)('Create React App in %s, served at %s', async (language, base, homepage) => {
  const app = writeTree(craFiles(language, homepage));
  folders.push(app);
  npm(app, 'install', '--no-audit', '--no-fund');
  commitAll(app);
  const init = () =>
    runCli(['init', app, '--yes', '--subject', 'mailto:push@pushwright.dev', '--json'], {
      timeoutMs: 300_000,
    });
  const first = await init();
  expect(first.code, first.stderr).toBe(0);
  expect(JSON.parse((await init()).stdout)).toMatchObject({ applied: false });

  const main = join(app, `src/App.${language === 'ts' ? 'tsx' : 'js'}`);
  const before = readFileSync(main, 'utf8');
  const button = '<button data-pushwright="logout" onClick={() => disablePush()}>Log out</button>';
  const wired = before.replace('<h1>Hello</h1>', `<main><h1>Hello</h1>${button}</main>`);
  writeFileSync(main, `import { disablePush } from './push/client';\n\n${wired}`);
  npm(app, 'run', 'build');

  const pushService = await startPushService();
  const secrets = parseEnv(readFileSync(join(app, '.env.local'), 'utf8'));
  const [pushPort, port] = [await findFreePort(), await findFreePort()];
  const pushServer = await startServer({
    name: 'the push server',
    command: 'npm',
    args: ['start', '--silent'],
    cwd: join(app, 'server'),
    env: {
      ...process.env,
      PUSH_PORT: String(pushPort),
      PUSH_PROXY: pushService.proxyUrl,
      NODE_EXTRA_CA_CERTS: pushService.caFile,
    },
    readyUrl: `http://localhost:${pushPort}/healthz`,
  });
  const pages = await startServer({
    name: 'the app',
    command: process.execPath,
    args: [
      join(import.meta.dirname, '../support/serve-build.js'),
      join(app, 'build'),
      base,
      String(port),
      `http://localhost:${pushPort}`,
    ],
    cwd: app,
    env: process.env,
    readyUrl: `http://localhost:${port}${base}`,
  });
  try {
    for (const launch of [launchFirefox, launchChromium]) {
      const browser = await launch(pushService);
      try {
        const { steps } = await runScenario({
          browser,
          pushService,
          appUrl: `http://localhost:${port}${base}`,
          publicKey: secrets.REACT_APP_VAPID_PUBLIC_KEY,
          async send(notification) {
            const response = await fetch(`http://localhost:${pushPort}/api/push/send`, {
              method: 'POST',
              headers: {
                authorization: `Bearer ${secrets.PUSH_SEND_SECRET}`,
                'content-type': 'application/json',
              },
              body: JSON.stringify({
                user: secrets.PUSH_DEV_USER,
                notification: {
                  ...notification,
                  url: notification.url.replace(`http://localhost:${port}`, ''),
                },
              }),
            });
            if (response.status !== 202) throw new Error(`The push server answered ${response.status}`);
          },
        });
        expect(steps.filter((step) => !step.ok)).toEqual([]);
        expect(steps.map(({ step }) => step)).toEqual(scenarioSteps.map(({ id }) => id));
      } finally {
        await browser.close();
      }
    }
  } finally {
    await pages.stop();
    await pushServer.stop();
    await pushService.close();
  }
  const audit = await runCli(['audit', app, '--strict', '--fail-on', 'warning']);
  expect(audit.code, audit.stdout).toBe(0);
  writeFileSync(main, before);
  const undone = await runCli(['undo', app]);
  expect(undone.code, undone.stderr).toBe(0);
  expect(gitStatus(app)).toBe('');
});
