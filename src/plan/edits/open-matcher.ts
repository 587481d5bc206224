import type { SourceFile } from 'ts-morph';
import type { EditResult } from './edit-result.ts';
import { insertInto, takeOut, withMark } from './splice.ts';
import { parseSource, tokensOf, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/**
 * Takes paths out of what a Next proxy runs for, in the one pattern that has an obvious place for it:
 * `'/((?!api|_next).*)'`. Any other shape is for a person.
 * @param exceptions as alternatives of the lookahead: `sw.js`, `api/push/`
 */
export function openMatcher(text: string, path: string, exceptions: readonly string[]): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const added = exceptions.map((each) => `${each}|`).join('');
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `export const config = {\n  matcher: ['/((?!${added}_next/static|_next/image|favicon.ico).*)'],\n};`,
  });
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so its matcher cannot be found.`);
  const [only, ...others] = patternsIn(source);
  if (only === undefined) return manual(`${path} runs for paths that it has to leave alone.`);
  if (others.length > 0) return manual(`${path} has more than one pattern that may run for these paths.`);
  if (only.getLiteralText().startsWith(start + added)) {
    return { status: 'already', reason: `${path} leaves these paths alone already.` };
  }
  // Behind the quote and the lookahead's begin, none of which is ever escaped.
  const result = insertInto(body, [{ at: only.getStart() + 1 + start.length, text: added }]);
  const after = parseSource(result.text, path);
  const isDone =
    after !== undefined &&
    takeOut(result.text, result.inserted) === body &&
    kindsOf(after) === kindsOf(source) &&
    patternsIn(after).some((each) => each.getLiteralText().startsWith(start + added));
  return isDone ? withMark(mark, result) : manual(`An edit of ${path} would change more than it should.`);
}

const start = '/((?!';

/** Texts of `matcher` that are one lookahead and nothing else: parentheses inside are one deep at most. */
function patternsIn(source: SourceFile) {
  const { Node, SyntaxKind } = tsMorph();
  return [
    ...source.getDescendantsOfKind(SyntaxKind.StringLiteral),
    ...source.getDescendantsOfKind(SyntaxKind.NoSubstitutionTemplateLiteral),
  ].filter(
    (literal) =>
      /^\/\(\(\?!(?:[^()]|\([^()]*\))*\)\.\*\)$/.test(literal.getLiteralText()) &&
      literal.getAncestors().some((node) => Node.isPropertyAssignment(node) && node.getName() === 'matcher'),
  );
}

function kindsOf(source: SourceFile): string {
  return tokensOf(source)
    .map(({ kind }) => kind)
    .join();
}
