import type { Node } from 'oxc-parser';
import { keyName } from '../literals.ts';
import { type Call, type Flow, follow } from './flow.ts';
import { compare } from './flow-operators.ts';
import type { Outcome, State } from './flow-state.ts';
import { join, opaque, originsOf, type Scope, union, type Value } from './flow-values.ts';

export function assignment(
  flow: Flow,
  node: Node & { type: 'AssignmentExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  const target = node.left as Node;
  const isPlain = node.operator === '=' && target.type === 'Identifier';
  const given = isPlain ? flow.carry(node.right, state, scope) : flow.evaluate(node.right, state, scope);
  return follow(given, ({ state: after, value }) => {
    if (node.operator === '=') {
      return partTarget(flow, target, after, scope).map((ready) => ({
        state: store(flow, target, value, ready, scope),
        value,
      }));
    }
    return follow(flow.evaluate(target, after, scope), ({ state: ready, value: before }) => {
      const operator = node.operator.slice(0, -1);
      const next = ['||', '&&', '??'].includes(operator)
        ? (join(before, value) ??
          opaque(`assigned@${node.start}`, union(originsOf(before), originsOf(value))))
        : compare(operator, before, value, node.start);
      return [{ state: store(flow, target, next, ready, scope), value: next }];
    });
  });
}

/** The paths on which what a property is written to is one thing. */
export function partTarget(flow: Flow, target: Node, state: State, scope: Scope): State[] {
  if (target.type !== 'MemberExpression' || !isPlainPath(target.object)) return [state];
  return flow
    .evaluate(target.object, state, scope)
    .map((outcome) => (outcome.thrown ? state : outcome.state));
}

function isPlainPath(node: Node): boolean {
  return (
    node.type === 'Identifier' ||
    (node.type === 'MemberExpression' && !node.computed && isPlainPath(node.object))
  );
}

/** Writes to a variable, a pattern or a property. */
export function store(flow: Flow, target: Node, value: Value, state: State, scope: Scope): State {
  if (target.type !== 'MemberExpression') {
    if ('expression' in target && target.type !== 'ArrowFunctionExpression') {
      return store(flow, (target as unknown as { expression: Node }).expression, value, state, scope);
    }
    return flow.bind(target, value, state, scope);
  }
  const [found] = flow.evaluate(target.object, state, scope);
  if (found === undefined) return state;
  const key = keyName(target);
  const hosted = flow.host.assign?.(found.value, key, value, state, target, scope, flow);
  if (hosted !== undefined) return hosted;
  if (
    found.value.kind === 'object' &&
    (target.object.type === 'Identifier' || target.object.type === 'MemberExpression')
  ) {
    const properties = new Map(found.value.properties);
    if (key !== undefined) properties.set(key, value);
    return store(
      flow,
      target.object,
      { ...found.value, properties, open: found.value.open || key === undefined },
      state,
      scope,
    );
  }
  if (value.kind === 'function' && key !== undefined && /^on[a-z]/.test(key)) {
    // An event handler of some object: it runs when it runs, and whoever waits, waits for its own reasons.
    const like = {
      node: target as unknown as Call['node'],
      scope,
      name: key,
      receiver: found.value,
      isNew: false,
    };
    const [ran] = flow.call(value, [opaque(`${key}@${target.start}`)], { ...state, late: true }, like);
    if (ran !== undefined) {
      return { ...ran.state, late: state.late, awaited: union(state.awaited, ran.state.effects) };
    }
  }
  return state;
}
