import type { Audit } from './audit.ts';
import { findTags, type MarkupTag } from './code/modules/markup.ts';
import type { Location } from './rule.ts';

/** What a suppression comment starts with. */
export const SUPPRESSION_MARKER = 'pushwright-ignore-next-line';

/** A comment that accepts problems on the line after it. */
export interface Suppression {
  readonly at: Location;
  /** Rule ids as written, known or not. */
  readonly rules: readonly string[];
  /** Why; undefined when it was left out, which makes the comment void. */
  readonly reason: string | undefined;
  /** The line that it speaks of. */
  readonly line: number;
}

interface CommentText {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const hashComments =
  /(^|\/)(\.env[^/]*|[^/]*\.env|\.dev\.vars[^/]*|Dockerfile|\.gitignore)$|\.(ya?ml|toml|py|sh|properties|conf|ini)$/;
const markup = /\.(html?|vue|svelte|astro|md|mdx|svg|xml)$/;

/** Suppression comments in the files that could hold any, and in `more`: files that problems were found in. */
export function findSuppressions(audit: Audit, more: Iterable<string>): Suppression[] {
  const { files } = audit.project;
  const paths = new Set<string>([...audit.code.mentioning([SUPPRESSION_MARKER]), ...more]);
  for (const path of files.list()) if (hashComments.test(path) || markup.test(path)) paths.add(path);
  return [...paths].sort().flatMap((path) => suppressionsIn(audit, path));
}

function suppressionsIn(audit: Audit, path: string): Suppression[] {
  const { files } = audit.project;
  const text = files.mentions(path, [SUPPRESSION_MARKER]) ? files.text(path) : undefined;
  if (text === undefined) return [];
  const found: Suppression[] = [];
  for (const comment of commentsOf(audit, path, text)) {
    const parsed = parseSuppression(comment.value);
    if (parsed === undefined) continue;
    const line = lineAt(text, comment.start);
    const column = comment.start - text.lastIndexOf('\n', comment.start - 1);
    found.push({ ...parsed, at: { path, line, column }, line: lineAt(text, comment.end) + 1 });
  }
  return found;
}

/** Only whole comments count: the marker inside a string says nothing. */
function commentsOf(audit: Audit, path: string, text: string): CommentText[] {
  if (hashComments.test(path)) return lineComments(text);
  const comments: CommentText[] = markup.test(path) ? markupComments(text) : [];
  comments.push(
    ...(audit.code.module(path)?.comments ?? []),
    ...(audit.code.frontmatter(path)?.comments ?? []),
  );
  return comments;
}

function lineComments(text: string): CommentText[] {
  const comments: CommentText[] = [];
  for (const match of text.matchAll(/^[ \t]*#+([^\r\n]*)/gm)) {
    comments.push({ value: match[1] ?? '', start: match.index, end: match.index + match[0].length });
  }
  return comments;
}

function markupComments(text: string): CommentText[] {
  const raw: readonly MarkupTag[] = findTags(text).filter((tag) => tag.content !== undefined);
  const comments: CommentText[] = [];
  for (const match of text.matchAll(/<!--([\s\S]*?)-->/g)) {
    const inside = raw.some(
      ({ content }) => content && match.index >= content.start && match.index < content.end,
    );
    if (inside) continue;
    comments.push({ value: match[1] ?? '', start: match.index, end: match.index + match[0].length });
  }
  return comments;
}

function parseSuppression(comment: string): { rules: string[]; reason: string | undefined } | undefined {
  const body = /^[\s*!]*pushwright-ignore-next-line(?:\s+([\s\S]*))?$/.exec(comment);
  if (body === null) return undefined;
  const text = body[1] ?? '';
  const dashes = /(?:^|\s)--(?=\s|$)/.exec(text);
  const names = text.slice(0, dashes?.index);
  const reason = dashes === null ? '' : text.slice(dashes.index + dashes[0].length).trim();
  return {
    rules: names.split(/[\s,]+/).filter((name) => name !== ''),
    reason: reason === '' ? undefined : reason.replace(/\s+/g, ' '),
  };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
