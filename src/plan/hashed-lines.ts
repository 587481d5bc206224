import { createHash } from 'node:crypto';

/** One line of a text, with its line ending, the byte order mark of the first and the missing ending of the last. */
export interface HashedLine {
  readonly text: string;
  /** 128 bits of SHA-256: tells lines apart, and gives away nothing of one that holds a secret. */
  readonly hash: string;
}

/** The lines of a text: joined, they are the text again. */
export function hashedLines(text: string): HashedLine[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.map((line) => ({ text: line, hash: hashOf(line) }));
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('base64url').slice(0, 22);
}
