import { type DefaultTreeAdapterMap, parse, serialize } from 'parse5';
import type { EditResult } from './edit-result.ts';
import { type Insertion, insertInto, withMark } from './splice.ts';
import {
  dominantEol,
  indentationAt,
  indentationUnit,
  isLastOnLine,
  lineEnd,
  splitByteOrderMark,
} from './text-style.ts';

type Document = DefaultTreeAdapterMap['document'];
type Element = DefaultTreeAdapterMap['element'];
type Parent = DefaultTreeAdapterMap['parentNode'];

export interface HeadLinks {
  /** URL of the web app manifest. */
  readonly manifest?: string;
  /** URL of the icon that iOS puts on the Home Screen. */
  readonly appleTouchIcon?: string;
  /**
   * URL prefix to write before both. Leave it out where the bundler puts it there, as Vite does for absolute URLs in
   * its HTML entry: https://vite.dev/guide/build#public-base-path
   */
  readonly base?: string;
}

interface Link {
  readonly rel: string;
  readonly href: string;
}

/** Links a web app manifest and a Home Screen icon in a page's head, each if the page has none. */
export function addHtmlHead(text: string, links: HeadLinks): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const document = parse(body, { sourceCodeLocationInfo: true });
  const wanted = [
    { rel: 'manifest', href: links.manifest },
    { rel: 'apple-touch-icon', href: links.appleTouchIcon },
  ].flatMap(({ rel, href }) => (href === undefined ? [] : [{ rel, href: withBase(href, links.base) }]));
  const missing = wanted.filter(({ rel }) => findLinks(document, rel).length === 0);
  if (missing.length === 0) return { status: 'already', reason: 'The page has these links already.' };

  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: missing.map(({ rel, href }) => `<link rel="${rel}" href="${href}">`).join('\n'),
  });
  const insertion = place(document, body, missing);
  if (insertion === undefined) return manual('The page has no head to add links to.');
  const result = insertInto(body, [insertion]);
  return isRight(result.text, body, missing)
    ? withMark(mark, result)
    : manual('Links in this page would not end up in its head.');
}

function withBase(href: string, base: string | undefined): string {
  if (base === undefined || base === '/') return href;
  const path = href.replace(/^\//, '');
  return base.endsWith('/') ? base + path : `${base}/${path}`;
}

/** Behind the last link or meta of the head, else behind its title, else behind its start tag. */
function place(document: Document, text: string, links: readonly Link[]): Insertion | undefined {
  const head = findElement(document, 'head');
  const children = (head?.childNodes ?? []).filter(isElement).filter((child) => child.sourceCodeLocation);
  const last =
    children.findLast(({ tagName }) => tagName === 'link' || tagName === 'meta') ??
    children.findLast(({ tagName }) => tagName === 'title');
  const eol = dominantEol(text);
  const start = last?.sourceCodeLocation?.startOffset;
  const end = last?.sourceCodeLocation?.endOffset;
  if (last === undefined || start === undefined || end === undefined) {
    const opening = head?.sourceCodeLocation?.startTag;
    if (!opening) return undefined;
    const tags = links.map((link) =>
      print(link, text.slice(opening.startOffset, opening.endOffset), '<link>'),
    );
    if (!isLastOnLine(text, opening.endOffset)) return { at: opening.endOffset, text: tags.join('') };
    const inside = indentationAt(text, opening.startOffset) + indentationUnit(text);
    return { at: opening.endOffset, text: tags.map((tag) => eol + inside + tag).join('') };
  }
  const source = text.slice(start, end);
  const model = last.tagName === 'title' ? '<link>' : source;
  const tags = links.map((link) => print(link, source, model));
  const comment = commentBehind(last, text, end);
  const at = isLastOnLine(text, comment) ? lineEnd(text, comment) : end;
  if (!isLastOnLine(text, comment)) return { at: end, text: tags.join('') };
  const indentation = indentationAt(text, start);
  return { at, text: tags.map((tag) => eol + indentation + tag).join('') };
}

/** The end of a comment that stands behind an element on its line. */
function commentBehind(element: Element, text: string, end: number): number {
  const siblings = element.parentNode?.childNodes ?? [];
  const next = siblings.slice(siblings.indexOf(element) + 1).find((node) => node.nodeName !== '#text');
  const location = next?.nodeName === '#comment' ? next.sourceCodeLocation : undefined;
  return location && location.endOffset <= lineEnd(text, end) ? location.endOffset : end;
}

/** As the tags around it: upper or lower case, single or double quotes, with or without a slash. */
function print({ rel, href }: Link, source: string, model: string): string {
  const upper = /^<[A-Z]/.test(source);
  const quote = model.includes("'") && !model.includes('"') ? "'" : '"';
  const slash = model.endsWith(' />') ? ' /' : model.endsWith('/>') && !/[^\s"']\/>$/.test(model) ? '/' : '';
  const [tag, relation, reference] = upper ? ['LINK', 'REL', 'HREF'] : ['link', 'rel', 'href'];
  return `<${tag} ${relation}=${quote}${rel}${quote} ${reference}=${quote}${href}${quote}${slash}>`;
}

/** In the head exactly once each, and nothing else of the page changed. */
function isRight(after: string, before: string, links: readonly Link[]): boolean {
  const document = parse(after);
  for (const { rel, href } of links) {
    const [link, ...more] = findLinks(document, rel);
    if (link === undefined || more.length > 0 || link.parentNode?.nodeName !== 'head') return false;
    if (attribute(link, 'href') !== href) return false;
    link.parentNode.childNodes = link.parentNode.childNodes.filter((node) => node !== link);
  }
  return squash(serialize(document)) === squash(serialize(parse(before)));
}

function squash(html: string): string {
  return html.replaceAll(/\s+/g, '');
}

/** Links of a relation anywhere in the page: templates can make a parser close the head early. */
function findLinks(node: Parent, rel: string): Element[] {
  return node.childNodes.filter(isElement).flatMap((child) => {
    const relations = attribute(child, 'rel')?.toLowerCase().split(/\s+/) ?? [];
    const found =
      child.tagName === 'link' && relations.some((each) => each === rel || each === `${rel}-precomposed`);
    return [...(found ? [child] : []), ...findLinks(child, rel)];
  });
}

function findElement(node: Parent, tagName: string): Element | undefined {
  for (const child of node.childNodes.filter(isElement)) {
    const found = child.tagName === tagName ? child : findElement(child, tagName);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isElement(node: DefaultTreeAdapterMap['node']): node is Element {
  return 'tagName' in node;
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}
