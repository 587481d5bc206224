import type { EditResult } from './edit-result.ts';
import { insertIntoSource, withMark } from './splice.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/**
 * Takes paths out of what a Next proxy runs for, in the one pattern that has an obvious place for it:
 * `'/((?!api|_next).*)'`. Any other shape is for a person.
 * @param exceptions as alternatives of the lookahead: `sw.js`, `api/push`
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
  const { Node, SyntaxKind } = tsMorph();
  const literals = [
    ...source.getDescendantsOfKind(SyntaxKind.StringLiteral),
    ...source.getDescendantsOfKind(SyntaxKind.NoSubstitutionTemplateLiteral),
  ].filter((literal) => {
    const isPattern = /^\/\(\(\?![^()]*(?:\([^()]*\)[^()]*)*\)\.\*\)$/.test(literal.getLiteralText());
    return (
      isPattern &&
      literal.getAncestors().some((node) => Node.isPropertyAssignment(node) && node.getName() === 'matcher')
    );
  });
  const [only, ...others] = literals;
  if (only === undefined) return manual(`${path} runs for paths that it has to leave alone.`);
  if (others.length > 0) return manual(`${path} has more than one pattern that may run for these paths.`);
  // Behind the quote and `/((?!`: none of it is ever escaped.
  const done = insertIntoSource(source, path, [{ at: only.getStart() + "'/((?!".length, text: added }]);
  return done === undefined
    ? manual(`An edit of ${path} would change more than it should.`)
    : withMark(mark, done.result);
}
