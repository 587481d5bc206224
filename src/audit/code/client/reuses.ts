import type { Node } from 'oxc-parser';
import { callsBelow } from '../bindings/below.ts';
import { isFunction } from '../bindings/bindings.ts';
import type { Place, Unit } from '../bindings/units.ts';
import { bare, keyName } from '../literals.ts';
import { evaluatedBefore } from '../values/before.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { guardsAt } from '../values/guards.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';
import { endsSubscription } from './unsubscribes.ts';

/** The `getSubscription()` whose answer, when there is one, keeps a call of `subscribe()` from being made. */
export function presentSubscriptionBefore(place: Place, evaluator: Evaluator): Place | undefined {
  const { unit } = place;
  if (isGivenUpBefore(place, evaluator)) return undefined;
  for (const { place: condition, holds } of guardsAt(place)) {
    const found = absentIn(condition, holds, evaluator);
    if (found !== undefined) return found;
  }
  // `(await getSubscription()) ?? (await subscribe(…))`
  for (
    let node = place.node, parent = unit.bindings.parent(node);
    parent;
    parent = unit.bindings.parent(node)
  ) {
    if (parent.type === 'LogicalExpression' && parent.operator === '??' && parent.right === node)
      return present({ unit, node: parent.left }, evaluator);
    // `subscription ??= await subscribe(…)`
    if (
      parent.type === 'AssignmentExpression' &&
      /^(?:\?\?|\|\|)=$/.test(parent.operator) &&
      parent.right === node
    )
      return present({ unit, node: parent.left as Node }, evaluator);
    if (isFunction(parent)) break;
    node = parent;
  }
  return undefined;
}

/** An old subscription is ended on the way, by whatever test: the code decides by itself which ones stay. */
function isGivenUpBefore(place: Place, evaluator: Evaluator): boolean {
  const calls = evaluatedBefore(place).filter(({ type }) => type === 'CallExpression');
  return callsBelow(
    calls.map((node) => ({ unit: place.unit, node })),
    evaluator,
  ).some((call) => endsSubscription(call, evaluator));
}

/** The subscription that has to be missing for a condition to come out so. */
function absentIn({ unit, node }: Place, holds: boolean, evaluator: Evaluator): Place | undefined {
  const condition = bare(node);
  const at = (next: Node, wanted: boolean) => absentIn({ unit, node: next }, wanted, evaluator);
  switch (condition.type) {
    case 'UnaryExpression':
      return condition.operator === '!' ? at(condition.argument, !holds) : undefined;
    case 'LogicalExpression':
      return (condition.operator === '&&') === holds
        ? (at(condition.left, holds) ?? at(condition.right, holds))
        : undefined;
    case 'BinaryExpression': {
      const equal = condition.operator === '===' || condition.operator === '==';
      if (!equal && condition.operator !== '!==' && condition.operator !== '!=') return undefined;
      const other = bare(condition.right);
      const nothing =
        (other.type === 'Literal' && other.value === null) ||
        (other.type === 'Identifier' && other.name === 'undefined');
      return nothing && equal === holds
        ? present({ unit, node: condition.left as Node }, evaluator)
        : undefined;
    }
    default:
      return holds ? undefined : present({ unit, node: condition }, evaluator);
  }
}

/** The call of `getSubscription` that a value is the answer of. */
function present(place: Place, evaluator: Evaluator): Place | undefined {
  const isAnswer = ({ node }: Place) =>
    node.type === 'CallExpression' && calleeName(node) === 'getSubscription';
  const values = evaluator.evaluate(place);
  const found = values.find(isAnswer);
  if (found !== undefined) return found;
  // `getSubscription().then((subscription) => subscription || subscribe())`
  const { unit } = place;
  const binding = unit.bindings.lookup(bare(place.node));
  if (binding?.kind !== 'parameter') return undefined;
  const call = unit.bindings.parent(binding.declaration);
  if (call?.type !== 'CallExpression' || calleeName(call) !== 'then') return undefined;
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  return evaluator.evaluate({ unit, node: callee.object }).find(isAnswer);
}

/** Whether a module reads the server key of a subscription: `subscription.options.applicationServerKey`. */
export function readsServerKey(unit: Unit): boolean {
  let found = false;
  walk(unit.bindings.program, {
    enter(node, parent) {
      if (node.type === 'MemberExpression' && keyName(node) === 'applicationServerKey')
        found ||= parent?.type !== 'AssignmentExpression' || parent.left !== node;
      if (node.type === 'ObjectPattern')
        found ||= node.properties.some(
          (property) => property.type === 'Property' && keyName(property) === 'applicationServerKey',
        );
    },
  });
  return found;
}
