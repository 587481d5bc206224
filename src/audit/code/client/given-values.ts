import type { Node } from 'oxc-parser';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import type { Use, Uses } from '../follow/uses.ts';
import { keyName, stringValue } from '../literals.ts';
import type { Given } from '../values/conditions.ts';
import { feedOf, runsWith } from '../values/known-calls.ts';
import { patternPath } from '../values/pattern-path.ts';

/** What a function gets for a parameter wherever it is called or, being a component, shown. */
export function givenFor({ unit, node }: Place, uses: Uses): readonly Given[] {
  const binding = unit.bindings.lookup(node);
  const owner = binding?.kind === 'parameter' ? binding.declaration : undefined;
  if (binding === undefined || !isFunction(owner)) return [];
  const index = owner.params.findIndex(
    (parameter) => patternPath(parameter as Node, binding.id) !== undefined,
  );
  const path = index < 0 ? undefined : patternPath(owner.params[index] as Node, binding.id);
  if (path === undefined) return [];
  const place: Place<FunctionNode> = { unit, node: owner };
  return uses.ofFunction(place).map((use) => givenBy(use, index, path));
}

function givenBy({ kind, place: { unit, node } }: Use, index: number, path: readonly string[]): Given {
  const [name, ...rest] = path;
  if (kind === 'renders' && node.type === 'JSXOpeningElement') {
    if (index > 0 || name === undefined || rest.length > 0) return 'unknown';
    for (const attribute of node.attributes) {
      if (attribute.type !== 'JSXAttribute' || attribute.name.name !== name) continue;
      const { value } = attribute;
      if (value === null) return 'true';
      return { unit, node: value.type === 'JSXExpressionContainer' ? value.expression : value };
    }
    return 'unknown';
  }
  if (node.type !== 'CallExpression') return 'unknown';
  if (feedOf(node) !== undefined || runsWith(node) !== undefined) return 'incoming';
  if (kind === 'automatic') return isListener(node) ? 'incoming' : 'unknown';
  const given = node.arguments[index];
  return kind === 'runs' && path.length === 0 && given !== undefined ? { unit, node: given } : 'unknown';
}

/** What runs a function with the event as its argument. */
function isListener(call: Extract<Node, { type: 'CallExpression' }>): boolean {
  const { callee } = call;
  const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined;
  return name === 'addEventListener' && stringValue(call.arguments[0]) === 'message';
}
