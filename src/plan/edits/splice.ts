import MagicString from 'magic-string';
import type { SourceFile } from 'ts-morph';
import type { EditResult, TextRange } from './edit-result.ts';
import { parseSource, tokensOf } from './syntax.ts';

/** Text to put in at an offset of the original. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Puts the texts in; those for one offset stand in the order given. */
export function insertInto(
  text: string,
  insertions: readonly Insertion[],
): Extract<EditResult, { status: 'edited' }> {
  const sorted = insertions.toSorted((a, b) => a.at - b.at);
  const result = new MagicString(text);
  const inserted: TextRange[] = [];
  let shift = 0;
  for (const insertion of sorted) {
    result.appendLeft(insertion.at, insertion.text);
    const start = insertion.at + shift;
    inserted.push({ start, end: start + insertion.text.length });
    shift += insertion.text.length;
  }
  return { status: 'edited', text: result.toString(), inserted };
}

/** The text without the ranges. */
export function takeOut(text: string, ranges: readonly TextRange[]): string {
  let result = '';
  let from = 0;
  for (const range of ranges) {
    result += text.slice(from, range.start);
    from = range.end;
  }
  return result + text.slice(from);
}

/** Moves a result by the byte order mark that was split off. */
export function withMark(mark: string, result: EditResult): EditResult {
  if (mark === '' || result.status !== 'edited') return result;
  return {
    status: 'edited',
    text: mark + result.text,
    inserted: result.inserted.map(({ start, end }) => ({
      start: start + mark.length,
      end: end + mark.length,
    })),
  };
}

/**
 * Puts the texts into a source file and reads the result again: it must parse, and every token that was there must be
 * there still, of the same kind and at its place.
 * @returns undefined when it does not: the edit must then not be made
 */
export function insertIntoSource(
  source: SourceFile,
  path: string,
  insertions: readonly Insertion[],
): { result: Extract<EditResult, { status: 'edited' }>; source: SourceFile } | undefined {
  const before = source.getFullText();
  const result = insertInto(before, insertions);
  if (takeOut(result.text, result.inserted) !== before) return undefined;
  const after = parseSource(result.text, path);
  if (after === undefined) return undefined;

  const original = tokensOf(source);
  let index = 0;
  for (const token of tokensOf(after)) {
    let shift = 0;
    let ours = false;
    for (const range of result.inserted) {
      if (token.start >= range.start && token.end <= range.end) ours = true;
      if (range.end <= token.start) shift += range.end - range.start;
    }
    if (ours) continue;
    const expected = original[index++];
    if (expected === undefined || expected.kind !== token.kind) return undefined;
    if (expected.start !== token.start - shift || expected.end !== token.end - shift) return undefined;
  }
  return index === original.length ? { result, source: after } : undefined;
}
