import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';

/** A server in a process of its own. */
export interface ServerCommand {
  /** For messages: "the app", "the push server". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is added to it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** It is ready when this answers a GET with any status below 500. */
  readonly readyUrl: string;
  /** How long it may take to get ready, in ms; default 60 000. */
  readonly timeoutMs?: number;
}

export interface RunningServer {
  /** What it wrote to standard output and standard error so far, the last 64 KiB. */
  output(): string;
  /** False once the process has ended, by itself or by `stop`. */
  readonly running: boolean;
  /** Ends it and everything it started: asks first, then kills. Safe to call twice. */
  stop(): Promise<void>;
}

const MAX_OUTPUT = 64 * 1024;
const GRACE_MS = 3_000;
const POLL_MS = 100;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A port of 127.0.0.1 that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  await closeServer(server);
  return port;
}

/**
 * Starts a server and waits until it answers. Throws a UserError with the end of its output when it does not; nothing keeps running then.
 * Whatever runs is also killed when this process ends or is interrupted.
 */
export async function startServer(command: ServerCommand): Promise<RunningServer> {
  const posix = process.platform !== 'win32';
  const child = spawn(command.command, [...command.args], {
    cwd: command.cwd,
    env: command.env,
    // A group of its own, so that what it starts ends with it.
    detached: posix,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let output = '';
  let failure: Error | undefined;
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  const isRunning = () => failure === undefined && child.exitCode === null && child.signalCode === null;
  const release = killWithParent(child);

  const server: RunningServer = {
    output: () => output,
    get running() {
      return isRunning();
    },
    async stop() {
      if (child.pid === undefined) return release();
      kill(child, 'SIGTERM');
      await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
      // The group may outlive its leader.
      kill(child, 'SIGKILL');
      await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
      release();
    },
  };

  const deadline = Date.now() + (command.timeoutMs ?? 60_000);
  while (Date.now() < deadline && isRunning()) {
    if (await answers(command.readyUrl)) return server;
    await sleep(POLL_MS);
  }
  const ended = !isRunning();
  await server.stop();
  const why = failure?.message ?? (ended ? `It ended with code ${child.exitCode}.` : 'It did not answer.');
  const tail = output.trim().split('\n').slice(-15).join('\n');
  throw new UserError(
    `Could not start ${command.name} (${[command.command, ...command.args].join(' ')}). ${why}`,
    tail === '' ? 'It wrote nothing. Start it by hand to see why.' : `Its last words:\n${tail}`,
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}

function kill(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      // Windows knows no groups; taskkill walks the tree.
      spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    } else {
      process.kill(-child.pid, signal);
    }
  } catch {
    // Already gone.
  }
}

const alive = new Set<ChildProcess>();
const killAll = () => {
  for (const child of alive) kill(child, 'SIGKILL');
};
const onSignal = (signal: NodeJS.Signals) => {
  killAll();
  // With nobody else listening the signal means what it always means.
  process.off(signal, onSignal);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
};

/** A group of its own does not get the terminal's Ctrl-C; so it is passed on. */
function killWithParent(child: ChildProcess): () => void {
  if (alive.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  alive.add(child);
  return () => {
    if (!alive.delete(child) || alive.size > 0) return;
    process.off('exit', killAll);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
