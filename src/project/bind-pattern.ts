import type { Node } from 'oxc-parser';
import type { Binding } from './scope.ts';
import { keyName } from './syntax-tree.ts';

/** Binds every name of a pattern; `make` gets the way of property names to it. */
export function bindPattern(
  pattern: Node,
  make: (path: readonly string[]) => Binding,
  into: Map<string, Binding>,
): void {
  const visit = (node: Node, path: readonly string[] | undefined): void => {
    switch (node.type) {
      case 'Identifier':
        into.set(node.name, path === undefined ? { kind: 'unknown' } : make(path));
        break;
      case 'AssignmentPattern':
        // A default value may or may not apply.
        visit(node.left, undefined);
        break;
      case 'RestElement':
        visit(node.argument, undefined);
        break;
      case 'ArrayPattern':
        for (const element of node.elements) {
          if (element) {
            visit(element, undefined);
          }
        }
        break;
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type === 'RestElement') {
            visit(property.argument, undefined);
          } else {
            const name = keyName(property.key, property.computed);
            visit(property.value, path === undefined || name === undefined ? undefined : [...path, name]);
          }
        }
        break;
    }
  };
  visit(pattern, []);
}
