import pc from 'picocolors';
import { UserError } from '../../errors.ts';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a stream: off for --no-color, NO_COLOR, and anything that is not a terminal. */
export function colorsFor(stream: NodeJS.WriteStream, options: { color?: boolean }): Colors {
  const wanted = options.color !== false && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return pc.createColors(wanted && (stream.isTTY || Boolean(process.env.FORCE_COLOR)));
}

/** Columns of the terminal that a stream is, for breaking prose; undefined when it is none. A sliver is not worth breaking for. */
export function widthOf(stream: NodeJS.WriteStream): number | undefined {
  return stream.isTTY && stream.columns > 0 ? Math.max(stream.columns, 40) : undefined;
}

/** Where people's text goes: standard error when standard output belongs to a JSON document. */
export function say(text: string, options: { json?: boolean }): void {
  (options.json ? process.stderr : process.stdout).write(`${text}\n`);
}

/**
 * For a command that is about to change something: what it printed has to have arrived.
 * @throws UserError when standard output cannot be written; a reader that has seen enough is no failure
 */
export function requireOutput(): void {
  const error = process.stdout.errored as NodeJS.ErrnoException | null;
  if (error && error.code !== 'EPIPE') {
    throw new UserError('What is about to be done could not be shown.', 'Nothing was changed.');
  }
}

export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
