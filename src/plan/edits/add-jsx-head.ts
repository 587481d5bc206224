import type { JsxElement, JsxSelfClosingElement, Node, SourceFile } from 'ts-morph';
import type { EditResult } from './edit-result.ts';
import { attributeQuote, type JsxLink, printLink, relationsIn } from './jsx-links.ts';
import { insertIntoSource, withMark } from './splice.ts';
import { parseSource, tsMorph } from './syntax.ts';
import {
  dominantEol,
  indentationAt,
  indentationUnit,
  isFirstOnLine,
  isLastOnLine,
  splitByteOrderMark,
} from './text-style.ts';

/**
 * Adds links to the one `<head>` that a module renders, each if the module links nothing of that relation: neither in
 * JSX nor in what its `links` function returns.
 */
export function addJsxHead(text: string, path: string, links: readonly JsxLink[]): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const source = parseSource(body, path);
  const present = source === undefined ? new Set<string>() : relationsIn(source);
  const missing = links.filter(({ rel }) => !present.has(rel));
  if (missing.length === 0) return { status: 'already', reason: `${path} has these links already.` };
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: missing.map((link) => printLink(link, '"')).join('\n'),
  });
  if (source === undefined) return manual(`${path} has a syntax error, so its head cannot be found.`);
  const heads = elementsNamed(source, 'head');
  const [head] = heads;
  if (head === undefined || !isElement(head)) return manual(`${path} renders no <head> to add links to.`);
  if (heads.length > 1) return manual(`${path} renders more than one <head>, and each needs the links.`);

  const quote = attributeQuote(source);
  const insertion = place(
    source,
    head,
    missing.map((link) => printLink(link, quote)),
  );
  const done = insertIntoSource(source, path, [insertion]);
  const after = done === undefined ? undefined : elementsNamed(done.source, 'head')[0];
  if (done === undefined || after === undefined || !missing.every(({ rel }) => relationsIn(after).has(rel)))
    return manual(`An edit of ${path} would change more than it should.`);
  return withMark(mark, done.result);
}

type Element = JsxElement | JsxSelfClosingElement;

function isElement(node: Element): node is JsxElement {
  return tsMorph().Node.isJsxElement(node);
}

function tagOf(element: Element): string {
  const { Node } = tsMorph();
  return (Node.isJsxElement(element) ? element.getOpeningElement() : element).getTagNameNode().getText();
}

function elementsNamed(node: Node, name: string): Element[] {
  const { SyntaxKind } = tsMorph();
  return [
    ...node.getDescendantsOfKind(SyntaxKind.JsxElement),
    ...node.getDescendantsOfKind(SyntaxKind.JsxSelfClosingElement),
  ].filter((element) => tagOf(element) === name);
}

/** Behind `<Links />`, where the app's own links come in; else behind the last child of the head. */
function place(source: SourceFile, head: JsxElement, lines: readonly string[]): { at: number; text: string } {
  const { Node } = tsMorph();
  const text = source.getFullText();
  const eol = dominantEol(text);
  const children = head
    .getJsxChildren()
    .filter((each) => !Node.isJsxText(each) || !each.containsOnlyTriviaWhiteSpaces());
  const links = children.find(
    (each) => (Node.isJsxSelfClosingElement(each) || Node.isJsxElement(each)) && tagOf(each) === 'Links',
  );
  const before = links ?? children.at(-1);
  const at = before?.getEnd() ?? head.getOpeningElement().getEnd();
  const closing = head.getClosingElement().getStart();
  const ownLine =
    before === undefined ? isFirstOnLine(text, closing) : isFirstOnLine(text, before.getStart());
  if (!ownLine || !isLastOnLine(text, at)) return { at, text: lines.join('') };
  const indentation =
    before === undefined
      ? indentationAt(text, closing) + indentationUnit(text)
      : indentationAt(text, before.getStart());
  return { at, text: lines.map((line) => `${eol}${indentation}${line}`).join('') };
}
