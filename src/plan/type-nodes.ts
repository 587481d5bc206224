import type { TextRange } from './edits/edit-result.ts';

/** A node of the syntax tree, its fields unread. */
export interface SyntaxNode extends TextRange {
  readonly type: string;
  readonly [field: string]: unknown;
}

const declarations = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction']);

/** Statements and class members of which nothing is left in JavaScript. */
export function isType(node: SyntaxNode): boolean {
  if (declarations.has(node.type) || node.declare === true) return true;
  if (node.type === 'TSIndexSignature' || node.type.startsWith('TSAbstract')) return true;
  if (node.type === 'TSGlobalDeclaration') return true;
  if (node.type === 'MethodDefinition')
    return isNode(node.value) && node.value.type === 'TSEmptyBodyFunctionExpression';
  if (node.type === 'TSImportEqualsDeclaration') return node.importKind === 'type';
  if (node.type === 'ExportAllDeclaration') return node.exportKind === 'type';
  if (node.type === 'ImportDeclaration') {
    const specifiers = nodesIn(node, 'specifiers');
    const types = specifiers.every((each) => each.type === 'ImportSpecifier' && each.importKind === 'type');
    return node.importKind === 'type' || (specifiers.length > 0 && types);
  }
  if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') {
    const specifiers = nodesIn(node, 'specifiers');
    if (node.exportKind === 'type' || (isNode(node.declaration) && isType(node.declaration))) return true;
    return specifiers.length > 0 && specifiers.every((each) => each.exportKind === 'type');
  }
  return false;
}

/** Signatures of an implementation that stays: their comments document it. */
export function overload(node: SyntaxNode): boolean {
  const inner = isNode(node.declaration) ? node.declaration : node;
  return (inner.type === 'TSDeclareFunction' && inner.declare !== true) || node.type === 'MethodDefinition';
}

/** `(x as T)` needs no parentheses once it is `x`, unless `source`, the text from one character before, says otherwise. */
export function isBare(expression: SyntaxNode, source: string): boolean {
  const asserted = expression.type === 'TSAsExpression' || expression.type === 'TSSatisfiesExpression';
  const inner = expression.expression;
  if (!asserted || !isNode(inner) || source.includes('\n') || source.includes('/')) return false;
  if (/^[\w$]/.test(source)) return false;
  const simple = (node: unknown): boolean =>
    isNode(node) &&
    (node.type === 'Identifier' ||
      node.type === 'ThisExpression' ||
      (node.type === 'MemberExpression' && node.optional !== true && simple(node.object)));
  return simple(inner);
}

/** The node that a node's text begins with, when it begins with one. */
export function leftOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'TSTypeAssertion') return isNode(node.expression) ? node.expression : undefined;
  const fields = ['expression', 'callee', 'object', 'left', 'test', 'tag', 'argument'];
  return fields
    .map((field) => node[field])
    .find((value): value is SyntaxNode => isNode(value) && value.start === node.start);
}

/** Declarations that end without a semicolon. */
export function endsInBlock(node: SyntaxNode): boolean {
  const inner = isNode(node.declaration) ? node.declaration : node;
  return /^(Function|Class)Declaration$/.test(inner.type);
}

/** The nodes of a field that holds a list. */
export function nodesIn(node: SyntaxNode, field: string): SyntaxNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** Whether a field's value is a node. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
