import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a stream: off for --no-color, NO_COLOR, and anything that is not a terminal. */
export function colorsFor(stream: NodeJS.WriteStream, options: { color?: boolean }): Colors {
  const wanted = options.color !== false && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return pc.createColors(wanted && (stream.isTTY || Boolean(process.env.FORCE_COLOR)));
}

/** Where people's text goes: standard error when standard output belongs to a JSON document. */
export function say(text: string, options: { json?: boolean }): void {
  (options.json ? process.stderr : process.stdout).write(`${text}\n`);
}

export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
