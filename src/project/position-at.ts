/** Line and column of an offset, both from 1. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const starts = lineStarts(text);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 };
}

/** Positions are asked for in a few files at a time: their lines are kept. */
const lines = new Map<string, readonly number[]>();
const mostTexts = 32;

function lineStarts(text: string): readonly number[] {
  const known = lines.get(text);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  if (lines.size >= mostTexts) lines.clear();
  lines.set(text, starts);
  return starts;
}
