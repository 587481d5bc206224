import type { Insertion } from './splice.ts';
import { dominantEol } from './text-style.ts';

/**
 * Adds lines at the end of a line-based file: set off by a blank line, in the file's own line endings, and with a
 * final newline only where the file had one or is new.
 */
export function appendLines(text: string, lines: readonly string[]): Insertion {
  const eol = dominantEol(text);
  const body = lines.join(eol);
  if (text === '') return { at: 0, text: body + eol };
  const ended = text.endsWith('\n');
  const blank = text.trim() === '' || text.endsWith('\n\n') || text.endsWith('\n\r\n') ? '' : eol;
  return { at: text.length, text: ended ? `${blank}${body}${eol}` : `${eol}${blank}${body}` };
}
