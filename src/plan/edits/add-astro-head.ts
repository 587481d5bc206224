import { beforeEndTag, insertIntoAstro, onlyTag, readAstroSource } from './astro-source.ts';
import type { EditResult } from './edit-result.ts';
import { withMark } from './splice.ts';
import { splitByteOrderMark } from './text-style.ts';

/** A link of a document's head. */
export interface AstroLink {
  readonly rel: string;
  /** A path, or an expression in braces. */
  readonly href: string;
}

/** Adds links at the end of an Astro document's head. Which are there already, the caller has seen to. */
export function addAstroHead(text: string, path: string, links: readonly AstroLink[]): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const lines = links.map(
    ({ rel, href }) => `<link rel="${rel}" href=${href.startsWith('{') ? href : `"${href}"`} />`,
  );
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet: lines.join('\n') });
  if (links.length === 0) return { status: 'already', reason: `${path} has these links already.` };
  const source = readAstroSource(body);
  if (source === undefined) return manual(`${path} is written in a way that cannot be followed to its end.`);
  const end = onlyTag(source, 'end', 'head');
  if (typeof end === 'string') return manual(`${path} ${end}.`);
  const start = onlyTag(source, 'start', 'head');
  if (typeof start === 'string' || start.start > end.start)
    return manual(`${path} has no <head> that its </head> would end.`);
  const done = insertIntoAstro(source, [beforeEndTag(source, end, lines)]);
  if (done === undefined || done.source.tags.length !== source.tags.length + links.length) {
    return manual(`An edit of ${path} would change more than it should.`);
  }
  return withMark(mark, done.result);
}
