import type { Node } from 'oxc-parser';
import { keyName } from '../literals.ts';
import type { Flow } from './flow.ts';
import { declarationsIn } from './flow-declarations.ts';
import { mapAlternatives } from './flow-either.ts';
import { type State, withVariable } from './flow-state.ts';
import { opaque, type Scope, type Value } from './flow-values.ts';

/** Writes a value into the variables of a pattern. */
export function bind(flow: Flow, pattern: Node, value: Value, state: State, scope: Scope): State {
  switch (pattern.type) {
    case 'Identifier':
      return withVariable(state, ownerOf(pattern.name, state, scope), pattern.name, value);
    case 'TSParameterProperty':
      return bind(flow, pattern.parameter, value, state, scope);
    case 'AssignmentPattern': {
      if (value.kind === 'constant' && value.value === undefined) {
        const [given] = flow.carry(pattern.right, state, scope);
        return bind(flow, pattern.left, given?.value ?? opaque('default'), given?.state ?? state, scope);
      }
      const [given] = needsDefault(value) ? flow.carry(pattern.right, state, scope) : [];
      const bound =
        given === undefined ? value : mapAlternatives(value, (one) => withDefault(one, given.value));
      return bind(flow, pattern.left, bound, state, scope);
    }
    case 'ObjectPattern': {
      let after = state;
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') after = bind(flow, property.argument, value, after, scope);
        else after = bind(flow, property.value, flow.member(value, keyName(property), after), after, scope);
      }
      return after;
    }
    case 'ArrayPattern': {
      let after = state;
      for (const [index, element] of pattern.elements.entries()) {
        if (!element) continue;
        if (element.type === 'RestElement') after = bind(flow, element.argument, value, after, scope);
        else after = bind(flow, element, flow.member(value, String(index), after), after, scope);
      }
      return after;
    }
    case 'RestElement':
      return bind(flow, pattern.argument, value, state, scope);
    case 'MemberExpression':
      return flow.store(pattern, value, state, scope);
    default:
      return state;
  }
}

function needsDefault(value: Value): boolean {
  return value.kind === 'opaque' || value.kind === 'either';
}

function withDefault(value: Value, given: Value): Value {
  if (value.kind === 'constant' && value.value === undefined) return given;
  return value.kind === 'opaque' ? opaque(value.path, value.origins, { truth: value.truth }) : value;
}

/** The id of the scope that a name is written to: the innermost that declares it. */
export function ownerOf(name: string, state: State, scope: Scope): string {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (state.heap.get(at.id)?.has(name) || declarationsIn(at.node ?? at.module.program).has(name))
      return at.id;
  }
  return scope.id;
}
