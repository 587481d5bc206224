import type { Node } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import { bare, memberPath, stringValue } from '../literals.ts';
import type { Evaluator } from './evaluate.ts';
import type { Guard } from './guards.ts';
import { calleeName } from './known-calls.ts';

/** Whether a guard can only hold when the user has answered the prompt already, or is subscribed. */
export function isSettled(guard: Guard, evaluator: Evaluator): boolean {
  if (guard.equals !== undefined) {
    const value = stringValue(guard.equals);
    return value === 'granted' || value === 'denied';
  }
  return settled(guard.place, guard.holds, evaluator, 0);
}

const settledNames = /granted|subscribed|subscription|^sub$|^existing|hasPermission|isPermitted/i;
const negatedNames = /^(?:not|un|no)[A-Z]|denied|unsubscribed|supported/i;

/** Whether the condition can only hold when the user has answered the prompt already, or is subscribed. */
function settled(place: Place, holds: boolean, evaluator: Evaluator, depth: number): boolean {
  const { unit } = place;
  const node = bare(place.node);
  const at = (next: Node, wanted = holds) => settled({ unit, node: next }, wanted, evaluator, depth + 1);
  if (depth > 8) return false;
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === '!' && at(node.argument, !holds);
    case 'LogicalExpression': {
      const every = (node.operator === '&&') === holds;
      return every ? at(node.left) || at(node.right) : at(node.left) && at(node.right);
    }
    case 'BinaryExpression': {
      const equal = node.operator === '===' || node.operator === '==';
      if (!equal && node.operator !== '!==' && node.operator !== '!=') return false;
      const is = equal === holds;
      for (const [value, other] of [
        [node.left, node.right],
        [node.right, node.left],
      ] as const) {
        const literal = stringValue(value);
        if (literal === 'granted' || literal === 'denied') return is;
        if (literal === 'default' || literal === 'prompt') return !is;
        const bared = bare(value);
        const empty =
          (bared.type === 'Literal' && bared.value === null) ||
          (bared.type === 'Identifier' && bared.name === 'undefined');
        if (empty) return at(other, !is);
        if (bared.type === 'Literal' && typeof bared.value === 'boolean')
          return at(other, is === bared.value);
      }
      return false;
    }
    case 'Identifier': {
      if (holds && settledNames.test(node.name) && !negatedNames.test(node.name)) return true;
      const values = evaluator.evaluate({ unit, node });
      return (
        values.length > 0 &&
        values.every(
          (value) =>
            value.node !== node && isExpression(value.node) && settled(value, holds, evaluator, depth + 1),
        )
      );
    }
    case 'MemberExpression': {
      const name = memberPath(node)?.at(-1);
      return holds && name !== undefined && settledNames.test(name) && !negatedNames.test(name);
    }
    case 'CallExpression': {
      const name = calleeName(node);
      if (holds && name !== undefined && /getSubscription|granted|hasPermission|isSubscribed/i.test(name))
        return true;
      const functions = evaluator.functions({ unit, node: node.callee });
      const results = functions.flatMap((callee) => evaluator.returned(callee));
      return results.length > 0 && results.every((result) => settled(result, holds, evaluator, depth + 1));
    }
    default:
      return false;
  }
}

function isExpression(node: Node): boolean {
  return [
    'BinaryExpression',
    'LogicalExpression',
    'UnaryExpression',
    'CallExpression',
    'MemberExpression',
  ].includes(node.type);
}
