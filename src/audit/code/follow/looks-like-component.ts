import type { Node } from 'oxc-parser';
import { isClass, isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { bare } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';

/** Whether a value is a component: a class with a parent, or a function that returns JSX. */
export function looksLikeComponent(place: Place, evaluator: Evaluator): boolean {
  return evaluator.evaluate(place).some(({ unit, node }) => {
    if (isClass(node)) return node.superClass !== null;
    return isFunction(node) && evaluator.returned({ unit, node }).some((result) => isElement(result.node));
  });
}

/** JSX, as it is or by a condition. */
function isElement(node: Node): boolean {
  const value = bare(node);
  if (value.type === 'ConditionalExpression')
    return isElement(value.consequent) || isElement(value.alternate);
  if (value.type === 'LogicalExpression') return isElement(value.right);
  return value.type === 'JSXElement' || value.type === 'JSXFragment';
}
