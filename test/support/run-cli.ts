import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const cli = join(import.meta.dirname, '../../bin/pushwright.js');

export interface CliResult {
  /** Exit code; `null` when it had to be killed because it did not end. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `null`: /dev/null. `pipe`: a pipe that stays open and never says anything. Text: written, then closed. */
  readonly stdin?: 'null' | 'pipe' | { readonly text: string };
  readonly timeoutMs?: number;
  /** The Node that runs it; the one that runs the tests by default. */
  readonly node?: string;
  /** Of the terminal, 120 by default. */
  readonly columns?: number;
}

/** Runs the built program as a process, as a user's shell would. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { stdin = 'null' } = options;
  const child = spawn(options.node ?? process.execPath, [cli, ...args], {
    cwd: options.cwd,
    env: { ...process.env, CI: undefined, FORCE_COLOR: undefined, ...options.env },
    stdio: [stdin === 'null' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (typeof stdin === 'object') child.stdin?.end(stdin.text);
  return collect(child, options.timeoutMs ?? 60_000);
}

/**
 * Runs the built program on a pseudo-terminal of its own (script of util-linux) and types answers: each is sent once the
 * screen shows the text it waits for. The terminal gets a size, without which prompts are drawn one character a line.
 */
export function runOnTerminal(
  args: readonly string[],
  answers: readonly { readonly at: RegExp; readonly type: string }[],
  options: CliOptions = {},
): Promise<CliResult> {
  const quoted = [process.execPath, cli, ...args].map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn(
    'script',
    ['-qfec', `stty cols ${options.columns ?? 120} rows 40; exec ${quoted}`, '/dev/null'],
    {
      cwd: options.cwd,
      env: { ...process.env, CI: undefined, TERM: 'xterm', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const waiting = [...answers];
  let seen = '';
  child.stdout?.on('data', (data: Buffer) => {
    seen += data.toString();
    const next = waiting[0];
    if (next?.at.test(seen)) {
      waiting.shift();
      seen = '';
      // A person is slower than a screen: the prompt has to be listening.
      setTimeout(() => child.stdin?.write(next.type), 150);
    }
  });
  return collect(child, options.timeoutMs ?? 60_000);
}

function collect(child: ChildProcess, timeoutMs: number): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (data: Buffer) => {
      stdout += data;
    });
    child.stderr?.on('data', (data: Buffer) => {
      stderr += data;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
