import type { Node } from 'oxc-parser';
import { keyName } from '../literals.ts';

/** The property keys that lead from a destructured value to the name: `{ a: [, b] }` and `b` → `['a', '1']`. */
export function patternPath(pattern: Node, id: Node): readonly string[] | undefined {
  if (pattern === id) return [];
  switch (pattern.type) {
    case 'AssignmentPattern':
      return patternPath(pattern.left, id);
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          if (property.argument === id) return [];
          continue;
        }
        const rest = patternPath(property.value, id);
        const key = keyName(property);
        if (rest !== undefined) return key === undefined ? undefined : [key, ...rest];
      }
      return undefined;
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        const rest = element ? patternPath(element, id) : undefined;
        if (rest !== undefined) return [String(index), ...rest];
      }
      return undefined;
    default:
      return undefined;
  }
}
