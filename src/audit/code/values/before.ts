import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { children } from '../walk.ts';
import { leaves } from './leaves.ts';

/**
 * Nodes that may have been evaluated before a place, in the function around it: earlier statements, conditions, arguments. Branches
 * that leave the function are left out, and so are the insides of other functions.
 */
export function evaluatedBefore(place: Place): Node[] {
  const { unit } = place;
  const found: Node[] = [];
  const add = (node: Node): void => {
    if (isFunction(node)) return;
    if (node.type === 'IfStatement') {
      add(node.test);
      if (!leaves(node.consequent)) add(node.consequent);
      if (node.alternate && !leaves(node.alternate)) add(node.alternate);
      return;
    }
    found.push(node);
    for (const child of children(node)) add(child);
  };
  let node = place.node;
  for (let parent = unit.bindings.parent(node); parent !== undefined; parent = unit.bindings.parent(node)) {
    switch (parent.type) {
      case 'BlockStatement':
      case 'Program':
      case 'StaticBlock':
      case 'SwitchCase': {
        const statements: readonly Node[] = parent.type === 'SwitchCase' ? parent.consequent : parent.body;
        for (const statement of statements) {
          if (statement === node) break;
          add(statement);
        }
        break;
      }
      case 'IfStatement':
      case 'ConditionalExpression':
        if (node !== parent.test) add(parent.test);
        break;
      case 'LogicalExpression':
      case 'BinaryExpression':
        if (node === parent.right) add(parent.left);
        break;
      case 'TryStatement':
        if (node !== parent.block) add(parent.block);
        break;
      case 'VariableDeclaration':
      case 'CallExpression':
      case 'NewExpression':
      case 'ArrayExpression':
      case 'ObjectExpression':
        for (const child of children(parent)) {
          if (child === node) break;
          add(child);
        }
        break;
      case 'MemberExpression':
        break;
      default:
    }
    if (isFunction(parent)) break;
    node = parent;
  }
  return found;
}
