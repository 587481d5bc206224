import type { Expression, Identifier, Node, SourceFile, VariableDeclaration } from 'ts-morph';
import { tsMorph } from './syntax.ts';

/** What a name of the file stands for in the module that it comes from. */
export interface Binding {
  readonly module: string;
  /** The exported name; `default`, or `*` for the whole module. */
  readonly name: string;
}

/** Names that the file takes from other modules, by import or by `require` in a variable. */
export function bindingsOf(source: SourceFile): ReadonlyMap<string, Binding> {
  const { Node, SyntaxKind } = tsMorph();
  const bindings = new Map<string, Binding>();
  for (const declaration of source.getImportDeclarations()) {
    const module = declaration.getModuleSpecifierValue();
    const byDefault = declaration.getDefaultImport();
    if (byDefault !== undefined) bindings.set(byDefault.getText(), { module, name: 'default' });
    const whole = declaration.getNamespaceImport();
    if (whole !== undefined) bindings.set(whole.getText(), { module, name: '*' });
    for (const each of declaration.getNamedImports()) {
      bindings.set(each.getAliasNode()?.getText() ?? each.getName(), { module, name: each.getName() });
    }
  }
  for (const declaration of source.getDescendantsOfKind(SyntaxKind.VariableDeclaration)) {
    const module = requiredBy(declaration.getInitializer());
    if (module === undefined) continue;
    const name = declaration.getNameNode();
    if (Node.isIdentifier(name)) bindings.set(name.getText(), { module, name: '*' });
    if (!Node.isObjectBindingPattern(name)) continue;
    for (const element of name.getElements()) {
      const local = element.getName();
      bindings.set(local, { module, name: element.getPropertyNameNode()?.getText() ?? local });
    }
  }
  return bindings;
}

/** The module that `require('…')` names. */
function requiredBy(expression: Expression | undefined): string | undefined {
  const { Node } = tsMorph();
  if (!Node.isCallExpression(expression) || expression.getExpression().getText() !== 'require')
    return undefined;
  const [module] = expression.getArguments();
  return Node.isStringLiteral(module) ? module.getLiteralValue() : undefined;
}

/** What a callee or tag refers to: `createRoot`, `ReactDOM.createRoot`. Undefined for the file's own names. */
export function bindingOf(node: Node, bindings: ReadonlyMap<string, Binding>): Binding | undefined {
  const { Node } = tsMorph();
  if (Node.isIdentifier(node)) return bindings.get(node.getText());
  if (!Node.isPropertyAccessExpression(node)) return undefined;
  const object = node.getExpression();
  if (!Node.isIdentifier(object)) return undefined;
  const whole = bindings.get(object.getText());
  if (whole === undefined || (whole.name !== '*' && whole.name !== 'default')) return undefined;
  return { module: whole.module, name: node.getName() };
}

/** The expression without parentheses, `as`, `satisfies`, `<T>` and `!`. */
export function unwrap(node: Node): Node {
  const { Node } = tsMorph();
  if (
    Node.isParenthesizedExpression(node) ||
    Node.isAsExpression(node) ||
    Node.isSatisfiesExpression(node) ||
    Node.isTypeAssertion(node) ||
    Node.isNonNullExpression(node)
  ) {
    return unwrap(node.getExpression());
  }
  return node;
}

/** Every place that mentions the name as a variable: not `object.name`, not `{ name: … }`. */
export function mentionsOf(source: SourceFile, name: string): Identifier[] {
  const { Node, SyntaxKind } = tsMorph();
  return source.getDescendantsOfKind(SyntaxKind.Identifier).filter((identifier) => {
    if (identifier.getText() !== name) return false;
    const parent = identifier.getParent();
    if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() !== identifier;
    if (Node.isPropertyAssignment(parent) || Node.isJsxAttribute(parent))
      return parent.getNameNode() !== identifier;
    return true;
  });
}

/**
 * The variable that a name refers to: declared exactly once in the whole file, so that no scope can mislead, and
 * never assigned again.
 */
export function constantOf(source: SourceFile, name: string): VariableDeclaration | undefined {
  const { Node } = tsMorph();
  let found: VariableDeclaration | undefined;
  for (const mention of mentionsOf(source, name)) {
    const parent = mention.getParent();
    if (isAssigned(mention)) return undefined;
    if (!isDeclared(mention)) continue;
    if (!Node.isVariableDeclaration(parent) || found !== undefined) return undefined;
    found = parent;
  }
  return found;
}

/** Whether the identifier is the name in a declaration of any kind. */
export function isDeclared(identifier: Identifier): boolean {
  const { Node } = tsMorph();
  const parent = identifier.getParent();
  if (
    Node.isVariableDeclaration(parent) ||
    Node.isParameterDeclaration(parent) ||
    Node.isBindingElement(parent) ||
    Node.isFunctionDeclaration(parent) ||
    Node.isFunctionExpression(parent) ||
    Node.isClassDeclaration(parent) ||
    Node.isClassExpression(parent) ||
    Node.isEnumDeclaration(parent)
  ) {
    return parent.getNameNode() === identifier;
  }
  return Node.isImportSpecifier(parent) || Node.isImportClause(parent) || Node.isNamespaceImport(parent);
}

/** `name = …`, and `name.x = …` too: what the declaration says is then not the whole truth. */
export function isAssigned(identifier: Identifier): boolean {
  const { Node } = tsMorph();
  let target: Node = identifier;
  for (;;) {
    const parent = target.getParent();
    const within =
      Node.isPropertyAccessExpression(parent) ||
      Node.isElementAccessExpression(parent) ||
      Node.isNonNullExpression(parent) ||
      Node.isParenthesizedExpression(parent) ||
      Node.isAsExpression(parent);
    if (within && parent.getExpression() === target) {
      target = parent;
      continue;
    }
    return (
      Node.isBinaryExpression(parent) &&
      parent.getLeft() === target &&
      parent.getOperatorToken().getText().endsWith('=') &&
      !['==', '===', '!=', '!==', '<=', '>='].includes(parent.getOperatorToken().getText())
    );
  }
}

/** Whether at most one of two places can run: the two arms of an `if` or of a `?:`. */
export function isEitherOr(a: Node, b: Node): boolean {
  const { Node } = tsMorph();
  const above = new Set<Node>([a, ...a.getAncestors()]);
  const common = [b, ...b.getAncestors()].find((node) => above.has(node));
  const within = (arm: Node | undefined, node: Node): boolean =>
    arm !== undefined && (arm === node || node.getAncestors().includes(arm));
  if (Node.isIfStatement(common)) {
    const [then, otherwise] = [common.getThenStatement(), common.getElseStatement()];
    return (within(then, a) && within(otherwise, b)) || (within(then, b) && within(otherwise, a));
  }
  if (Node.isConditionalExpression(common)) {
    const [then, otherwise] = [common.getWhenTrue(), common.getWhenFalse()];
    return (within(then, a) && within(otherwise, b)) || (within(then, b) && within(otherwise, a));
  }
  return false;
}
