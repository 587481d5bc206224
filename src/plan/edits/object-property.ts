import type { Expression, Node, ObjectLiteralExpression, SourceFile } from 'ts-morph';
import { constantOf, unwrap } from './names.ts';
import type { Insertion } from './splice.ts';
import { tsMorph } from './syntax.ts';
import { indentationAt, indentationUnit, isFirstOnLine, isLastOnLine, lineEnd } from './text-style.ts';

/** What an object literal says about one of its keys. */
export type Property =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly value: Expression }
  /** It may be there, but not where it can be read: shorthand, method, spread, computed, twice. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** Looks a key up in an object literal, spreads included as far as they are literals of the same file. */
export function findProperty(object: ObjectLiteralExpression, key: string): Property {
  const { Node } = tsMorph();
  let found: Property = { kind: 'absent' };
  for (const property of object.getProperties()) {
    if (Node.isSpreadAssignment(property)) {
      if (mayHold(property.getExpression(), key))
        return { kind: 'unreadable', why: `may come from ${property.getText()}` };
      continue;
    }
    const name = keyOf(property);
    if (name === undefined) return { kind: 'unreadable', why: 'may be under a computed key' };
    if (name !== key) continue;
    if (found.kind !== 'absent') return { kind: 'unreadable', why: 'is set twice' };
    const value = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
    if (value === undefined) return { kind: 'unreadable', why: 'is not written out as a value' };
    found = { kind: 'value', value };
  }
  return found;
}

/** The key of a property as a string; undefined when it is computed. */
export function keyOf(property: Node): string | undefined {
  const { Node } = tsMorph();
  if (!Node.hasName(property) && !Node.isPropertyNamed(property)) return undefined;
  const name = (property as unknown as { getNameNode(): Node }).getNameNode();
  if (Node.isStringLiteral(name) || Node.isNoSubstitutionTemplateLiteral(name)) return name.getLiteralText();
  if (Node.isIdentifier(name) || Node.isNumericLiteral(name)) return name.getText();
  if (!Node.isComputedPropertyName(name)) return undefined;
  const inner = unwrap(name.getExpression());
  return Node.isStringLiteral(inner) || Node.isNoSubstitutionTemplateLiteral(inner)
    ? inner.getLiteralText()
    : undefined;
}

/** Whether a spread value may bring the key in. */
function mayHold(spread: Node, key: string): boolean {
  const { Node } = tsMorph();
  const inner = unwrap(spread);
  if (Node.isObjectLiteralExpression(inner)) return findProperty(inner, key).kind !== 'absent';
  if (Node.isConditionalExpression(inner))
    return mayHold(inner.getWhenTrue(), key) || mayHold(inner.getWhenFalse(), key);
  if (Node.isBinaryExpression(inner) && inner.getOperatorToken().getText() === '&&')
    return mayHold(inner.getRight(), key);
  if (!Node.isIdentifier(inner)) return true;
  if (inner.getText() === 'undefined') return false;
  const value = constantOf(inner.getSourceFile(), inner.getText())?.getInitializer();
  return value === undefined || mayHold(value, key);
}

/** A property to write: a string value, or properties inside. */
export interface NewProperty {
  /** As it stands in the source, quotes included where they are needed. */
  readonly key: string;
  /** Source of the value, or the properties of an object. */
  readonly value: string | readonly NewProperty[];
}

/** Adds properties after the last one of an object literal, laid out as the object is. */
export function addProperties(
  object: ObjectLiteralExpression,
  properties: readonly NewProperty[],
  eol: string,
): Insertion[] {
  const text = object.getSourceFile().getFullText();
  const open = object.getStart() + 1;
  const close = object.getEnd() - 1;
  const last = object.getProperties().at(-1);
  const outside = indentationAt(text, object.getStart());
  const unit = indentationUnit(text);
  const oneLine = !object.getText().includes('\n');

  if (last === undefined) {
    const comma = trailingCommas(object.getSourceFile()) ? ',' : '';
    const lines = (indentation: string): string =>
      properties.map((each) => indentation + print(each, indentation, unit, eol, comma)).join(`,${eol}`) +
      comma;
    const inside = outside + unit;
    if (text.slice(open, close) === '') return [{ at: open, text: `${eol}${lines(inside)}${eol}${outside}` }];
    if (oneLine && text.slice(open, close).trim() === '') {
      return [{ at: open, text: ` ${properties.map((each) => printOnLine(each, ' ')).join(', ')}` }];
    }
    if (oneLine)
      return [{ at: open, text: ` ${properties.map((each) => printOnLine(each, ' ')).join(', ')},` }];
    // Comments alone, or a blank body: below them.
    const at = open + text.slice(open, close).trimEnd().length;
    return [{ at: Math.max(at, open), text: `${eol}${lines(inside)}` }];
  }

  const comma = commaAfter(last, text, close);
  const end = comma ?? last.getEnd();
  if (!isFirstOnLine(text, last.getStart()) || !isFirstOnLine(text, close)) {
    const space = text[open] === ' ' || text[open] === '\r' || text[open] === '\n' ? ' ' : '';
    const separator = comma === undefined ? ', ' : ' ';
    const body = properties.map((each) => printOnLine(each, space)).join(', ');
    return [{ at: end, text: `${separator}${body}${comma === undefined ? '' : ','}` }];
  }
  const indentation = indentationAt(text, last.getStart());
  const step =
    indentation.startsWith(outside) && indentation.length > outside.length
      ? indentation.slice(outside.length)
      : unit;
  const trailing = comma === undefined ? '' : ',';
  const at = afterComments(object.getSourceFile(), text, end);
  const body = properties
    .map((each) => `${eol}${indentation}${print(each, indentation, step, eol, trailing)}`)
    .join(',');
  const added = { at, text: body + trailing };
  return comma === undefined ? [{ at: last.getEnd(), text: ',' }, added] : [added];
}

/** Offset behind the comma that follows a property, if one does. */
function commaAfter(property: Node, text: string, close: number): number | undefined {
  const { SyntaxKind } = tsMorph();
  const next = property.getNextSiblingIfKind(SyntaxKind.CommaToken);
  return next !== undefined && next.getEnd() <= close && text[next.getStart()] === ','
    ? next.getEnd()
    : undefined;
}

/** The end of the line, behind comments that end it; `end` itself when code follows. */
function afterComments(source: SourceFile, text: string, end: number): number {
  const { ts } = tsMorph();
  const comment = ts.getTrailingCommentRanges(source.getFullText(), end)?.at(-1);
  const at = comment?.end ?? end;
  return isLastOnLine(text, at) ? lineEnd(text, at) : at;
}

/** Whether the file's multi-line object and array literals end in a comma, most of them. */
function trailingCommas(source: SourceFile): boolean {
  const { Node } = tsMorph();
  let balance = 0;
  for (const node of source.getDescendants()) {
    if (!Node.isObjectLiteralExpression(node) && !Node.isArrayLiteralExpression(node)) continue;
    const text = node.getText();
    const items = Node.isObjectLiteralExpression(node) ? node.getProperties() : node.getElements();
    const last = items.at(-1);
    if (last === undefined || !text.includes('\n')) continue;
    const rest = source.getFullText().slice(last.getEnd(), node.getEnd() - 1);
    if (!rest.includes('\n')) continue;
    balance += commaAfter(last, source.getFullText(), node.getEnd()) === undefined ? -1 : 1;
  }
  return balance >= 0;
}

function print(property: NewProperty, indentation: string, unit: string, eol: string, comma: string): string {
  if (typeof property.value === 'string') return `${property.key}: ${property.value}`;
  const inside = indentation + unit;
  const body = property.value.map((each) => inside + print(each, inside, unit, eol, comma)).join(`,${eol}`);
  return `${property.key}: {${eol}${body}${comma}${eol}${indentation}}`;
}

function printOnLine(property: NewProperty, space: string): string {
  if (typeof property.value === 'string') return `${property.key}: ${property.value}`;
  return `${property.key}: {${space}${property.value.map((each) => printOnLine(each, space)).join(', ')}${space}}`;
}
