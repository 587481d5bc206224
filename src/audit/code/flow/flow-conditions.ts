import type { Node } from 'oxc-parser';
import { type Flow, follow } from './flow.ts';
import { withFact } from './flow-facts.ts';
import { type Outcome, type State, withStep } from './flow-state.ts';
import {
  constant,
  falseValue,
  originsOf,
  pathOf,
  type Scope,
  trueValue,
  truthOf,
  type Value,
} from './flow-values.ts';

/** The condition as true or false, on one path each where both are possible. */
export function test(flow: Flow, node: Node, state: State, scope: Scope): Outcome[] {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return test(flow, node.expression, state, scope);
    case 'UnaryExpression':
      if (node.operator === '!') {
        return test(flow, node.argument, state, scope).map((outcome) =>
          outcome.thrown ? outcome : { ...outcome, value: truthOf(outcome.value) ? falseValue : trueValue },
        );
      }
      break;
    case 'LogicalExpression':
      if (node.operator !== '??') {
        return follow(test(flow, node.left, state, scope), (left) =>
          truthOf(left.value) === (node.operator === '||')
            ? [left]
            : test(flow, node.right, left.state, scope),
        );
      }
      break;
  }
  return follow(flow.evaluate(node, state, scope), (outcome) => flow.choose(node, outcome, scope));
}

/** Both ways on from a value that is asked whether it is true, as far as each is possible. */
export function choose(flow: Flow, node: Node, outcome: Outcome, scope: Scope, text?: string): Outcome[] {
  const truth = truthOf(outcome.value);
  if (truth !== undefined) return [{ state: outcome.state, value: constant(truth) }];
  const ways = [true, false].flatMap((taken): Outcome[] => {
    const state = assume(flow, outcome.value, taken, outcome.state, node, scope);
    return state === undefined ? [] : [{ state, value: constant(taken) }];
  });
  if (ways.length < 2) return ways;
  flow.tick(4);
  return ways.map(({ state, value }) => {
    const asked = positive(outcome.value);
    const taken = truthOf(value) === true;
    const step = {
      order: flow.next(),
      module: scope.module,
      node,
      taken,
      text,
      origins: originsOf(outcome.value),
      path: pathOf(asked.value),
      holds: asked.same === taken,
      equals: asked.value.kind === 'opaque' ? asked.value.equals : undefined,
    };
    return { state: withStep(state, step), value };
  });
}

/** The value under its negations; `same` tells whether there is an even number of them. */
function positive(value: Value): { value: Value; same: boolean } {
  if (value.kind !== 'opaque' || value.negates === undefined) return { value, same: true };
  const inner = positive(value.negates);
  return { value: inner.value, same: !inner.same };
}

/** The path on which a value is true or false; undefined when that contradicts what the path has assumed before. */
function assume(
  flow: Flow,
  value: Value,
  truth: boolean,
  state: State,
  node: Node,
  scope: Scope,
): State | undefined {
  if (value.kind !== 'opaque') return truthOf(value) === truth ? state : undefined;
  if (value.negates !== undefined) return assume(flow, value.negates, !truth, state, node, scope);
  const facts = withFact(state.facts, value.path, { holds: truth, equals: value.equals });
  if (facts === undefined || facts === state.facts) return facts && state;
  const next = { ...state, facts };
  return flow.host.assume === undefined ? next : flow.host.assume(value, truth, next, node, scope);
}
