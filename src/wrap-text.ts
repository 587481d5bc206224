import { stripVTControlCharacters } from 'node:util';

/**
 * Prose broken between words so that no line is longer than the terminal is wide. What stands in quotation marks, such
 * as a command to copy, stays on one line where it fits on one.
 * @param width in columns; undefined for what is no terminal, where nothing is broken
 * @param hang columns before the lines that a line goes on in: where it began by default
 */
export function wrapText(text: string, width: number | undefined, hang?: number): string {
  if (width === undefined) return text;
  const lines = text.split('\n').map((line) => wrapLine(line, width, hang));
  return lines.join('\n');
}

function wrapLine(line: string, width: number, hang: number | undefined): string {
  if (lengthOf(line) <= width) return line;
  const [indent = ''] = /^ */.exec(line) ?? [];
  const below = ' '.repeat(hang ?? indent.length);
  const lines = [''];
  for (const [, space = '', word = ''] of partsOf(line, width - below.length)) {
    const last = lines.at(-1) as string;
    const isBegun = last.trim() !== '';
    if (isBegun && lengthOf(last + space + word) > width) lines.push(below + word);
    else lines[lines.length - 1] = last + space + word;
  }
  return lines.join('\n');
}

/** Words with the spaces before them, quotations as one word unless they are longer than a line. */
function partsOf(line: string, room: number): RegExpExecArray[] {
  const words = [...line.matchAll(/( *)((?:"[^"]*"|[^ "])+|")/g)];
  return words.flatMap((part) =>
    lengthOf(part[2] ?? '') > room ? [...part[0].matchAll(/( *)([^ ]+)/g)] : [part],
  );
}

function lengthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
