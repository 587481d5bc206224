import { createHash } from 'node:crypto';

/** Characters either side of the column that stand for a line too long to be written by hand. */
const WINDOW = 60;
const LONGEST_LINE = 400;

/** Makes the fingerprints of one rule's problems; ask it in the order in which problems are reported. */
export interface Fingerprinter {
  /** @param text the file's text; undefined when it could not be read */
  of(rule: string, path: string, text: string | undefined, line: number, column: number): string;
}

/**
 * A problem's identity over time: a hash of its rule, its file and the code on its line, whitespace and secrets left
 * out. Lines may move; the second problem on equal code in a file is told from the first by its number.
 */
export function createFingerprinter(): Fingerprinter {
  const seen = new Map<string, number>();
  return {
    of(rule, path, text, line, column) {
      const base = `${rule}\0${path}\0${normaliseCode(path, lineOf(text, line), column)}`;
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      return createHash('sha256').update(`${base}\0${count}`).digest('hex').slice(0, 32);
    },
  };
}

function lineOf(text: string | undefined, line: number): string {
  if (text === undefined) return '';
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return '';
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? undefined : end);
}

function normaliseCode(path: string, code: string, column: number): string {
  const near =
    code.length > LONGEST_LINE ? code.slice(Math.max(0, column - 1 - WINDOW), column - 1 + WINDOW) : code;
  const name = path.slice(path.lastIndexOf('/') + 1);
  // A value in an env file may be a password of eight letters, which a hash does not hide.
  const open = /(^|\.)env(\.|$)|^\.dev\.vars/.test(name) ? near.replace(/=.*/s, '=') : near;
  return open
    .replace(/[A-Za-z0-9_\-+/=]{40,}/g, '<key>')
    .replace(/\s+/g, ' ')
    .trim();
}
