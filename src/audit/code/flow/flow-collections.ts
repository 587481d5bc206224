import type { Node } from 'oxc-parser';
import { keyName } from '../literals.ts';
import { type Flow, follow, isQuiet } from './flow.ts';
import type { Outcome, State } from './flow-state.ts';
import { opaque, originsOf, type Scope, undefinedValue, union, type Value } from './flow-values.ts';

/** Evaluates in order; the outcome's value is the array of values, spreads opened where they are known. */
export function sequence(flow: Flow, nodes: readonly (Node | null)[], state: State, scope: Scope): Outcome[] {
  let outcomes: Outcome[] = [{ state, value: { kind: 'array', elements: [], exact: true } }];
  for (const node of nodes) {
    outcomes = follow(outcomes, (before) => {
      if (before.value.kind !== 'array') return [before];
      const soFar = before.value;
      if (node === null)
        return [{ ...before, value: { ...soFar, elements: [...soFar.elements, undefinedValue] } }];
      const inner = node.type === 'SpreadElement' ? node.argument : node;
      return follow(flow.evaluate(inner, before.state, scope), ({ state: after, value }) => {
        const added =
          node.type !== 'SpreadElement' ? [value] : value.kind === 'array' ? value.elements : [value];
        const exact =
          soFar.exact && (node.type !== 'SpreadElement' || (value.kind === 'array' && value.exact));
        return [{ state: after, value: { kind: 'array', elements: [...soFar.elements, ...added], exact } }];
      });
    });
  }
  return outcomes;
}

export function object(
  flow: Flow,
  node: Node & { type: 'ObjectExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  const quiet = isQuiet(node) ? quietObject(flow, node, state, scope) : undefined;
  if (quiet !== undefined) return [{ state, value: quiet }];
  let outcomes: Outcome[] = [{ state, value: { kind: 'object', properties: new Map(), open: false } }];
  for (const property of node.properties) {
    outcomes = follow(outcomes, ({ state: before, value: soFar }) => {
      if (soFar.kind !== 'object') return [{ state: before, value: soFar }];
      const inner =
        property.type === 'SpreadElement'
          ? flow.evaluate(property.argument, before, scope)
          : flow.carry(property.value, before, scope);
      return follow(inner, ({ state: after, value }) => {
        const properties = new Map(soFar.properties);
        const key = property.type === 'SpreadElement' ? undefined : (keyName(property) ?? '');
        const open = addProperty(properties, key, value) || soFar.open;
        return [{ state: after, value: { kind: 'object', properties, open } }];
      });
    });
  }
  return outcomes;
}

/** An object whose properties do nothing and have one value each. */
function quietObject(
  flow: Flow,
  node: Node & { type: 'ObjectExpression' },
  state: State,
  scope: Scope,
): Value | undefined {
  const properties = new Map<string, Value>();
  let open = false;
  for (const property of node.properties) {
    const isSpread = property.type === 'SpreadElement';
    const outcomes = isSpread
      ? flow.evaluate(property.argument, state, scope)
      : flow.carry(property.value, state, scope);
    const [made, ...others] = outcomes.filter(({ thrown }) => !thrown);
    if (made === undefined || others.length > 0) return undefined;
    open = addProperty(properties, isSpread ? undefined : (keyName(property) ?? ''), made.value) || open;
  }
  return { kind: 'object', properties, open };
}

/**
 * @param key undefined for a spread, empty for a name that is computed
 * @returns whether there may be properties of other names now
 */
function addProperty(properties: Map<string, Value>, key: string | undefined, value: Value): boolean {
  if (key !== undefined) {
    properties.set(key === '' ? `[${properties.size}]` : key, value);
    return key === '';
  }
  if (value.kind !== 'object') {
    // What is spread in may bring its own of these.
    if (value.kind === 'opaque' && value.truth !== false) {
      for (const [name, before] of properties)
        properties.set(name, opaque(`${value.path}.${name}`, union(value.origins, originsOf(before))));
    }
    properties.set(`...${properties.size}`, value);
    return true;
  }
  for (const [name, spread] of value.properties) properties.set(name, spread);
  return value.open;
}
