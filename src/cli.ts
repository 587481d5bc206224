import { Command, CommanderError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { printError } from './commands/shared/print-error.ts';
import { whyNotWritten } from './commands/shared/why-not-written.ts';

/** What each command answers: 0 done or clean, 1 the answer is no. Everything else is thrown. */
type ExitCode = 0 | 1;

let exitCode: number = 0;

/** Wraps a command so that it is loaded only when it is called, and its answer becomes the exit code. */
function runs(
  load: () => Promise<(...args: never[]) => Promise<ExitCode>>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const command = (await load()) as (...all: unknown[]) => Promise<ExitCode>;
    const handle = args.at(-1) as Command;
    exitCode = await command(...args.slice(0, -2), handle.optsWithGlobals());
  };
}

const json = () => new Option('--json', 'print one JSON document on standard output and nothing else');
const dir = ['[dir]', 'the folder of the app', '.'] as const;

function program(): Command {
  const cli = new Command('pushwright')
    .description('Wires Web Push into an existing web app, and audits any repository for Web Push mistakes.')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--no-color', 'print without colours')
    .showHelpAfterError('Run "pushwright --help" for what there is.')
    .exitOverride();

  cli
    .command('init')
    .description('wire Web Push into the app: worker, client, keys, push server, manifest; then audit it')
    .argument(...dir)
    .addOption(
      new Option('--framework <id>', 'the framework (default: detected)').choices([
        'vite',
        'next-app',
        'next-pages',
        'react-router',
        'astro',
        'cra',
      ]),
    )
    .addOption(new Option('--provider <id>', 'where messages come from (default: detected)').choices(['own']))
    .option('--for <what>', 'what the pushes are for: chat, calls or chat,calls (default with --yes: chat)')
    .addOption(
      new Option(
        '--server <target>',
        'the push server to write (default with --yes: app where the framework can answer requests, else node)',
      ).choices(['app', 'node', 'none']),
    )
    .option(
      '--subject <url>',
      "mailto: or https: contact for push services (default with --yes: git's e-mail address)",
    )
    .option('--yes', 'take every default that exists and apply without asking')
    .option('--dry-run', 'print the plan, write nothing')
    .option('--diff', 'print the plan as a diff, write nothing')
    .option('--no-install', 'leave installing packages to you')
    .addOption(json())
    .action(runs(async () => (await import('./commands/init.ts')).init as never));

  cli
    .command('audit')
    .description('run the checklist over a repository, scaffolded or written by hand; writes nothing')
    .argument(...dir)
    .addOption(
      new Option('--format <name>', 'how to print the report').choices(['pretty', 'json']).default('pretty'),
    )
    .option('--output <file>', 'write the report to a file instead of standard output')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option('--strict', 'likely findings count like proven ones')
    .option('--only <ids>', 'run these rules alone, separated by commas')
    .option('--skip <ids>', 'leave these rules out, separated by commas')
    .addOption(json())
    .action(runs(async () => (await import('./commands/audit.ts')).audit as never));

  cli
    .command('generate-vapid-keys')
    .description('make a VAPID key pair (P-256), printed or written where it belongs')
    .argument(...dir)
    .addOption(json().conflicts(['env', 'write']))
    .addOption(
      new Option('--env', "print lines for an env file, with the framework's prefix").conflicts('write'),
    )
    .option(
      '--write',
      "write the pair to the app's git-ignored env file; never replaces a pair that is there",
    )
    .option('--subject <url>', 'with --write: also set VAPID_SUBJECT')
    .action(
      runs(async () => (await import('./commands/generate-vapid-keys.ts')).generateVapidKeysCommand as never),
    );

  cli
    .command('undo')
    .description('take the last change back, byte for byte')
    .argument(...dir)
    .addOption(json())
    .action(runs(async () => (await import('./commands/undo.ts')).undoCommand as never));

  cli
    .command('rules')
    .description('list what the audit checks, or explain one rule')
    .argument('[id]', 'a rule')
    .addOption(json())
    .action(runs(async () => (await import('./commands/rules.ts')).rulesCommand as never));

  return cli;
}

let outputFailed = false;

// A reader that has seen enough, as in `pushwright rules | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || outputFailed) return;
  outputFailed = true;
  process.exitCode = 2;
  process.stderr.write(
    `Standard output could not be written: ${whyNotWritten(error)}. Send it elsewhere and run the command again.\n`,
  );
});
// There is nowhere left to say so.
process.stderr.on('error', () => {});

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version end here as well, with exit code 0; commander has printed what there is to say.
    exitCode = error.exitCode === 0 ? 0 : 2;
    if (exitCode === 2 && process.argv.includes('--json')) {
      process.stdout.write(`${JSON.stringify({ schema: 1, error: { message: error.message } })}\n`);
    }
  } else {
    exitCode = printError(error, process.argv.includes('--json'));
  }
}
process.exitCode = outputFailed ? 2 : exitCode;
