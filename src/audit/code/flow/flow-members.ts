import type { Node } from 'oxc-parser';
import { keyName } from '../literals.ts';
import type { Flow } from './flow.ts';
import { sequence } from './flow-collections.ts';
import { part } from './flow-either.ts';
import { compare, isNullish } from './flow-operators.ts';
import { mergePaths, type Outcome, type State, withMark } from './flow-state.ts';
import {
  constant,
  none,
  opaque,
  originsOf,
  pathOf,
  type Scope,
  truthOf,
  undefinedValue,
  union,
  type Value,
} from './flow-values.ts';

/** Stands for `undefined` while the rest of an optional chain is being left out. */
export const shortCircuit: Value = { kind: 'constant', value: undefined };

interface Member {
  readonly outcome: Outcome;
  readonly receiver: Value | undefined;
  readonly name: string;
}

/** A member access with the object it is found on, for calls. */
export function member(
  flow: Flow,
  node: Node & { type: 'MemberExpression' },
  state: State,
  scope: Scope,
): Member[] {
  const members: Member[] = [];
  for (const owner of flow.evaluate(node.object, state, scope)) {
    const push = (outcome: Outcome, name = ''): void => {
      members.push({ outcome, receiver: owner.value, name });
    };
    if (owner.thrown) {
      push(owner);
      continue;
    }
    if (owner.value === shortCircuit) {
      push(owner);
      continue;
    }
    const missing = isNullish(owner.value);
    if (missing === true) {
      push(
        node.optional
          ? { ...owner, value: shortCircuit }
          : // Perhaps the code is right and this walk has lost a value: the host is told.
            {
              state: withMark(owner.state, 'doubtful'),
              value: flow.host.missing?.(node, scope, flow) ?? opaque('TypeError', none, { truth: true }),
              thrown: true,
            },
      );
      continue;
    }
    const name = keyName(node);
    if (name !== undefined || !node.computed) {
      push({ state: owner.state, value: flow.member(owner.value, name, owner.state) }, name);
      continue;
    }
    for (const key of flow.evaluate(node.property, owner.state, scope)) {
      if (key.thrown) push(key);
      else if (key.value.kind === 'constant') {
        const text = String(key.value.value);
        push({ state: key.state, value: flow.member(owner.value, text, key.state) }, text);
      } else for (const picked of pick(flow, node.property, owner.value, key, scope)) push(picked);
    }
  }
  return members;
}

/** A property by a name that is not known: any of a small table's, or none. */
function pick(flow: Flow, node: Node, owner: Value, key: Outcome, scope: Scope): Outcome[] {
  const { state, value } = key;
  if (owner.kind === 'object' && !owner.open && owner.properties.size > 0 && owner.properties.size <= 12) {
    const outcomes: Outcome[] = [];
    let rest: State[] = [state];
    for (const [name, property] of owner.properties) {
      const named = compare('===', value, constant(name), node.start);
      const text = `${scope.module.text.slice(node.start, node.end)} === '${name}'`;
      rest = rest.flatMap((before) =>
        flow.choose(node, { state: before, value: named }, scope, text).flatMap((way) => {
          if (truthOf(way.value) !== true) return [way.state];
          outcomes.push({ state: way.state, value: property });
          return [];
        }),
      );
    }
    return [...outcomes, ...rest.map((after) => ({ state: after, value: undefinedValue }))];
  }
  if (owner.kind === 'array' && owner.elements.length > 0)
    return [{ state, value: owner.elements[0] ?? undefinedValue }];
  const found = flow.member(owner, undefined, state);
  const path = `${pathOf(owner)}[${pathOf(value)}]`;
  return [
    {
      state,
      value:
        found.kind === 'opaque' ? { ...found, path, origins: union(found.origins, originsOf(value)) } : found,
    },
  ];
}

export function call(
  flow: Flow,
  node: Node & { type: 'CallExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  let target: Node = node.callee;
  while (
    target.type === 'ParenthesizedExpression' ||
    target.type === 'TSNonNullExpression' ||
    target.type === 'TSAsExpression'
  ) {
    target = target.expression;
  }
  const callees: Member[] =
    target.type === 'MemberExpression'
      ? member(flow, target, state, scope).flatMap((found) =>
          part(found.outcome).map((outcome) => ({ ...found, outcome })),
        )
      : flow.evaluate(target, state, scope).map((outcome) => ({
          outcome,
          receiver: undefined,
          name: target.type === 'Identifier' ? target.name : '',
        }));
  const outcomes: Outcome[] = [];
  for (const { outcome, receiver, name } of callees) {
    if (outcome.thrown || outcome.value === shortCircuit) {
      outcomes.push(outcome);
      continue;
    }
    if (node.optional && isNullish(outcome.value) === true) {
      outcomes.push({ ...outcome, value: shortCircuit });
      continue;
    }
    for (const given of sequence(flow, node.arguments, outcome.state, scope)) {
      if (given.thrown) {
        outcomes.push(given);
        continue;
      }
      const values = given.value.kind === 'array' ? given.value.elements : [];
      outcomes.push(
        ...flow.call(outcome.value, values, given.state, { node, scope, name, receiver, isNew: false }),
      );
    }
  }
  return mergePaths(outcomes, ({ thrown }) => String(thrown ?? false));
}
