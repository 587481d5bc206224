import type { Node } from 'oxc-parser';

/** The node without parentheses, TypeScript assertions, `await` and optional-chain wrappers. */
export function bare(node: Node): Node {
  let at = node;
  for (;;) {
    switch (at.type) {
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
        at = at.expression;
        break;
      case 'AwaitExpression':
        at = at.argument;
        break;
      default:
        return at;
    }
  }
}

/** The text of a string literal or of a template without expressions. */
export function stringValue(node: Node | null | undefined): string | undefined {
  if (!node) return undefined;
  const value = bare(node);
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
  if (value.type === 'TemplateLiteral' && value.expressions.length === 0) {
    return value.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

/** The name of an object property, class member or member access; undefined when it is computed from something else than a literal. */
export function keyName(
  node: Node & { readonly computed?: boolean; readonly key?: Node; readonly property?: Node },
): string | undefined {
  const key = node.key ?? node.property;
  if (key === undefined) return undefined;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (node.computed)
    return key.type === 'Literal' && typeof key.value === 'number' ? String(key.value) : stringValue(key);
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

/** A dotted access as its parts: `self.registration.pushManager` → `['self', 'registration', 'pushManager']`. */
export function memberPath(node: Node): string[] | undefined {
  const value = bare(node);
  if (value.type === 'Identifier') return [value.name];
  if (value.type === 'ThisExpression') return ['this'];
  if (value.type === 'MetaProperty') return [value.meta.name, value.property.name];
  if (value.type !== 'MemberExpression') return undefined;
  const object = memberPath(value.object);
  const name = keyName(value);
  return object === undefined || name === undefined ? undefined : [...object, name];
}

/** What a chain of accesses begins at: `a` of `a.b().c` is `a.b()`, of `a.b.c` is `a`. */
export function rootOf(node: Node): Node {
  let at = bare(node);
  while (at.type === 'MemberExpression') at = bare(at.object);
  return at;
}

/** The value of a property of an object literal, written plainly. */
export function propertyValue(object: Node | undefined, name: string): Node | undefined {
  if (object?.type !== 'ObjectExpression') return undefined;
  for (const property of object.properties) {
    if (property.type === 'Property' && keyName(property) === name) return property.value;
  }
  return undefined;
}
