import type { Node, SourceFile } from 'ts-morph';
import { keyOf } from './object-property.ts';
import { tsMorph } from './syntax.ts';

/** A link to write: its relation, and its address as a JSX attribute's value without quotes, or in braces. */
export interface JsxLink {
  readonly rel: string;
  readonly href: string;
}

/** Values of `rel`, of elements and of link descriptors. */
export function relationsIn(node: Node): Set<string> {
  const { Node, SyntaxKind } = tsMorph();
  const values = [
    ...node
      .getDescendantsOfKind(SyntaxKind.JsxAttribute)
      .filter((attribute) => attribute.getNameNode().getText() === 'rel')
      .map((attribute) => attribute.getInitializer()),
    ...node
      .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
      .filter((property) => keyOf(property) === 'rel')
      .map((property) => property.getInitializer()),
  ];
  const texts = values.flatMap((value) => {
    const inner = Node.isJsxExpression(value) ? value.getExpression() : value;
    return Node.isStringLiteral(inner) || Node.isNoSubstitutionTemplateLiteral(inner)
      ? inner.getLiteralText().toLowerCase().split(/\s+/)
      : [];
  });
  return new Set(texts);
}

/** The link as an element. */
export function printLink({ rel, href }: JsxLink, quote: string): string {
  const value = href.startsWith('{') ? href : `${quote}${href}${quote}`;
  return `<link rel=${quote}${rel}${quote} href=${value} />`;
}

/** The quotes that most attributes have. */
export function attributeQuote(source: SourceFile): string {
  const { Node, SyntaxKind } = tsMorph();
  const strings = source
    .getDescendantsOfKind(SyntaxKind.JsxAttribute)
    .map((attribute) => attribute.getInitializer())
    .filter((value) => Node.isStringLiteral(value))
    .map((value) => value.getText());
  const single = strings.filter((each) => each.startsWith("'")).length;
  return single > strings.length - single ? "'" : '"';
}
