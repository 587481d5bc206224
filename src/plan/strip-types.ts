import MagicString from 'magic-string';
import { type ParsedModule, parseModule } from '../project/parse.ts';
import type { TextRange } from './edits/edit-result.ts';
import { findTypes, type Types } from './find-types.ts';

/**
 * TypeScript to JavaScript by taking the types out and nothing else: formatting, comments and blank lines stay, lines
 * that held only types go, and so do the comments that document them. Relative specifiers that end in `.ts` or `.tsx`
 * then end in `.js` or `.jsx`. Imports are otherwise kept as written, as under `verbatimModuleSyntax`.
 * @param path its extension says whether the text may hold JSX
 * @throws Error for syntax errors, and for what is more than a type: enums, namespaces, parameter properties
 */
export function stripTypes(text: string, path: string): string {
  const module = parseModule(path, text);
  if (module.errors.length > 0) throw new Error(`${path} does not parse: ${module.errors[0]}`);
  const types = findTypes(module);

  const inline = marked(text.length, types.inline);
  const gone = Uint8Array.from(inline);
  let above: Removed = { start: 0, end: 0, blankAbove: true };
  for (const statement of types.statements.toSorted((a, b) => a.start - b.start)) {
    const range = wholeLines(module, statement, above);
    gone.fill(1, range.start, range.end);
    above = range;
  }
  for (const line of linesOf(text)) {
    // A line whose break went with a type is joined to another and must keep what is left of it.
    const joined = inline[line.start - 1] === 1 || inline[line.end - 1] === 1;
    if (joined || !gone.subarray(line.start, line.end).includes(1)) continue;
    const rest = [...text.slice(line.start, line.end)].filter((_, index) => gone[line.start + index] === 0);
    if (rest.join('').trim() === '') gone.fill(1, line.start, line.end);
  }

  const result = new MagicString(text);
  for (const { start, end, text: replacement } of types.replacements) result.update(start, end, replacement);
  for (const at of types.semicolons) result.appendRight(at, ';');
  for (const { start, end } of runsOf(gone)) result.remove(start, end);
  const stripped = result.toString();
  // Without its types the module may import and export nothing: it must stay a module all the same.
  if (!types.leavesNoModule) return stripped;
  return `${stripped}${stripped === '' || stripped.endsWith('\n') ? '' : '\n'}export {};\n`;
}

/** Text that goes with a statement, and whether a blank line or nothing at all then stands above. */
interface Removed extends TextRange {
  readonly blankAbove: boolean;
}

/** The statement with its lines, its documentation, and the blank line that would otherwise stand twice. */
function wholeLines(module: ParsedModule, statement: Types['statements'][number], above: Removed): Removed {
  const { text, comments } = module;
  let { start, end } = statement;
  for (const comment of statement.documented ? comments.toReversed() : []) {
    if (comment.end > start) continue;
    const between = text.slice(comment.end, start);
    if (between.trim() !== '' || between.split('\n').length > 2) break;
    if (text.slice(lineStart(text, comment.start), comment.start).trim() !== '') break;
    start = comment.start;
  }
  const behind = comments.find(
    (comment) => comment.start >= end && text.slice(end, comment.start).trim() === '',
  );
  if (behind !== undefined && !text.slice(end, behind.start).includes('\n')) end = behind.end;

  const line = lineStart(text, start);
  const next = nextLine(text, end);
  if (text.slice(line, start).trim() !== '' || text.slice(end, next).trim() !== '') {
    while (text[end] === ' ') end++;
    return { start, end, blankAbove: false };
  }
  if (line === 0 || (line === above.end ? above.blankAbove : isBlankLine(text, line - 1))) {
    if (next === text.length)
      return { start: line === 0 ? 0 : lineStart(text, line - 1), end: next, blankAbove: true };
    return { start: line, end: isBlankLine(text, next) ? nextLine(text, next) : next, blankAbove: true };
  }
  return { start: line, end: next, blankAbove: false };
}

function isBlankLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), nextLine(text, offset)).trim() === '';
}

function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function linesOf(text: string): TextRange[] {
  const lines: TextRange[] = [];
  for (let start = 0; start < text.length; ) {
    const end = nextLine(text, start);
    lines.push({ start, end });
    start = end;
  }
  return lines;
}

function marked(length: number, ranges: readonly TextRange[]): Uint8Array {
  const marks = new Uint8Array(length);
  for (const { start, end } of ranges) marks.fill(1, start, end);
  return marks;
}

function runsOf(marks: Uint8Array): TextRange[] {
  const runs: TextRange[] = [];
  for (let start = marks.indexOf(1); start !== -1; ) {
    const stop = marks.indexOf(0, start);
    const end = stop === -1 ? marks.length : stop;
    runs.push({ start, end });
    start = marks.indexOf(1, end);
  }
  return runs;
}
