const byteOrderMark = '\uFEFF';

/** Parsers leave a byte order mark out of their offsets, so edits work on the body and put the mark back. */
export function splitByteOrderMark(text: string): { mark: string; body: string } {
  return text.startsWith(byteOrderMark)
    ? { mark: byteOrderMark, body: text.slice(1) }
    : { mark: '', body: text };
}

/** The line ending that most lines have; `\n` when there is none to go by. */
export function dominantEol(text: string): '\n' | '\r\n' {
  let crlf = 0;
  let lf = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') crlf++;
    else lf++;
  }
  return crlf > lf ? '\r\n' : '\n';
}

/** Offset at which the line of `offset` starts. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line's end, before its `\r\n` or `\n`; the text's length on the last line. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Whitespace that the line of `offset` begins with. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, end);
}

/** Whether nothing but whitespace stands before `offset` on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** Whether nothing but whitespace stands between `offset` and the end of its line. */
export function isLastOnLine(text: string, offset: number): boolean {
  return text.slice(offset, lineEnd(text, offset)).trim() === '';
}

/** One step of indentation: the step by which lines most often go deeper; two spaces when none does. */
export function indentationUnit(text: string): string {
  const steps = new Map<string, number>();
  let previous = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const indentation = line.slice(0, line.length - line.trimStart().length);
    // A line that starts with ` *` belongs to a block comment: its one space is no indentation.
    if (line.trimStart().startsWith('*')) continue;
    if (indentation.length > previous.length && indentation.startsWith(previous)) {
      const step = indentation.slice(previous.length);
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    previous = indentation;
  }
  let best = '  ';
  let most = 0;
  for (const [step, count] of steps) {
    if (count > most) [best, most] = [step, count];
  }
  return best;
}
