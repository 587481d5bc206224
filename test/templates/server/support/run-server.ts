import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import webpush from 'web-push';
import { node24 } from '../../../support/node24.ts';

const main = resolve(import.meta.dirname, '../../../../templates/server/main.ts');

export const keys = webpush.generateVAPIDKeys();
export const sendSecret = 'send-secret-0123456789-0123456789-abc';
export const tokenSecret = 'token-secret-0123456789-0123456789-abc';

/** Everything that the server needs, and nothing of the environment that the tests run in. */
export const environment: Readonly<Record<string, string>> = {
  VAPID_PRIVATE_KEY: keys.privateKey,
  VITE_VAPID_PUBLIC_KEY: keys.publicKey,
  VAPID_SUBJECT: 'mailto:push@pushwright.dev',
  PUSH_SEND_SECRET: sendSecret,
  PUSH_TOKEN_SECRET: tokenSecret,
  PUSH_PORT: '0',
};

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RunningServer {
  readonly port: number;
  readonly database: string;
  readonly process: ChildProcess;
  /** Standard output and error so far. */
  output(): string;
  /** The log's lines with that event. */
  events(event: string): Record<string, unknown>[];
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** Stored rows: user and endpoint, ordered by endpoint. */
  rows(): { user: string; endpoint: string; seen_at: number }[];
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  readonly token?: string;
  /** Without Content-Length. */
  readonly chunked?: boolean;
}

/** Starts the server and waits until it listens; undefined values take a variable away. */
export async function startServer(
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pushwright-server-'));
  const database = variables.PUSH_DATABASE ?? join(folder, 'data', 'push.sqlite');
  const args = ['--disable-warning=ExperimentalWarning', main];
  const all = { ...environment, PUSH_DATABASE: database, ...variables };
  const server = await runServer(args, process.cwd(), database, all).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs Node with these arguments in a folder, with these variables alone, until the server there listens. */
export async function runServer(
  args: readonly string[],
  cwd: string,
  database: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<RunningServer> {
  const child = spawn(node24(), args, { cwd, env: clean(variables), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const events = (event: string) =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line.event === event);
  const exited = new Promise<void>((done) => child.on('exit', () => done()));
  const isListening = () => {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${output}`);
    return events('listening').length > 0;
  };
  await waitFor(isListening, 20_000).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const port = Number(events('listening')[0]?.port);

  return {
    port,
    database,
    process: child,
    output: () => output,
    events,
    call: (method, path, options) => call(port, method, path, options),
    rows: () => readRows(database),
    async stop() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs the server until it ends by itself, for start-ups that must be refused. */
export function runToEnd(variables: Readonly<Record<string, string | undefined>>) {
  const result = spawnSync(node24(), ['--disable-warning=ExperimentalWarning', main], {
    env: clean({ ...environment, PUSH_DATABASE: ':memory:', ...variables }),
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Waits until the condition holds. */
export async function waitFor(condition: () => boolean, limit = 10_000): Promise<void> {
  const deadline = Date.now() + limit;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Still not so after ${limit} ms: ${condition}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

function call(port: number, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const body =
    options.body === undefined || typeof options.body === 'string'
      ? options.body
      : JSON.stringify(options.body);
  const headers: Record<string, string> = { host: `127.0.0.1:${port}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (body !== undefined && !options.chunked) headers['content-length'] = String(Buffer.byteLength(body));
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  return new Promise((done, fail) => {
    const sending = request(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, ...options.headers }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          done({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    sending.on('error', fail);
    sending.end(body);
  });
}

function readRows(database: string): { user: string; endpoint: string; seen_at: number }[] {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const rows = new DatabaseSync(process.argv[1]).prepare('SELECT user, endpoint, seen_at FROM subscriptions ORDER BY endpoint').all();
    console.log(JSON.stringify(rows));`;
  const result = spawnSync(node24(), ['--no-warnings', '-e', script, database], { encoding: 'utf8' });
  return JSON.parse(result.stdout);
}

function clean(variables: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'SystemRoot'].map((name) => [name, process.env[name]]);
  return Object.fromEntries(
    [...kept, ...Object.entries(variables)].filter(([, value]) => value !== undefined),
  );
}
