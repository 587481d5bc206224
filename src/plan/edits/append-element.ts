import type { ArrayLiteralExpression } from 'ts-morph';
import type { Insertion } from './splice.ts';
import { tsMorph } from './syntax.ts';
import { indentationAt, indentationUnit, isFirstOnLine, isLastOnLine, lineEnd } from './text-style.ts';

/** Adds an element after the last one of an array literal, laid out as the array is. */
export function appendElement(array: ArrayLiteralExpression, element: string, eol: string): Insertion[] {
  const { SyntaxKind, ts } = tsMorph();
  const text = array.getSourceFile().getFullText();
  const close = array.getEnd() - 1;
  const last = array.getElements().at(-1);
  if (last === undefined) {
    const open = array.getStart() + 1;
    const inside = text.slice(open, close);
    if (inside.trim() === '') return [{ at: open, text: element }];
    // Comments alone: below them.
    const indentation = indentationAt(text, array.getStart()) + indentationUnit(text);
    return [{ at: open + inside.trimEnd().length, text: `${eol}${indentation}${element},` }];
  }
  const next = last.getNextSiblingIfKind(SyntaxKind.CommaToken);
  const comma = next !== undefined && next.getEnd() <= close ? next.getEnd() : undefined;
  const end = comma ?? last.getEnd();
  if (!isFirstOnLine(text, last.getStart()) || !isFirstOnLine(text, close)) {
    return [{ at: end, text: comma === undefined ? `, ${element}` : ` ${element},` }];
  }
  const comment = ts.getTrailingCommentRanges(text, end)?.at(-1);
  const behind = comment?.end ?? end;
  const at = isLastOnLine(text, behind) ? lineEnd(text, behind) : behind;
  const line = `${eol}${indentationAt(text, last.getStart())}${element}`;
  return comma === undefined
    ? [
        { at: last.getEnd(), text: ',' },
        { at, text: line },
      ]
    : [{ at, text: `${line},` }];
}
