import { join, posix } from 'node:path';
import { Cancelled, UserError } from '../errors.ts';
import type { InstallOperation } from './operation.ts';
import { lockfiles, workspaceFiles } from './workspace-files.ts';

const produced = ['node_modules', '.yarn', '.pnp.cjs', '.pnp.data.json', '.pnp.loader.mjs'];

/** What running it may create or change, POSIX paths relative to the root: an undo looks after all of these. */
export function installOutputs({ directory, workspace }: InstallOperation): string[] {
  const own = ['package.json', ...lockfiles, ...produced].map((name) => posix.join(directory, name));
  const shared = workspace === undefined ? [] : workspaceFiles.map((name) => posix.join(workspace, name));
  return [...own, ...shared];
}

/** In CI some package managers refuse to touch a lockfile; this install is there to change it. */
const environment = {
  ADBLOCK: '1',
  DISABLE_OPENCOLLECTIVE: '1',
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
};

/**
 * Runs the package manager in the operation's folder, its output kept back unless it fails.
 * @throws UserError with the command and the end of its error output
 */
export async function runInstall(
  root: string,
  operation: InstallOperation,
  signal?: AbortSignal,
): Promise<void> {
  const { execa } = await import('execa');
  const [program, ...args] = operation.command;
  const result = await execa(program, args, {
    cwd: join(root, operation.directory),
    reject: false,
    stdin: 'ignore',
    all: true,
    cancelSignal: signal,
    env: environment,
  });
  if (signal?.aborted) throw new Cancelled();
  if (!result.failed) return;
  const shown = operation.command.join(' ');
  const where = operation.directory === '.' ? 'here' : `in ${operation.directory}/`;
  if (result.code === 'ENOENT') {
    throw new UserError(
      `${program} is not installed here.`,
      `Install it, or pass --no-install and run "${shown}" ${where} yourself.`,
    );
  }
  const output = (result.all ?? '').trim().split('\n').slice(-15).join('\n');
  throw new UserError(
    `"${shown}" failed ${where}:\n${output}\n`,
    'Solve that and run the command again, or pass --no-install and install by yourself afterwards.',
  );
}
