import type { Node } from 'oxc-parser';
import { isFunction } from './bindings.ts';
import { type Call, type Flow, follow, isQuiet } from './flow.ts';
import { mergePaths, type Outcome, type State, withMark, withStep } from './flow-state.ts';
import {
  constant,
  coversOf,
  falseValue,
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
import { keyName } from './literals.ts';

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
        const resumed = { ...after, late: true, awaited: union(after.awaited, coversOf(value)) };
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
        return [{ state: after, value: compare(node.operator, left, right, node.start) }];
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

/** Stands for `undefined` while the rest of an optional chain is being left out. */
const shortCircuit: Value = { kind: 'constant', value: undefined };

function selfOf(scope: Scope): Value | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.node?.type !== 'ArrowFunctionExpression') return at.self;
  }
  return undefined;
}

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

function conditional(
  flow: Flow,
  node: Node & { type: 'ConditionalExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  const tested = flow.test(node.test, state, scope);
  const live = tested.filter(({ thrown }) => !thrown);
  if (live.length > 1 && isQuiet(node.consequent) && isQuiet(node.alternate)) {
    const [yes] = flow.evaluate(node.consequent, state, scope);
    const [no] = flow.evaluate(node.alternate, state, scope);
    const joined = yes && no && join(yes.value, no.value);
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

function isNullish(value: Value): boolean | undefined {
  if (value.kind === 'constant') return value.value === null || value.value === undefined;
  return value.kind === 'opaque' && truthOf(value) !== true ? undefined : false;
}

function unary(flow: Flow, node: Node & { type: 'UnaryExpression' }, state: State, scope: Scope): Outcome[] {
  if (node.operator === 'delete' && node.argument.type === 'MemberExpression') {
    return [{ state: store(flow, node.argument, undefinedValue, state, scope), value: trueValue }];
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

function typeOf(value: Value): Value {
  switch (value.kind) {
    case 'constant':
      return constant(typeof value.value === 'object' ? 'object' : typeof value.value);
    case 'function':
    case 'builtin':
    case 'class':
      return constant('function');
    case 'opaque':
      return opaque(`typeof ${value.path}`, value.origins, { truth: true, form: true });
    default:
      return constant('object');
  }
}

/** The value of a binary expression. */
export function compare(operator: string, left: Value, right: Value, offset: number): Value {
  const origins = union(originsOf(left), originsOf(right));
  const equality = operator === '===' || operator === '==' || operator === '!==' || operator === '!=';
  if (left.kind === 'constant' && right.kind === 'constant') {
    const result = compute(operator, left.value, right.value);
    if (result !== undefined) return constant(result);
  }
  if (equality) {
    const negative = operator.startsWith('!');
    const [thing, other] = left.kind === 'constant' ? [right, left] : [left, right];
    let result: Value;
    if (other.kind === 'constant' && thing.kind === 'opaque') {
      const nothing = other.value === null || other.value === undefined;
      const loose = operator.length === 2;
      // `x == null` asks whether x is there; a value known to count as true is.
      if (nothing && truthOf(thing) === true) result = falseValue;
      else {
        const to = loose && nothing ? undefined : other.value;
        result = opaque(`${thing.path}===${JSON.stringify(to) ?? 'undefined'}`, origins, {
          equals: { path: thing.path, to },
          form: thing.form === true || nothing || other.value === '' || undefined,
        });
      }
    } else if (other.kind === 'constant') result = falseValue;
    else result = opaque(`${pathOf(left)}===${pathOf(right)}`, origins);
    return negative ? negate(result) : result;
  }
  if (operator === 'in' && left.kind === 'constant') {
    if (right.kind === 'object' && right.properties.has(String(left.value))) return trueValue;
    if (right.kind === 'builtin') return trueValue;
  }
  const form = operator === 'in' || operator === 'instanceof' ? { form: true } : {};
  return opaque(
    `(${pathOf(left)} ${operator} ${pathOf(right)}@${operator === '+' ? offset : ''})`,
    origins,
    form,
  );
}

function negate(value: Value): Value {
  const truth = truthOf(value);
  return truth === undefined
    ? opaque(`!${pathOf(value)}`, originsOf(value), { negates: value })
    : truth
      ? falseValue
      : trueValue;
}

function compute(operator: string, left: unknown, right: unknown): string | number | boolean | undefined {
  const numbers = typeof left === 'number' && typeof right === 'number';
  switch (operator) {
    case '===':
      return left === right;
    case '!==':
      return left !== right;
    case '==':
      return (
        left === right ||
        (left ?? null) === (right ?? null) ||
        (left !== null && right !== null && String(left) === String(right))
      );
    case '!=':
      return !(
        left === right ||
        (left ?? null) === (right ?? null) ||
        (left !== null && right !== null && String(left) === String(right))
      );
    case '<':
      return numbers ? left < right : undefined;
    case '>':
      return numbers ? left > right : undefined;
    case '<=':
      return numbers ? left <= right : undefined;
    case '>=':
      return numbers ? left >= right : undefined;
    case '+':
      if (numbers) return left + right;
      return typeof left === 'string' || typeof right === 'string' ? `${left}${right}` : undefined;
    case '-':
      return numbers ? left - right : undefined;
    case '*':
      return numbers ? left * right : undefined;
    case '/':
      return numbers ? left / right : undefined;
    default:
      return undefined;
  }
}

function assignment(
  flow: Flow,
  node: Node & { type: 'AssignmentExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  const target = node.left as Node;
  return follow(flow.evaluate(node.right, state, scope), ({ state: after, value }) => {
    if (node.operator === '=') return [{ state: store(flow, target, value, after, scope), value }];
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

function object(
  flow: Flow,
  node: Node & { type: 'ObjectExpression' },
  state: State,
  scope: Scope,
): Outcome[] {
  if (isQuiet(node)) {
    const properties = new Map<string, Value>();
    let open = false;
    for (const property of node.properties) {
      const isSpread = property.type === 'SpreadElement';
      const [made] = flow.evaluate(isSpread ? property.argument : property.value, state, scope);
      if (made === undefined) continue;
      open = addProperty(properties, isSpread ? undefined : (keyName(property) ?? ''), made.value) || open;
    }
    return [{ state, value: { kind: 'object', properties, open } }];
  }
  let outcomes: Outcome[] = [{ state, value: { kind: 'object', properties: new Map(), open: false } }];
  for (const property of node.properties) {
    outcomes = follow(outcomes, ({ state: before, value: soFar }) => {
      if (soFar.kind !== 'object') return [{ state: before, value: soFar }];
      const inner = property.type === 'SpreadElement' ? property.argument : property.value;
      return follow(flow.evaluate(inner, before, scope), ({ state: after, value }) => {
        const properties = new Map(soFar.properties);
        const key = property.type === 'SpreadElement' ? undefined : (keyName(property) ?? '');
        const open = addProperty(properties, key, value) || soFar.open;
        return [{ state: after, value: { kind: 'object', properties, open } }];
      });
    });
  }
  return outcomes;
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
    properties.set(`...${properties.size}`, value);
    return true;
  }
  for (const [name, spread] of value.properties) properties.set(name, spread);
  return value.open;
}

interface Member {
  readonly outcome: Outcome;
  readonly receiver: Value | undefined;
  readonly name: string;
}

/** A member access with the object it is found on, for calls. */
function member(flow: Flow, node: Node & { type: 'MemberExpression' }, state: State, scope: Scope): Member[] {
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
              value: opaque('TypeError', none, { truth: true }),
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

function call(flow: Flow, node: Node & { type: 'CallExpression' }, state: State, scope: Scope): Outcome[] {
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
      ? member(flow, target, state, scope)
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
    const state = assume(flow, outcome.value, taken, outcome.state);
    return state === undefined ? [] : [{ state, value: constant(taken) }];
  });
  if (ways.length < 2) return ways;
  flow.tick(4);
  return ways.map(({ state, value }) => {
    const asked = positive(outcome.value);
    const taken = truthOf(value) === true;
    const step = {
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

/** Constants that count as false, as `equals` writes them into a path. */
const falsy = new Set(['undefined', 'null', 'false', '0', '""']);

/** The path on which a value is true or false; undefined when that contradicts what the path has assumed before. */
function assume(flow: Flow, value: Value, truth: boolean, state: State): State | undefined {
  if (value.kind !== 'opaque') return truthOf(value) === truth ? state : undefined;
  if (value.negates !== undefined) return assume(flow, value.negates, !truth, state);
  const before = state.facts.get(value.path);
  if (before !== undefined) return before === truth ? state : undefined;
  const facts = new Map(state.facts);
  if (value.equals !== undefined) {
    const { path, to } = value.equals;
    if (truth) {
      // It cannot be two constants at once, nor count as what the constant does not.
      for (const [fact, held] of facts) if (held && fact.startsWith(`${path}===`)) return undefined;
      if ((facts.get(path) ?? Boolean(to)) !== Boolean(to)) return undefined;
      facts.set(path, Boolean(to));
    }
  } else if (!truth) {
    for (const [fact, held] of facts) {
      if (held && fact.startsWith(`${value.path}===`) && !falsy.has(fact.slice(value.path.length + 3)))
        return undefined;
    }
  }
  facts.set(value.path, truth);
  const next = { ...state, facts };
  return flow.host.assume === undefined ? next : flow.host.assume(value, truth, next);
}
