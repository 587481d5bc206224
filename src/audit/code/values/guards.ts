import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { leaves } from './leaves.ts';

/** A condition that holds where the code runs. */
export interface Guard {
  readonly place: Place;
  /** Whether the condition is true or false there. */
  readonly holds: boolean;
  /** For a switch: the case's value, compared with the condition by `===`. */
  readonly equals?: Node;
}

/** Conditions that hold at a place, up to the function (or module) around it: branches, `&&`, early returns, switch cases. */
export function guardsAt(place: Place): Guard[] {
  const { unit } = place;
  const guards: Guard[] = [];
  const add = (node: Node, holds: boolean, equals?: Node) =>
    guards.push({ place: { unit, node }, holds, equals });
  let node = place.node;
  for (let parent = unit.bindings.parent(node); parent !== undefined; parent = unit.bindings.parent(node)) {
    switch (parent.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        if (node === parent.consequent) add(parent.test, true);
        else if (node === parent.alternate) add(parent.test, false);
        break;
      case 'LogicalExpression':
        if (node === parent.right && parent.operator !== '??') add(parent.left, parent.operator === '&&');
        break;
      case 'WhileStatement':
        if (node === parent.body) add(parent.test, true);
        break;
      case 'BlockStatement':
      case 'Program':
      case 'StaticBlock':
        earlier(parent.body as Node[], node, add);
        break;
      case 'SwitchCase': {
        earlier(parent.consequent, node, add);
        const owner = unit.bindings.parent(parent);
        if (owner?.type === 'SwitchStatement' && parent.test !== null && parent.test !== node) {
          add(owner.discriminant, true, parent.test);
        }
        break;
      }
      default:
    }
    if (isFunction(parent)) break;
    node = parent;
  }
  return guards;
}

/** `if (…) return;` above a statement: below it, the condition is false. */
function earlier(statements: readonly Node[], until: Node, add: (node: Node, holds: boolean) => void): void {
  for (const statement of statements) {
    if (statement === until) return;
    if (statement.type !== 'IfStatement') continue;
    if (leaves(statement.consequent)) add(statement.test, false);
    else if (statement.alternate !== null && leaves(statement.alternate)) add(statement.test, true);
  }
}
