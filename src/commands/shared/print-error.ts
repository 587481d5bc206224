import { Cancelled, NeedsAnswer, UserError } from '../../errors.ts';

/**
 * Prints what ended a command, for people on standard error and, with --json, as the one document on standard output.
 * @returns the exit code: 130 cancelled, 2 could not run
 */
export function printError(error: unknown, json: boolean): 130 | 2 {
  if (error instanceof Cancelled) {
    process.stderr.write(`${error.message}\n`);
    if (json)
      process.stdout.write(
        `${JSON.stringify({ schema: 1, error: { message: error.message, cancelled: true } })}\n`,
      );
    return 130;
  }
  if (error instanceof UserError) {
    process.stderr.write(`${error.message}\n${error.advice}\n`);
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
