import type { Candidate } from './find-candidates.ts';
import type { ScannedFile } from './list-files.ts';

/** A candidate where it stands. */
export interface Sighting {
  readonly candidate: Candidate;
  readonly file: ScannedFile;
  /** The code before it, and before and after it: enough to see what it is called. */
  readonly before: string;
  readonly around: string;
  readonly line: number;
  readonly column: number;
}

/** Sightings of each value. */
export type Sightings = Map<string, Sighting[]>;

/** How far the name of a key can be from it. */
const CONTEXT = 160;

/** Notes where the candidates of one file stand. */
export function addSightings(
  into: Sightings,
  candidates: readonly Candidate[],
  file: ScannedFile,
  text: Buffer,
): void {
  if (candidates.length === 0) return;
  let line = 1;
  let lineStart = 0;
  let at = 0;
  for (const candidate of [...candidates].sort((a, b) => a.offset - b.offset)) {
    const { offset, value } = candidate;
    for (let next = text.indexOf(10, at); next !== -1 && next < offset; next = text.indexOf(10, at)) {
      line++;
      lineStart = next + 1;
      at = next + 1;
    }
    const column = offset - lineStart + 1;
    const before = text.toString('latin1', Math.max(0, offset - CONTEXT), offset);
    const around = before + text.toString('latin1', offset + value.length, offset + value.length + CONTEXT);
    const list = into.get(value);
    const sighting: Sighting = { candidate, file, before, around, line, column };
    if (list === undefined) into.set(value, [sighting]);
    else list.push(sighting);
  }
}
