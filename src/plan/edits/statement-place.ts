import type { SourceFile, Statement } from 'ts-morph';
import type { CodeStyle } from './code-style.ts';
import type { Insertion } from './splice.ts';
import { tsMorph } from './syntax.ts';
import { isFirstOnLine, isLastOnLine, lineEnd } from './text-style.ts';

// Characters that would make a line continue the one before it when that has no semicolon.
const continuing = new Set(['(', '[', '`', '+', '-', '/', '*', ',', '.', '?', '=']);

/** Comments that are about the very next line and must stay directly above it. */
const nextLine = [
  '@ts-ignore',
  '@ts-expect-error',
  'eslint-disable-next-line',
  'prettier-ignore',
  'biome-ignore',
];

/** Where a statement goes that must come after all imports. */
export function afterImports(source: SourceFile, statement: string, style: CodeStyle): Insertion {
  const { Node } = tsMorph();
  const last = source
    .getStatements()
    .findLast((each) => Node.isImportDeclaration(each) || Node.isImportEqualsDeclaration(each));
  return last === undefined ? atTop(source, statement, style) : after(source, last, statement, style);
}

/**
 * Where an import of ours goes that brings a name: below the imports of its kind. Those that only run something, style
 * sheets as a rule, stay last where they are last, as sorters of imports and readers expect.
 */
export function afterNamedImports(source: SourceFile, statement: string, style: CodeStyle): Insertion {
  const last = source.getImportDeclarations().findLast((each) => each.getImportClause() !== undefined);
  const tail = last === undefined ? [] : source.getStatements().slice(last.getChildIndex() + 1);
  const { Node } = tsMorph();
  // Imports of another form, behind it or in its place.
  if (last === undefined || tail.some((each) => Node.isImportEqualsDeclaration(each)))
    return afterImports(source, statement, style);
  return after(source, last, statement, style);
}

/** Where a statement goes that runs before all others: below directives and the comments that head the file. */
export function atTop(source: SourceFile, statement: string, style: CodeStyle): Insertion {
  const text = source.getFullText();
  const statements = source.getStatements();
  const first = statements.findIndex((each) => !isDirective(each));
  const directive = statements[(first === -1 ? statements.length : first) - 1];
  if (directive !== undefined) return after(source, directive, statement, style);

  const next = statements[first];
  if (next === undefined) {
    // Only comments, or nothing at all.
    const end = text.trimEnd().length;
    return {
      at: end,
      text: `${end > 0 ? style.eol : ''}${statement}${style.semicolon}${text === '' ? style.eol : ''}`,
    };
  }
  const start = next.getStart();
  const comment = next.getLeadingCommentRanges().at(-1);
  const bound = comment !== undefined && nextLine.some((word) => comment.getText().includes(word));
  const at = bound ? comment.getPos() : start;
  const end = continuing.has(text[start] ?? '') || !isFirstOnLine(text, at) ? ';' : style.semicolon;
  return { at, text: `${statement}${end}${style.eol}` };
}

/** Where a statement goes that runs after all others. */
export function atEnd(source: SourceFile, statement: string, style: CodeStyle): Insertion {
  const last = source.getStatements().at(-1);
  return last === undefined ? atTop(source, statement, style) : after(source, last, statement, style);
}

/** On a line of its own below another statement and the comments that end its line. */
function after(source: SourceFile, other: Statement, statement: string, style: CodeStyle): Insertion {
  const text = source.getFullText();
  const at = other.getTrailingCommentRanges().at(-1)?.getEnd() ?? other.getEnd();
  if (isLastOnLine(text, at)) {
    return { at: lineEnd(text, at), text: `${style.eol}${statement}${style.semicolon}` };
  }
  // More code follows on the same line, as in minified files.
  return { at, text: `${style.eol}${statement};` };
}

/** `'use strict'` and the like: strings that stand alone before any other statement. */
function isDirective(statement: Statement): boolean {
  const { Node } = tsMorph();
  return Node.isExpressionStatement(statement) && Node.isStringLiteral(statement.getExpression());
}
