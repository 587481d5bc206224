import type { Node } from 'oxc-parser';
import { isClass } from '../bindings/bindings.ts';
import { keyName } from '../literals.ts';
import { walk } from '../walk.ts';

/**
 * Every `this.name` that means the class (or object) itself: functions with a `this` of their own are left out.
 * @param deep also methods of object literals inside, as in a Vue component's options
 */
export function thisAccesses(owner: Node, name: string, deep = false): Node[] {
  const found: Node[] = [];
  walk(owner, {
    enter(node, parent) {
      if (node === owner) return undefined;
      if (node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && keyName(node) === name)
        found.push(node);
      if (isClass(node)) return false;
      if (node.type === 'ObjectExpression' && !deep && isClass(owner)) return undefined;
      const own = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
      const method =
        parent?.type === 'MethodDefinition' ||
        parent?.type === 'PropertyDefinition' ||
        (parent?.type === 'Property' && (deep || !isClass(owner)));
      return own && !method ? false : undefined;
    },
  });
  return found;
}
