import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect } from 'vitest';
import { launchChromium } from '../../src/prove/browsers/chromium.ts';
import { launchFirefox } from '../../src/prove/browsers/firefox.ts';
import { startPushService } from '../../src/prove/push-service.ts';
import { runScenario } from '../../src/prove/scenario.ts';
import { scenarioSteps } from '../../src/prove/scenario-steps.ts';
import { findFreePort, type RunningServer, startServer } from '../../src/prove/servers.ts';
import { commitAll, gitStatus } from './create-vite.ts';
import { node24 } from './node24.ts';
import { runCli } from './run-cli.ts';

/** An app of some framework, and how its people work with it: all on Node 24. */
export interface FrameworkApp {
  /** Its files by path, packages pinned; or what makes it in an empty folder, with the environment given. */
  readonly files: Readonly<Record<string, string>> | ((folder: string, env: NodeJS.ProcessEnv) => void);
  /** More flags for init. */
  readonly flags?: readonly string[];
  /** The env file that init writes its secrets to, and the public key's name in it. */
  readonly env: { readonly file: string; readonly publicKey: string };
  /** The push folder: `push`, `app/push`. */
  readonly push: string;
  /** What its people do after init: a page gets a button `[data-pushwright="logout"]` that calls `disablePush()`. */
  readonly edits: Readonly<Record<string, (text: string) => string>>;
  /** Commands that have to succeed, in order: typecheck, build. */
  readonly build: readonly (readonly [string, ...string[]])[];
  /**
   * Arguments for Node that serve the build on the port, with the push routes in it. Or the folder of files that a build
   * is: a web server hands them out below the base, and `/api/push` is the push server's in `server/`.
   */
  readonly serve: ((port: number) => readonly string[]) | { readonly folder: string; readonly base: string };
  /**
   * Arguments for Node that serve the app in development, and the file that says where `/api/push` goes there: for an app
   * of files whose worker is another one then. It is walked as well, before it is built.
   */
  readonly develop?: { readonly serve: (port: number) => readonly string[]; readonly proxy: string };
  /** Path of the page with the button; `/` by default. */
  readonly page?: string;
  /** Where the push routes are; `/api/push` by default. */
  readonly api?: string;
  /** Every address of the app ends in a slash. */
  readonly slash?: boolean;
  readonly browsers: readonly ('firefox' | 'chromium')[];
}

const browsers = { firefox: launchFirefox, chromium: launchChromium };
const subject = ['--subject', 'mailto:push@pushwright.dev'];

/** From a fresh app to a push in a real browser and back to the former bytes, through the built command line tool. */
export async function walkApp(app: FrameworkApp): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'pushwright-walk-'));
  const folder = join(parent, 'app');
  mkdirSync(folder);
  const env = environment();
  try {
    makeApp(app, folder, env);
    run(['npm', 'install', '--no-audit', '--no-fund'], folder, env);
    commitAll(folder);
    const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');

    const init = (...more: string[]) =>
      runCli(['init', folder, '--yes', ...subject, ...(app.flags ?? []), ...more], {
        timeoutMs: 300_000,
        env,
        node: node24(),
      });
    const first = await init();
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const second = await init('--json');
    const { applied, operations } = JSON.parse(second.stdout) as {
      applied: boolean;
      operations: { kind: string }[];
    };
    expect(operations.filter(({ kind }) => kind !== 'keep')).toEqual([]);
    expect(applied).toBe(false);

    const restore = editAll(folder, {
      ...app.edits,
      ...(typeof app.serve === 'function' ? identified(app, folder) : {}),
    });
    if (app.develop !== undefined) await receivePushes(app, folder, env, app.develop);
    for (const command of app.build) run(command, folder, env);
    await receivePushes(app, folder, env);
    const audit = await runCli(['audit', folder, '--strict', '--fail-on', 'warning'], { timeoutMs: 120_000 });
    expect(audit.code, audit.stdout).toBe(0);

    restore();
    const undone = await runCli(['undo', folder]);
    expect(undone.code, undone.stderr).toBe(0);
    expect(gitStatus(folder)).toBe('');
    expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).toBe(lock);
  } finally {
    rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function receivePushes(
  app: FrameworkApp,
  folder: string,
  env: NodeJS.ProcessEnv,
  develop?: FrameworkApp['develop'],
): Promise<void> {
  const secrets = parseEnv(readFileSync(join(folder, app.env.file), 'utf8'));
  const pushService = await startPushService();
  try {
    const port = await findFreePort();
    const origin = `http://localhost:${port}`;
    const { servers, user } = await startApp(
      app,
      folder,
      port,
      {
        ...env,
        ...secrets,
        // Pushes leave through the proxy setting for company networks.
        PUSH_PROXY: pushService.proxyUrl,
        NODE_EXTRA_CA_CERTS: pushService.caFile,
      },
      develop,
    );
    const output = () => servers.map((server) => server.output()).join('\n');
    try {
      for (const name of app.browsers) {
        const browser = await browsers[name](pushService);
        try {
          const { steps } = await runScenario({
            browser,
            pushService,
            appUrl: `${origin}${app.page ?? '/'}`,
            publicKey: secrets[app.env.publicKey],
            async send(notification) {
              const response = await fetch(`${origin}${app.api ?? '/api/push'}/send${app.slash ? '/' : ''}`, {
                method: 'POST',
                headers: {
                  authorization: `Bearer ${secrets.PUSH_SEND_SECRET}`,
                  'content-type': 'application/json',
                },
                body: JSON.stringify({
                  user,
                  notification: { ...notification, url: notification.url.replace(origin, '') },
                }),
              });
              if (response.status !== 202)
                throw new Error(`The app answered ${response.status}: ${await response.text()}`);
            },
          });
          const failed = steps.filter((step) => !step.ok).map(({ step, detail }) => `${step}: ${detail}`);
          expect(failed.join('\n'), `${name}\n${output()}`).toBe('');
          expect(steps.map(({ step }) => step)).toEqual(scenarioSteps.map(({ id }) => id));
        } finally {
          await browser.close();
        }
      }
      expect(output()).not.toContain(secrets.VAPID_PRIVATE_KEY);
    } finally {
      for (const server of servers) await server.stop();
    }
  } finally {
    await pushService.close();
  }
}

/** Its servers, as in production or nearly so, and the user that they know. */
async function startApp(
  { serve, page = '/' }: FrameworkApp,
  folder: string,
  port: number,
  env: NodeJS.ProcessEnv,
  develop: FrameworkApp['develop'],
): Promise<{ servers: RunningServer[]; user: string | undefined }> {
  const app = {
    name: 'the app',
    command: node24(),
    cwd: folder,
    readyUrl: `http://localhost:${port}${page}`,
  };
  if (typeof serve === 'function') {
    // Nobody is the developer here.
    const production = { NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', PUSH_DEV_USER: '' };
    return {
      servers: [await startServer({ ...app, args: serve(port), env: { ...env, ...production } })],
      user: 'ada',
    };
  }
  const pushPort = await findFreePort();
  const pushOrigin = `http://localhost:${pushPort}`;
  const pushServer = await startServer({
    name: 'the push server',
    command: 'npm',
    args: ['start', '--silent'],
    cwd: join(folder, 'server'),
    env: { ...env, PUSH_PORT: String(pushPort) },
    readyUrl: `${pushOrigin}/healthz`,
  });
  const user = env.PUSH_DEV_USER;
  if (develop !== undefined) {
    // Other tests run beside this one, so the push server is not where it usually is.
    const restore = editAll(folder, {
      [develop.proxy]: (text) => replaceOnce(text, 'http://localhost:8787', pushOrigin),
    });
    const server = await startServer({ ...app, args: develop.serve(port), env });
    // It would start anew with the file as it was, so that has to wait.
    const stop = async () => {
      await server.stop();
      restore();
    };
    return { servers: [{ ...server, stop }, pushServer], user };
  }
  const program = join(import.meta.dirname, 'serve-build.js');
  const args = [program, join(folder, serve.folder), serve.base, String(port), pushOrigin];
  return { servers: [await startServer({ ...app, args, env }), pushServer], user };
}

/** The file that its owner completes, as an owner with sessions of their own would. */
function identified({ push }: FrameworkApp, folder: string): FrameworkApp['edits'] {
  const path = ['ts', 'js']
    .map((extension) => `${push}/server/identify.${extension}`)
    .find((each) => hasFile(folder, each));
  if (path === undefined) throw new Error('The app has no identify module.');
  return {
    [path]: (text) => replaceOnce(text, 'token === undefined ? undefined :', "token === undefined ? 'ada' :"),
  };
}

/** For the edits of an app: fails when the text is not there exactly once. */
export function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`Not exactly once in the text: ${from}`);
  return text.replace(from, () => to);
}

function editAll(folder: string, edits: FrameworkApp['edits']): () => void {
  const former = Object.entries(edits).map(([path, edit]) => {
    const before = readFileSync(join(folder, path), 'utf8');
    writeFileSync(join(folder, path), edit(before));
    return [path, before] as const;
  });
  return () => {
    for (const [path, before] of former) writeFileSync(join(folder, path), before);
  };
}

function makeApp({ files }: FrameworkApp, folder: string, env: NodeJS.ProcessEnv): void {
  if (typeof files === 'function') {
    files(folder, env);
    return;
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function environment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env;
  return {
    ...env,
    CI: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
    PATH: `${dirname(node24())}${delimiter}${process.env.PATH}`,
  };
}

function run([program, ...args]: readonly [string, ...string[]], cwd: string, env: NodeJS.ProcessEnv): void {
  try {
    execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  }
}

function hasFile(folder: string, path: string): boolean {
  try {
    readFileSync(join(folder, path));
    return true;
  } catch {
    return false;
  }
}
