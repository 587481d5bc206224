import { type Node, parse, parseTree } from 'jsonc-parser';
import type { EditResult } from './edit-result.ts';
import { insertInto, withMark } from './splice.ts';
import { dominantEol, indentationAt, isFirstOnLine, splitByteOrderMark } from './text-style.ts';

/** Adds a field with a text to package.json, behind the last one. */
export function addPackageField(text: string, name: string, value: string): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const line = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet: `${line},` });
  const root = parseTree(body, [], { disallowComments: true });
  if (root?.type !== 'object') return manual('package.json is not an object.');
  const present = (parse(body) as Record<string, unknown>)[name];
  if (present !== undefined) {
    return present === value
      ? { status: 'already', reason: `\`${name}\` is set already.` }
      : manual(`\`${name}\` in package.json is set to something else.`);
  }
  const last = root.children?.at(-1);
  if (last === undefined) return manual('package.json is empty.');
  const result = insertInto(body, [
    { at: last.offset + last.length, text: `,${gapBefore(body, last)}${line}` },
  ]);
  const expected = { ...(parse(body) as object), [name]: value };
  return JSON.stringify(parse(result.text)) === JSON.stringify(expected)
    ? withMark(mark, result)
    : manual('An edit of package.json would change more than it should.');
}

/** What stands between an entry and the one before: a line of its own, or a space where all share one. */
function gapBefore(text: string, { offset }: Node): string {
  return isFirstOnLine(text, offset) ? `${dominantEol(text)}${indentationAt(text, offset)}` : ' ';
}
