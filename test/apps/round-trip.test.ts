import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../src/prove/browsers/chromium.ts';
import { launchFirefox } from '../../src/prove/browsers/firefox.ts';
import { type PushService, startPushService } from '../../src/prove/push-service.ts';
import { runScenario } from '../../src/prove/scenario.ts';
import { scenarioSteps } from '../../src/prove/scenario-steps.ts';
import { findFreePort, type RunningServer, startServer } from '../../src/prove/servers.ts';
import { commitAll, createVite, gitStatus, npm, removeApps } from '../support/create-vite.ts';
import { runCli } from '../support/run-cli.ts';

const browsers = { firefox: launchFirefox, chromium: launchChromium };
const pushServerUrl = 'http://localhost:8787';

/** What the manual step asks of the owner: forget the device before the app's own logout. */
function addLogout(app: string, extension: string): void {
  const path = join(app, `src/App.${extension}`);
  const text = readFileSync(path, 'utf8');
  const button = '<button type="button" data-pushwright="logout" onClick={logOut}>Log out</button>';
  const logOut = `async function logOut() {
  await disablePush()
  await fetch('/api/logout', { method: 'POST' })
}`;
  const placed = text.replace(/<section id="center">/, `$&\n        ${button}`);
  expect(placed).toContain(button);
  const edited = `import { disablePush } from './push/client'\n${placed}\n${logOut}\n`;
  writeFileSync(path, edited);
}

describe.each([
  ['react-ts', 'tsx'],
  ['react', 'jsx'],
])('create-vite %s', (template, extension) => {
  let app: string;
  let pushService: PushService;
  let secrets: NodeJS.Dict<string>;
  let pushServer: RunningServer;
  let pages: RunningServer;
  let appUrl: string;

  beforeAll(async () => {
    app = createVite(template);
    npm(app, 'install', '--no-audit', '--no-fund');
    commitAll(app);
    const init = await runCli(['init', app, '--yes', '--subject', 'mailto:push@pushwright.dev'], {
      timeoutMs: 300_000,
    });
    expect(init.code, init.stderr).toBe(0);
    addLogout(app, extension);
    npm(app, 'run', 'build');

    pushService = await startPushService();
    secrets = parseEnv(readFileSync(join(app, '.env.local'), 'utf8'));
    // The server as generated, its allowlist on: its pushes reach the stand-in through the proxy setting for company networks.
    pushServer = await startServer({
      name: 'the push server',
      command: 'npm',
      args: ['start', '--silent'],
      cwd: join(app, 'server'),
      env: { ...process.env, PUSH_PROXY: pushService.proxyUrl, NODE_EXTRA_CA_CERTS: pushService.caFile },
      readyUrl: `${pushServerUrl}/healthz`,
    });
    const port = await findFreePort();
    appUrl = `http://localhost:${port}/`;
    pages = await startServer({
      name: 'the app',
      command: process.execPath,
      args: [join(app, 'node_modules/vite/bin/vite.js'), 'preview', '--port', String(port), '--strictPort'],
      cwd: app,
      env: process.env,
      readyUrl: appUrl,
    });
  });
  afterAll(async () => {
    await pages?.stop();
    await pushServer?.stop();
    await pushService?.close();
    removeApps();
  });

  test.each(Object.keys(browsers) as (keyof typeof browsers)[])(
    '%s: from the first load to after the logout',
    async (name) => {
      const browser = await browsers[name](pushService);
      try {
        const result = await runScenario({
          browser,
          pushService,
          appUrl,
          publicKey: secrets.VITE_VAPID_PUBLIC_KEY,
          async send(notification) {
            const response = await fetch(`${pushServerUrl}/api/push/send`, {
              method: 'POST',
              headers: {
                authorization: `Bearer ${secrets.PUSH_SEND_SECRET}`,
                'content-type': 'application/json',
              },
              // A path, as an app's backend would write it: the worker makes it absolute on the app's origin.
              body: JSON.stringify({
                user: secrets.PUSH_DEV_USER,
                notification: { ...notification, url: notification.url.replace(new URL(appUrl).origin, '') },
              }),
            });
            if (response.status !== 202)
              throw new Error(`The push server answered ${response.status}: ${await response.text()}`);
          },
        });
        expect(
          result.steps.filter((step) => !step.ok),
          pushServer.output(),
        ).toEqual([]);
        expect(result.steps.map(({ step }) => step)).toEqual(scenarioSteps.map(({ id }) => id));
      } finally {
        await browser.close();
      }
    },
  );

  test('the audit finds nothing in the wired app with its logout, and undo takes init back', async () => {
    const audit = await runCli(['audit', app, '--strict', '--fail-on', 'warning']);
    expect(audit.code, audit.stdout).toBe(0);
    expect(pushServer.output()).not.toContain(secrets.VAPID_PRIVATE_KEY);
    await pushServer.stop();
    const undone = await runCli(['undo', app]);
    expect(undone.code, undone.stderr).toBe(0);
    // The database of the server that ran stays, and stays out of git.
    expect(undone.stdout).toContain('Left server/');
    expect(gitStatus(app)).toBe(` M src/App.${extension}\n`);
  });
});
