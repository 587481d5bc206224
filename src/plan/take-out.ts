import { structuredPatch } from 'diff';
import { hashedLines } from './hashed-lines.ts';

/** Lines around a change that have to be as they were: many find the place surely, few bear more edits beside it. */
const contexts = [3, 1, 0];

/** A part of a change: lines that replaced others, or came between them. */
interface Hunk {
  readonly removed: readonly string[];
  /** Half-open range of the lines of the file after the change. */
  readonly start: number;
  readonly end: number;
}

/**
 * Takes a change out of a text that has been edited since: every hunk of it in reverse, each at the one place where all
 * of its lines stand exactly.
 * @param before the file before the change, empty for a new one
 * @param after hashes of the lines of the file after it
 * @param present the file now
 * @returns undefined when a line of the change is another one by now, or stands there more than once
 */
export function takeOut(before: string, after: readonly string[], present: string): string | undefined {
  const former = hashedLines(before);
  const lines = hashedLines(present);
  const now = lines.map(({ hash }) => hash);
  const result: string[] = [];
  let done = 0;
  for (const hunk of hunksOf(
    former.map(({ hash }) => hash),
    after,
  )) {
    const at = placeOf(hunk, after, now);
    if (at === undefined || at < done) return undefined;
    result.push(...now.slice(done, at), ...hunk.removed);
    done = at + hunk.end - hunk.start;
  }
  result.push(...now.slice(done));
  const texts = new Map([...former, ...lines].map(({ hash, text }) => [hash, text]));
  const taken = result.map((hash) => texts.get(hash));
  // A last line without an ending that is no longer the last would run into the next one.
  const isWhole = taken.slice(0, -1).every((line) => line?.endsWith('\n'));
  return isWhole ? taken.join('') : undefined;
}

function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  const text = (hashes: readonly string[]): string => hashes.map((hash) => `${hash}\n`).join('');
  const { hunks } = structuredPatch('', '', text(before), text(after), '', '', { context: 0 });
  return hunks.map(({ lines, newStart, newLines }) => ({
    removed: lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1)),
    // A hunk without new lines counts from the line before it.
    start: newLines === 0 ? newStart : newStart - 1,
    end: newLines === 0 ? newStart : newStart - 1 + newLines,
  }));
}

/** Where a hunk's lines begin in the present text; undefined when that is nowhere or cannot be told. */
function placeOf(hunk: Hunk, after: readonly string[], present: readonly string[]): number | undefined {
  for (const context of contexts) {
    // What replaced a line may hang on its neighbours, such as by a comma; lines that were put in between do not.
    if (context === 0 && hunk.removed.length > 0) return undefined;
    const start = Math.max(0, hunk.start - context);
    const places = placesOf(after.slice(start, hunk.end + context), present);
    if (places.length === 1) return (places[0] as number) + hunk.start - start;
  }
  return undefined;
}

function placesOf(wanted: readonly string[], present: readonly string[]): number[] {
  const places: number[] = [];
  for (let at = 0; at + wanted.length <= present.length; at++) {
    if (wanted.every((hash, index) => present[at + index] === hash)) places.push(at);
  }
  return places;
}
