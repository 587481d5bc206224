import { type Node, parse, parseTree } from 'jsonc-parser';
import type { EditResult } from './edit-result.ts';
import { type Insertion, insertInto, withMark } from './splice.ts';
import {
  dominantEol,
  indentationAt,
  indentationUnit,
  isFirstOnLine,
  splitByteOrderMark,
} from './text-style.ts';

/** Ranges by package name. */
type Ranges = Readonly<Record<string, string>>;

export interface NewDependencies {
  readonly dependencies: Ranges;
  readonly devDependencies: Ranges;
}

const fields = ['dependencies', 'devDependencies'] as const;

/** Adds entries to package.json, each where the alphabet wants it, as package managers do. */
export function addDependencies(text: string, added: NewDependencies): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet: snippetFor(added) });
  const root = parseTree(body, [], { disallowComments: true });
  if (root?.type !== 'object') return manual('package.json is not an object.');
  const insertions: Insertion[] = [];
  for (const field of fields) {
    const placed = place(body, root, field, added[field]);
    if (placed === undefined) return manual(`\`${field}\` in package.json is not an object.`);
    insertions.push(...placed);
  }
  const result = insertInto(body, insertions);
  if (!isRight(body, result.text, added))
    return manual('An edit of package.json would change more than it should.');
  return withMark(mark, result);
}

function place(text: string, root: Node, field: string, added: Ranges): Insertion[] | undefined {
  const entries = Object.entries(added).toSorted(([one], [two]) => (one < two ? -1 : 1));
  if (entries.length === 0) return [];
  const eol = dominantEol(text);
  const unit = indentationUnit(text);
  const lines = entries.map(([name, range]) => `${JSON.stringify(name)}: ${JSON.stringify(range)}`);
  const object = (indentation: string): string =>
    `{${lines.map((line) => `${eol}${indentation}${unit}${line}`).join(',')}${eol}${indentation}}`;

  const property = root.children?.find(({ children }) => children?.[0]?.value === field);
  if (property === undefined) {
    const last = root.children?.at(-1);
    if (last === undefined) return undefined;
    const before = gapBefore(text, last, eol);
    const indentation = before.startsWith(eol) ? before.slice(eol.length) : '';
    return [{ at: endOf(last), text: `,${before}${JSON.stringify(field)}: ${object(indentation)}` }];
  }
  const value = property.children?.[1];
  if (value?.type !== 'object') return undefined;
  const present = value.children ?? [];
  const [first] = present;
  if (first === undefined) {
    const inside = object(indentationAt(text, property.offset)).slice(1, -1);
    return [{ at: value.offset + 1, text: inside }];
  }
  return entries.map(([name], index) => {
    const previous = present.findLast(({ children }) => String(children?.[0]?.value) < name);
    return previous === undefined
      ? { at: first.offset, text: `${lines[index]},${gapBefore(text, first, eol)}` }
      : { at: endOf(previous), text: `,${gapBefore(text, previous, eol)}${lines[index]}` };
  });
}

/** What stands between an entry and the one before: a line of its own, or a space where all share one. */
function gapBefore(text: string, { offset }: Node, eol: string): string {
  return isFirstOnLine(text, offset) ? `${eol}${indentationAt(text, offset)}` : ' ';
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

/** The new text is the old object with the entries in it, and nothing else. */
function isRight(before: string, after: string, added: NewDependencies): boolean {
  const expected = parse(before) as Record<string, Ranges | undefined>;
  for (const field of fields) {
    if (Object.keys(added[field]).length > 0) expected[field] = { ...expected[field], ...added[field] };
  }
  return canonical(JSON.parse(after)) === canonical(expected);
}

function canonical(value: object): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [two]) => (one < two ? -1 : 1)))
      : each,
  );
}

function snippetFor(added: NewDependencies): string {
  const filled = fields.filter((field) => Object.keys(added[field]).length > 0);
  return JSON.stringify(Object.fromEntries(filled.map((field) => [field, added[field]])), null, 2);
}
