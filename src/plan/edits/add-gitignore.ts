import ignore from 'ignore';
import { appendLines } from './append-lines.ts';
import type { EditResult } from './edit-result.ts';
import { insertInto, withMark } from './splice.ts';
import { splitByteOrderMark } from './text-style.ts';

/**
 * Makes git ignore paths: adds the patterns that the file does not cover yet.
 * @param text of .gitignore; undefined when there is none
 * @param patterns as in gitignore(5)
 * @param reason one line, put above them as a comment
 */
export function addGitignore(
  text: string | undefined,
  patterns: readonly string[],
  reason: string,
): EditResult {
  const { mark, body } = splitByteOrderMark(text ?? '');
  const missing = patterns.filter(
    (pattern, index) => patterns.indexOf(pattern) === index && !covers(body, pattern),
  );
  if (missing.length === 0)
    return { status: 'already', reason: `${patterns.join(' and ')} is ignored already.` };
  const snippet = missing.join('\n');
  const wanted = missing.filter((pattern) => lastMention(body, pattern) === `!${pattern}`);
  if (wanted.length > 0) {
    return {
      status: 'manual',
      reason: `.gitignore takes ${wanted.join(' and ')} back from what it ignores.`,
      snippet,
    };
  }
  const result = insertInto(body, [appendLines(body, [`# ${reason}`, ...missing])]);
  const left = missing.filter((pattern) => !covers(result.text, pattern));
  if (left.length > 0) {
    return {
      status: 'manual',
      reason: `Adding ${left.join(' and ')} would not make git ignore it.`,
      snippet: missing.join('\n'),
    };
  }
  return withMark(mark, result);
}

/** The pattern stands there, or the paths that it means are ignored by others. */
function covers(text: string, pattern: string): boolean {
  const matcher = ignore().add(text);
  const path = pattern.replace(/^\//, '');
  const literal = path !== '' && !/[*?[\]!\\#]/.test(path);
  if (!literal) return lastMention(text, pattern) === pattern;
  if (!matcher.ignores(path)) return false;
  // A pattern without a slash means every folder.
  const anywhere = !pattern.replace(/\/$/, '').includes('/');
  return !anywhere || matcher.ignores(`any/folder/${path}`);
}

/** The last line that names the pattern, be it to ignore it or, with `!`, to take it back. */
function lastMention(text: string, pattern: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line === pattern || line === `!${pattern}`);
}
