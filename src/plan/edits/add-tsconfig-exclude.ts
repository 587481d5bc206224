import { createScanner, type Node, type ParseOptions, parse, parseTree } from 'jsonc-parser';
import type { EditResult } from './edit-result.ts';
import { type Insertion, insertInto, withMark } from './splice.ts';
import {
  dominantEol,
  indentationAt,
  indentationUnit,
  isFirstOnLine,
  lineEnd,
  splitByteOrderMark,
} from './text-style.ts';

const options: ParseOptions = { allowTrailingComma: true };

/**
 * Leaves a folder out of what a tsconfig.json compiles.
 * @param folder as the file names it: `server`
 * @param others what has to be left out as well where the file has no `exclude` yet: its default is gone once there is one
 */
export function addTsconfigExclude(text: string, folder: string, others: readonly string[]): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: snippetFor(folder, others),
  });
  const errors: unknown[] = [];
  const root = parseTree(body, errors as never, options);
  if (root?.type !== 'object' || errors.length > 0)
    return manual('The file is not a JSON object that can be read.');
  const insertions = place(body, root, folder, others);
  if (insertions === undefined) return manual('`exclude` is not an array.');
  const result = insertInto(body, insertions);
  const expected = parse(body, [], options) as { exclude?: string[] };
  expected.exclude = [...(expected.exclude ?? others), folder];
  if (!isSame(result.text, expected)) return manual('An edit would change more than it should.');
  return withMark(mark, result);
}

function place(
  text: string,
  root: Node,
  folder: string,
  others: readonly string[],
): readonly Insertion[] | undefined {
  const entry = JSON.stringify(folder);
  const properties = root.children ?? [];
  const named = (name: string): Node | undefined =>
    properties.find(({ children }) => children?.[0]?.value === name);
  const list = named('exclude')?.children?.[1];
  if (list !== undefined) {
    if (list.type !== 'array') return undefined;
    const last = list.children?.at(-1);
    return last === undefined ? [{ at: list.offset + 1, text: entry }] : after(text, last, entry);
  }
  const property = `"exclude": ${JSON.stringify([...others, folder]).replaceAll('","', '", "')}`;
  const neighbour = named('include') ?? properties.at(-1);
  if (neighbour !== undefined) return after(text, neighbour, property);
  const eol = dominantEol(text);
  return [{ at: root.offset + 1, text: `${eol}${indentationUnit(text)}${property}${eol}` }];
}

/** Puts an entry behind another one: on a line of its own where that one has one, with its comment left beside it. */
function after(text: string, node: Node, entry: string): readonly Insertion[] {
  const end = node.offset + node.length;
  const comma = commaAfter(text, end);
  const behind = comma === undefined ? end : comma + 1;
  if (!isFirstOnLine(text, node.offset)) {
    return comma === undefined ? [{ at: end, text: `, ${entry}` }] : [{ at: behind, text: ` ${entry},` }];
  }
  const line = `${dominantEol(text)}${indentationAt(text, node.offset)}${entry}`;
  const rest = lineEnd(text, behind);
  const at = /^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/[ \t]*)?$/.test(text.slice(behind, rest))
    ? rest
    : behind;
  return comma === undefined
    ? [
        { at: end, text: ',' },
        { at, text: line },
      ]
    : [{ at, text: `${line},` }];
}

/** The comma that follows an entry, comments before it left aside. */
function commaAfter(text: string, end: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(end);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === ',' ? at : undefined;
}

function isSame(after: string, expected: object): boolean {
  const errors: never[] = [];
  const found: unknown = parse(after, errors, options);
  return errors.length === 0 && canonical(found) === canonical(expected);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [two]) => (one < two ? -1 : 1)))
      : each,
  );
}

function snippetFor(folder: string, others: readonly string[]): string {
  return `"exclude": ${JSON.stringify([...others, folder]).replaceAll('","', '", "')}`;
}
