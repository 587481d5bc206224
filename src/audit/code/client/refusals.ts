import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { usesOfData } from '../follow/data-uses.ts';
import type { Uses } from '../follow/uses.ts';
import { memberPath, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { children } from '../walk.ts';

/** Whether nothing that a person could notice comes of a refused prompt, given the call that asks. */
export function ignoresRefusal(call: Place, context: { evaluator: Evaluator; uses: Uses }): boolean {
  const uses = usesOfData(call, context).filter(({ kind }) => kind !== 'logged');
  // The answer is dropped: what the page shows may come from somewhere else.
  if (uses.length === 0) return false;
  return uses.every(({ kind, place }) => kind === 'tested' && isSilentWhenRefused(place));
}

function isSilentWhenRefused({ unit, node }: Place): boolean {
  const test = unit.bindings.parent(node);
  if (test?.type !== 'BinaryExpression') return false;
  if (stringValue(test.left as Node) !== 'granted' && stringValue(test.right) !== 'granted') return false;
  const equal = test.operator === '===' || test.operator === '==';
  const branch = unit.bindings.parent(test);
  if (branch?.type !== 'IfStatement' || branch.test !== test) return false;
  const refused = equal ? branch.alternate : branch.consequent;
  if (refused !== null && !isSilent(refused)) return false;
  // `if (granted) { …; return; }` goes on below when it is refused.
  const block = unit.bindings.parent(branch);
  if (!equal) return true;
  if (block?.type !== 'BlockStatement') return true;
  const rest = block.body.slice(block.body.indexOf(branch) + 1);
  return rest.every((statement) => isSilent(statement));
}

/** Nothing but logging and leaving without a value. */
function isSilent(node: Node): boolean {
  if (isFunction(node)) return true;
  switch (node.type) {
    case 'ReturnStatement':
      return node.argument === null;
    case 'BlockStatement':
      return node.body.every((statement) => isSilent(statement));
    case 'ExpressionStatement': {
      const { expression } = node;
      return expression.type === 'CallExpression' && memberPath(expression.callee)?.[0] === 'console';
    }
    case 'EmptyStatement':
      return true;
    default:
      return [...children(node)].length === 0 && node.type !== 'ThrowStatement';
  }
}
