/** One `NAME=value` of an env file. Offsets are of the text. */
export interface EnvAssignment {
  readonly name: string;
  /** The value as written: without the quotes and the comment that ends the line. */
  readonly value: string;
  /** Where the value's text starts: behind an opening quote. */
  readonly start: number;
  readonly quote: string;
}

/**
 * Finds the assignments of an env file and where they stand. `node:util`'s parseEnv tells values but no places, so
 * this follows the same grammar: an optional `export`, a name, `=`, and a value that is bare to the end of the line or
 * to `#`, or quoted with `'`, `"` or a backtick and then may span lines.
 */
export function findAssignments(text: string): EnvAssignment[] {
  const found: EnvAssignment[] = [];
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const equals = text.indexOf('=', at);
    const before = equals === -1 || equals > end ? '' : text.slice(at, equals).trim();
    at = end + 1;
    const name = before.startsWith('export ') ? before.slice('export '.length).trim() : before;
    if (name === '' || name.startsWith('#')) continue;

    let start = equals + 1;
    while (start < end && (text[start] === ' ' || text[start] === '\t')) start++;
    const quote = text[start] ?? '';
    const closing = isQuote(quote) ? text.indexOf(quote, start + 1) : -1;
    if (closing !== -1) {
      found.push({ name, value: text.slice(start + 1, closing), start: start + 1, quote });
      const rest = text.indexOf('\n', closing);
      at = rest === -1 ? text.length : rest + 1;
      continue;
    }
    const comment = text.indexOf('#', start);
    const value = text.slice(start, comment === -1 || comment > end ? end : comment).trim();
    found.push({ name, value, start: value === '' ? equals + 1 : start, quote: '' });
  }
  return found;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`';
}
