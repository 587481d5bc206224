import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import { type Call, type Flow, follow, isQuiet } from './flow.ts';
import { object, sequence } from './flow-collections.ts';
import { call, member, shortCircuit } from './flow-members.ts';
import { compare, isNullish, typeOf } from './flow-operators.ts';
import { mergePaths, type Outcome, type State } from './flow-state.ts';
import {
  constant,
  coversOf,
  join,
  none,
  opaque,
  originsOf,
  pathOf,
  type Scope,
  trueValue,
  truthOf,
  undefinedValue,
  union,
  type Value,
} from './flow-values.ts';
import { assignment, partTarget, store } from './flow-writes.ts';

/** Every outcome of an expression on the path that `state` stands for. */
export function evaluate(flow: Flow, node: Node, state: State, scope: Scope): Outcome[] {
  flow.tick();
  const known = (value: Value): Outcome[] => [{ state, value }];
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return flow.evaluate(node.expression, state, scope);
    case 'ChainExpression':
      // A link that is missing makes the whole chain undefined.
      return evaluate(flow, node.expression, state, scope).map((outcome) =>
        outcome.value === shortCircuit ? { ...outcome, value: undefinedValue } : outcome,
      );
    case 'Literal': {
      const { value } = node;
      const plain =
        value === null ||
        typeof value === 'string' ||
        typeof value === 'number' ||
        typeof value === 'boolean';
      return known(plain && !('regex' in node) ? constant(value) : opaque('literal', none, { truth: true }));
    }
    case 'TemplateLiteral':
      return follow(sequence(flow, node.expressions, state, scope), ({ state: after, value }) => {
        const parts = value.kind === 'array' ? value.elements : [];
        if (parts.every((part) => part.kind === 'constant')) {
          const text = node.quasis.map(
            (quasi, index) =>
              quasi.value.cooked +
              (index < parts.length ? String((parts[index] as { value: unknown }).value) : ''),
          );
          return [{ state: after, value: constant(text.join('')) }];
        }
        const literal = node.quasis.some((quasi) => quasi.value.raw !== '');
        return [
          {
            state: after,
            value: opaque(`template@${node.start}`, originsOf(value), literal ? { truth: true } : {}),
          },
        ];
      });
    case 'Identifier':
      return known(node.name === 'undefined' ? undefinedValue : flow.lookup(node.name, state, scope));
    case 'ThisExpression':
      return known(selfOf(scope) ?? opaque('this'));
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
      return known(
        isFunction(node) ? { kind: 'function', node, scope, self: selfOf(scope) } : opaque('function'),
      );
    case 'ClassExpression':
    case 'ClassDeclaration':
      return known({ kind: 'class', node, scope });
    case 'AwaitExpression':
      return follow(flow.evaluate(node.argument, state, scope), ({ state: after, value }) => {
        const waited = coversOf(value);
        const later = { ...after, late: true, awaited: union(after.awaited, waited) };
        const resumed = flow.host.resume?.(waited, later) ?? later;
        if (value.kind !== 'promise') return [{ state: resumed, value }];
        return [{ state: resumed, value: value.value, thrown: value.rejected }];
      });
    case 'SequenceExpression':
      return node.expressions.reduce<Outcome[]>(
        (outcomes, expression) =>
          follow(outcomes, ({ state: after }) => flow.evaluate(expression, after, scope)),
        known(undefinedValue),
      );
    case 'ConditionalExpression':
      return conditional(flow, node, state, scope);
    case 'LogicalExpression':
      return logical(flow, node, state, scope);
    case 'UnaryExpression':
      return unary(flow, node, state, scope);
    case 'BinaryExpression':
      if (node.left.type === 'PrivateIdentifier') return known(opaque(`in@${node.start}`));
      return follow(sequence(flow, [node.left, node.right], state, scope), ({ state: after, value }) => {
        const [left = undefinedValue, right = undefinedValue] = value.kind === 'array' ? value.elements : [];
        const compared = compare(node.operator, left, right, node.start);
        const negated = compared.kind === 'opaque' ? compared.negates : undefined;
        // What the host knows never to be so is false on every path.
        if (flow.host.isNever?.(negated ?? compared) === true)
          return [{ state: after, value: constant(negated !== undefined) }];
        return [{ state: after, value: compared }];
      });
    case 'UpdateExpression':
      return follow(flow.evaluate(node.argument as Node, state, scope), ({ state: after, value }) => [
        {
          state: store(
            flow,
            node.argument as Node,
            opaque(`update@${node.start}`, originsOf(value)),
            after,
            scope,
          ),
          value,
        },
      ]);
    case 'AssignmentExpression':
      return assignment(flow, node, state, scope);
    case 'ObjectExpression':
      return object(flow, node, state, scope);
    case 'ArrayExpression':
      return sequence(flow, node.elements, state, scope);
    case 'MemberExpression':
      return member(flow, node, state, scope).map(({ outcome }) => outcome);
    case 'CallExpression':
      return call(flow, node, state, scope);
    case 'NewExpression':
      return follow(flow.evaluate(node.callee, state, scope), ({ state: after, value: callee }) =>
        follow(sequence(flow, node.arguments, after, scope), ({ state: ready, value }) => {
          const name = node.callee.type === 'Identifier' ? node.callee.name : '';
          const values = value.kind === 'array' ? value.elements : [];
          return flow.call(callee, values, ready, { node, scope, name, receiver: undefined, isNew: true });
        }),
      );
    case 'ImportExpression':
      return follow(flow.evaluate(node.source, state, scope), ({ state: after, value }) => [
        {
          state: after,
          value: { kind: 'promise', covers: none, rejected: false, value: flow.namespace(value, scope) },
        },
      ]);
    case 'TaggedTemplateExpression':
      return follow(flow.evaluate(node.tag, state, scope), ({ state: after, value: callee }) =>
        follow(sequence(flow, node.quasi.expressions, after, scope), ({ state: ready, value }) => {
          const text = node.quasi.quasis.map((quasi) => quasi.value.raw).join('?');
          const values = [constant(text), ...(value.kind === 'array' ? value.elements : [])];
          // A tag is called like any function; the host sees its text as the first argument.
          const like = node as unknown as Call['node'];
          return flow.call(callee, values, ready, {
            node: like,
            scope,
            name: 'tag',
            receiver: undefined,
            isNew: false,
          });
        }),
      );
    case 'YieldExpression':
      return node.argument ? flow.evaluate(node.argument, state, scope) : known(undefinedValue);
    case 'MetaProperty':
      return known(opaque(`${node.meta.name}.${node.property.name}`, none, { truth: true }));
    default:
      return known(opaque(`${node.type}@${node.start}`));
  }
}

function selfOf(scope: Scope): Value | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.node?.type !== 'ArrowFunctionExpression') return at.self;
  }
  return undefined;
}

function conditional(
  flow: Flow,
  node: Node & { type: 'ConditionalExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  const tested = flow.test(node.test, state, scope);
  const live = tested.filter(({ thrown }) => !thrown);
  if (live.length > 1 && isQuiet(node.consequent) && isQuiet(node.alternate)) {
    const [yes, ...more] = flow.evaluate(node.consequent, state, scope);
    const [no, ...others] = flow.evaluate(node.alternate, state, scope);
    const single = more.length === 0 && others.length === 0;
    const joined = single && yes && no ? join(yes.value, no.value) : undefined;
    if (joined !== undefined) {
      return mergePaths(
        live.map(({ state: after }) => ({ state: after, value: joined })),
        () => '',
      );
    }
  }
  const outcomes = follow(tested, ({ state: after, value }) =>
    flow.evaluate(truthOf(value) ? node.consequent : node.alternate, after, scope),
  );
  return mergePaths(outcomes, ({ thrown }) => String(thrown ?? false));
}

function logical(
  flow: Flow,
  node: Node & { type: 'LogicalExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  const outcomes = follow(flow.evaluate(node.left, state, scope), (left): Outcome[] => {
    const stays = (truth: boolean | undefined): boolean | undefined => {
      if (node.operator === '??')
        return isNullish(left.value) === undefined ? undefined : !isNullish(left.value);
      return truth === undefined ? undefined : node.operator === '||' ? truth : !truth;
    };
    const decided = stays(truthOf(left.value));
    if (decided === true) return [left];
    if (decided === false) return flow.evaluate(node.right, left.state, scope);
    if (isQuiet(node.right)) {
      // A default in a value: not worth two paths.
      return flow.evaluate(node.right, left.state, scope).map(({ state: after, value }) => ({
        state: after,
        value: opaque(
          `(${pathOf(left.value)} ${node.operator} ${pathOf(value)})`,
          union(originsOf(left.value), originsOf(value)),
          {
            truth:
              node.operator !== '&&' && truthOf(value) === true
                ? true
                : truthOf(value) === false && node.operator === '&&'
                  ? false
                  : undefined,
            covers: union(coversOf(left.value), coversOf(value)),
          },
        ),
      }));
    }
    if (node.operator === '??') return [left, ...flow.evaluate(node.right, left.state, scope)];
    return flow
      .choose(node.left, left, scope)
      .flatMap(({ state: after, value }) =>
        truthOf(value) === (node.operator === '||')
          ? [{ state: after, value: left.value }]
          : flow.evaluate(node.right, after, scope),
      );
  });
  return mergePaths(outcomes, ({ thrown }) => String(thrown ?? false));
}

function unary(flow: Flow, node: Node & { type: 'UnaryExpression' }, state: State, scope: Scope): Outcome[] {
  if (node.operator === 'delete' && node.argument.type === 'MemberExpression') {
    const { argument } = node;
    return partTarget(flow, argument, state, scope).map((ready) => ({
      state: store(flow, argument, undefinedValue, ready, scope),
      value: trueValue,
    }));
  }
  return follow(flow.evaluate(node.argument, state, scope), ({ state: after, value }) => {
    const result = (next: Value): Outcome[] => [{ state: after, value: next }];
    switch (node.operator) {
      case '!': {
        const truth = truthOf(value);
        if (truth !== undefined) return result(constant(!truth));
        return result(opaque(`!${pathOf(value)}`, originsOf(value), { negates: value }));
      }
      case 'typeof':
        return result(typeOf(value));
      case 'void':
        return result(undefinedValue);
      case '-':
      case '+':
        if (value.kind === 'constant')
          return result(constant(node.operator === '-' ? -Number(value.value) : Number(value.value)));
        return result(opaque(`${node.operator}${pathOf(value)}`, originsOf(value)));
      default:
        return result(opaque(`${node.operator}${pathOf(value)}`, originsOf(value)));
    }
  });
}
