import type { JsxElement, JsxSelfClosingElement, SourceFile } from 'ts-morph';
import type { EditResult } from './edit-result.ts';
import { attributeQuote, type JsxLink, printLink, relationsIn } from './jsx-links.ts';
import { bindingOf, bindingsOf } from './names.ts';
import { type Insertion, insertIntoSource, withMark } from './splice.ts';
import { parseSource, tsMorph } from './syntax.ts';
import {
  dominantEol,
  indentationAt,
  indentationUnit,
  isFirstOnLine,
  isLastOnLine,
  splitByteOrderMark,
} from './text-style.ts';

/** Adds links to the `<Head>` of Next's `pages/_document`; those whose relation it links already stay out. */
export function addDocumentLinks(text: string, path: string, links: readonly JsxLink[]): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const source = parseSource(body, path);
  const present = source === undefined ? new Set<string>() : relationsIn(source);
  const missing = links.filter(({ rel }) => !present.has(rel));
  if (missing.length === 0) return { status: 'already', reason: `${path} has the links already.` };
  const quote = source === undefined ? '"' : attributeQuote(source);
  const lines = missing.map((link) => printLink(link, quote));
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `// In <Head>:\n${lines.join('\n')}`,
  });
  if (source === undefined) return manual(`${path} has a syntax error, so its <Head> cannot be found.`);
  const [head, ...others] = headsIn(source);
  if (head === undefined) return manual(`${path} renders no <Head> of next/document.`);
  if (others.length > 0) return manual(`${path} renders <Head> in more than one place.`);
  const done = insertIntoSource(source, path, place(head, lines, body));
  const after = done === undefined ? [] : headsIn(done.source);
  const [edited] = after;
  const linked = edited === undefined ? new Set<string>() : relationsIn(edited);
  if (done === undefined || after.length !== 1 || !missing.every(({ rel }) => linked.has(rel))) {
    return manual(`An edit of ${path} would change more than it should.`);
  }
  return withMark(mark, done.result);
}

type Head = JsxElement | JsxSelfClosingElement;

function headsIn(source: SourceFile): readonly Head[] {
  const { Node, SyntaxKind } = tsMorph();
  const bindings = bindingsOf(source);
  return [
    ...source.getDescendantsOfKind(SyntaxKind.JsxElement),
    ...source.getDescendantsOfKind(SyntaxKind.JsxSelfClosingElement),
  ].filter((element) => {
    const tag = (Node.isJsxElement(element) ? element.getOpeningElement() : element).getTagNameNode();
    const binding = bindingOf(tag, bindings);
    return binding?.module === 'next/document' && binding.name === 'Head';
  });
}

/** First in the head; `<Head />` becomes an element with children around the slash that it has. */
function place(head: Head, lines: readonly string[], text: string): readonly Insertion[] {
  const { Node } = tsMorph();
  const eol = dominantEol(text);
  const outside = indentationAt(text, head.getStart());
  const inside = `${eol}${outside}${indentationUnit(text)}`;
  const ownLine = isFirstOnLine(text, head.getStart());
  const joined = lines.join(ownLine ? inside : '');
  if (Node.isJsxElement(head)) {
    const at = head.getOpeningElement().getEnd();
    return [{ at, text: ownLine && isLastOnLine(text, at) ? `${inside}${joined}` : lines.join('') }];
  }
  const start = head.getAttributes().at(-1)?.getEnd() ?? head.getTagNameNode().getEnd();
  const open = text.slice(start, head.getEnd()).startsWith(' ')
    ? joined.slice(0, -' />'.length)
    : joined.slice(0, -'/>'.length);
  const tag = head.getTagNameNode().getText();
  return [
    { at: start, text: `>${ownLine ? inside : ''}${open}` },
    { at: head.getEnd(), text: `${ownLine ? `${eol}${outside}` : ''}</${tag}>` },
  ];
}
