import type { Class, Node } from 'oxc-parser';
import { type FunctionNode, isClass, isFunction } from '../bindings/bindings.ts';
import { keyName } from '../literals.ts';
import { children } from '../walk.ts';
import type { Call, Flow } from './flow.ts';
import { callBuiltin } from './flow-builtins.ts';
import { runCallback } from './flow-callbacks.ts';
import { mergePaths, type Outcome, type State, withoutScope } from './flow-state.ts';
import { returned, settledWith } from './flow-statements.ts';
import {
  coversOf,
  type FunctionValue,
  none,
  opaque,
  originsOf,
  pathOf,
  type Scope,
  type Tokens,
  undefinedValue,
  union,
  type Value,
} from './flow-values.ts';

const deepest = 14;

/** A call, or `new`: into code of the repository where it can be followed, else by what is known of the runtime. */
export function call(
  flow: Flow,
  callee: Value,
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] {
  flow.tick();
  const hosted = flow.host.call?.(callee, values, state, site, flow);
  if (hosted !== undefined) return hosted;
  if (callee.kind === 'function') {
    const bound =
      callee.node.type === 'ArrowFunctionExpression' ? callee.self : (site.receiver ?? callee.self);
    return enter(flow, { ...callee, self: bound }, values, state, site);
  }
  if (callee.kind === 'class') {
    const instance: Value = { kind: 'instance', of: callee };
    const made = construct(flow, instance, values, state, site);
    return made.map((outcome) => (outcome.thrown ? outcome : { ...outcome, value: instance }));
  }
  return callBuiltin(flow, callee, values, state, site) ?? unseen(flow, callee, values, state, site);
}

function construct(
  flow: Flow,
  instance: Value & { kind: 'instance' },
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] {
  const { node, scope } = instance.of;
  const made = node.body.body.find(
    (element) => element.type === 'MethodDefinition' && element.kind === 'constructor',
  );
  if (made?.type !== 'MethodDefinition' || !isFunction(made.value)) return [{ state, value: instance }];
  return enter(flow, { kind: 'function', node: made.value, scope, self: instance }, values, state, site);
}

/** A method or a property of a class's instance; undefined when the class does not declare it. */
export function classMember(
  flow: Flow,
  instance: Value & { kind: 'instance' },
  key: string,
  state: State,
): Value | undefined {
  const { node, scope } = instance.of;
  for (const element of node.body.body) {
    if (
      element.type === 'MethodDefinition' &&
      keyName(element as Node & { key: Node }) === key &&
      isFunction(element.value)
    ) {
      return element.kind === 'method'
        ? { kind: 'function', node: element.value, scope, self: instance }
        : opaque(`this.${key}`);
    }
    if (
      element.type === 'PropertyDefinition' &&
      keyName(element as Node & { key: Node }) === key &&
      element.value
    ) {
      if (isFunction(element.value)) return { kind: 'function', node: element.value, scope, self: instance };
      const [made] = flow.evaluate(element.value, state, scope);
      // A field can be written anywhere: only what cannot change is taken from its declaration.
      return made?.value.kind === 'instance' || made?.value.kind === 'module'
        ? made.value
        : opaque(`this.${key}`);
    }
  }
  const injected = injectedClass(flow, node, key, state, scope);
  if (injected !== undefined) return injected;
  if (!node.superClass) return undefined;
  const [above] = flow.evaluate(node.superClass, state, scope);
  return above?.value.kind === 'class'
    ? classMember(flow, { kind: 'instance', of: above.value }, key, state)
    : undefined;
}

/**
 * `constructor(private push: PushService)`: what a container hands a class is an instance of the class that the parameter
 * names, as Nest and Angular have it (https://docs.nestjs.com/providers#dependency-injection).
 */
function injectedClass(flow: Flow, node: Class, key: string, state: State, scope: Scope): Value | undefined {
  for (const element of node.body.body) {
    if (element.type !== 'MethodDefinition' || element.kind !== 'constructor') continue;
    for (const given of element.value.params) {
      if (given.type !== 'TSParameterProperty' || given.parameter.type !== 'Identifier') continue;
      const type = given.parameter.typeAnnotation?.typeAnnotation;
      // A decorator says that something else than the type is asked for.
      if (given.parameter.name !== key || given.decorators.length > 0) continue;
      if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
      const named = flow.lookup(type.typeName.name, state, scope);
      return named.kind === 'class' && !named.node.abstract ? { kind: 'instance', of: named } : undefined;
    }
  }
  return undefined;
}

/** Walks a function of the repository. */
function enter(
  flow: Flow,
  callee: FunctionValue,
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] {
  const { node } = callee;
  const again = flow.stack.filter((entered) => entered.node === node).length;
  if (again > 0 || flow.stack.length >= deepest || node.generator || !node.body)
    return unseen(flow, callee, values, state, site);
  const scope: Scope = {
    id: `#${flow.next()}`,
    parent: callee.scope,
    module: callee.scope.module,
    node,
    self: callee.self,
  };
  let begun: State = node.async ? { ...state, awaited: none } : state;
  for (const [index, parameter] of node.params.entries()) {
    const value: Value =
      parameter.type === 'RestElement'
        ? { kind: 'array', elements: values.slice(index), exact: true }
        : (values[index] ?? undefinedValue);
    begun = flow.bind(
      parameter.type === 'RestElement' ? parameter.argument : (parameter as Node),
      value,
      begun,
      scope,
    );
  }
  flow.stack.push({ module: scope.module, node });
  let outcomes: Outcome[];
  try {
    outcomes =
      node.body.type === 'BlockStatement'
        ? flow.run(node.body.body, begun, scope).map(returned)
        : flow.evaluate(node.body, begun, scope);
  } finally {
    flow.stack.pop();
  }
  if (node.async) {
    outcomes = outcomes.map((outcome): Outcome => {
      const value = settledWith(outcome.value, outcome.state);
      return {
        state: { ...outcome.state, awaited: state.awaited, late: state.late },
        value: outcome.thrown && value.kind === 'promise' ? { ...value, rejected: true } : value,
      };
    });
  } else {
    outcomes = outcomes.map((outcome) => ({ ...outcome, state: { ...outcome.state, late: state.late } }));
  }
  if (!hasClosures(node)) {
    outcomes = outcomes.map((outcome) => ({ ...outcome, state: withoutScope(outcome.state, scope.id) }));
  }
  return mergePaths(outcomes, ({ thrown }) => String(thrown ?? false));
}

const closures = new WeakMap<Node, boolean>();

/** Whether functions inside of a function may outlive its call and still refer to its variables. */
function hasClosures(node: FunctionNode): boolean {
  let found = closures.get(node);
  if (found === undefined) {
    const search = (at: Node): boolean =>
      [...children(at)].some((child) => isFunction(child) || isClass(child) || search(child));
    found = search(node);
    closures.set(node, found);
  }
  return found;
}

/**
 * A call into code that is not in the repository. Functions given to it are taken to be called, once and later, and
 * what it returns to wait for them.
 */
function unseen(flow: Flow, callee: Value, values: readonly Value[], state: State, site: Call): Outcome[] {
  const noted = flow.host.unseen?.(callee, values, state, site, flow) ?? state;
  const receiver = site.receiver === undefined ? none : originsOf(site.receiver);
  const made = union(
    receiver,
    values
      .filter((value) => value.kind !== 'function')
      .map(originsOf)
      .reduce(union, none),
  );
  const origins = flow.host.result?.(made, site) ?? made;
  const path = `${site.receiver === undefined ? '' : `${pathOf(site.receiver)}.`}${site.name || pathOf(callee)}(${named(flow, values)})@${site.node.start}`;
  let outcomes: Outcome[] = [{ state: noted, value: undefinedValue }];
  for (const value of values) {
    if (value.kind !== 'function') continue;
    if (flow.stack.length === 0 && flow.endings !== undefined) {
      // Handed to the runtime while a module is loaded: a handler of its own, which others do not follow upon.
      flow.endings.push(...runCallback(flow, value, given(flow, value, path, origins), state, site));
      continue;
    }
    outcomes = outcomes.flatMap((before) =>
      runCallback(flow, value, given(flow, value, path, origins), before.state, site),
    );
  }
  return outcomes.map((outcome) => {
    const ran = new Set([...outcome.state.effects].filter((token) => !state.effects.has(token)));
    const waited = [site.receiver, ...values]
      .map((value) => (value === undefined ? none : coversOf(value)))
      .reduce(union, none);
    const truth = site.isNew ? { truth: true } : {};
    return { state: outcome.state, value: opaque(path, origins, { ...truth, covers: union(ran, waited) }) };
  });
}

/** What a function gets from a caller that cannot be seen: something for each of its parameters. */
function given(flow: Flow, callback: FunctionValue, path: string, origins: Tokens): Value[] {
  return callback.node.params.map((_, index) => {
    const outer = flow.stack.length === 0 && index === 0 ? (flow.host.started ?? none) : none;
    return opaque(`${path}~${index || ''}`, union(origins, outer), { truth: index === 0 ? undefined : true });
  });
}

/** Beyond this a path says more about the walk than about what is asked for. */
const longestName = 80;

/** Plain arguments, which tell what is asked for: `get(userId)`. */
function named(flow: Flow, values: readonly Value[]): string {
  const [first] = values;
  if (flow.host.namesFields === true && first?.kind === 'opaque' && first.path.length < longestName)
    return first.path;
  return values.length === 1 && first?.kind === 'constant' && typeof first.value === 'string'
    ? first.value
    : '';
}
