import { Cancelled, NeedsAnswer, UserError } from '../../errors.ts';
import { wrapText } from '../../wrap-text.ts';
import { widthOf } from './output.ts';

/**
 * Prints what ended a command, for people on standard error and, with --json, as the one document on standard output.
 * @returns the exit code: 130 cancelled, 2 could not run
 */
export function printError(error: unknown, json: boolean): 130 | 2 {
  const width = widthOf(process.stderr);
  if (error instanceof Cancelled) {
    process.stderr.write(`${wrapText(error.message, width)}\n`);
    if (json)
      process.stdout.write(
        `${JSON.stringify({ schema: 1, error: { message: error.message, cancelled: true } })}\n`,
      );
    return 130;
  }
  if (error instanceof UserError) {
    process.stderr.write(`${prose(error.message, width)}\n${prose(error.advice, width)}\n`);
    if (json) {
      const questions = error instanceof NeedsAnswer ? { questions: error.questions } : {};
      const document = { schema: 1, error: { message: error.message, advice: error.advice }, ...questions };
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    }
    return 2;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a mistake in pushwright, not in your project:\n${detail}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ schema: 1, error: { message: 'internal error' } })}\n`);
  return 2;
}

/** A list stands below its sentence, indented: lines to copy, which are never broken. */
function prose(text: string, width: number | undefined): string {
  const lines = text.split('\n');
  return lines.map((line) => (line.startsWith(' ') ? line : wrapText(line, width))).join('\n');
}
