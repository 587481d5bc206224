import type { Node } from 'oxc-parser';
import { type FunctionNode, isFunction } from './bindings.ts';
import type { CodeModel } from './code-model.ts';
import { type Flow, type Host, type Site, TooManyPaths } from './flow.ts';
import { builtinMember } from './flow-builtins.ts';
import { call, classMember } from './flow-calls.ts';
import { choose, test } from './flow-conditions.ts';
import { type Declaration, declarationsIn, exportsOf } from './flow-declarations.ts';
import { evaluate } from './flow-expressions.ts';
import { emptyState, type State, withVariable } from './flow-state.ts';
import { run } from './flow-statements.ts';
import {
  join,
  none,
  opaque,
  originsOf,
  pathOf,
  type Scope,
  undefinedValue,
  type Value,
} from './flow-values.ts';
import { store } from './flow-writes.ts';
import { keyName } from './literals.ts';

/** Steps after which a piece of code is given up on: some milliseconds of work. */
const defaultBudget = 60_000;

/** A flow over the modules of one code model, for one host. */
export function createFlow(
  code: Pick<CodeModel, 'module' | 'resolve'>,
  host: Host,
  budget = defaultBudget,
): Flow {
  const scopes = new Map<string, Scope>();
  const constants = new Map<Node, Value | undefined>();
  const fixed = new Map<Node, Value>();
  const sites = new Map<string, Site>();
  let steps = 0;
  let activations = 0;

  const flow: Flow = {
    code,
    host,
    stack: [],
    endings: undefined,
    sites,
    evaluate: (node, state, scope) => evaluate(flow, node, state, scope),
    test: (node, state, scope) => test(flow, node, state, scope),
    choose: (node, outcome, scope, text) => choose(flow, node, outcome, scope, text),
    run: (statements, state, scope) => run(flow, statements, state, scope),
    call: (callee, values, state, site) => call(flow, callee, values, state, site),
    store: (target, value, state, scope) => store(flow, target, value, state, scope),
    bind: (pattern, value, state, scope) => bind(flow, pattern, value, state, scope),
    nextScope: () => `#${++activations}`,
    tick(paths = 1) {
      steps += paths;
      if (steps > budget) throw new TooManyPaths();
    },
    refill() {
      steps = 0;
    },
    namespace(specifier, scope) {
      if (specifier.kind !== 'constant' || typeof specifier.value !== 'string') return opaque('module');
      const path = code.resolve(scope.module.path, specifier.value);
      return { kind: 'module', path, source: specifier.value };
    },
    token(kind, node, scope) {
      const token = `${kind}@${scope.module.path}:${node.start}`;
      if (!sites.has(token)) sites.set(token, { module: scope.module, node, stack: [...flow.stack] });
      return token;
    },
    moduleScope(module) {
      let scope = scopes.get(module.path);
      if (scope === undefined) {
        scope = { id: `module:${module.path}`, parent: undefined, module, node: undefined, self: undefined };
        scopes.set(module.path, scope);
      }
      return scope;
    },
    lookup(name, state, scope) {
      for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
        const stored = state.heap.get(at.id)?.get(name);
        if (stored !== undefined) return stored;
        const declared = declarationsIn(at.node ?? at.module.program).get(name);
        if (declared !== undefined) return declaredValue(declared, name, at);
      }
      for (const other of host.scripts?.() ?? []) {
        const declared = declarationsIn(other.module.program).get(name);
        if (declared !== undefined)
          return state.heap.get(other.id)?.get(name) ?? declaredValue(declared, name, other);
      }
      return host.global(name) ?? opaque(name);
    },
    member(object, key, state) {
      if (key === undefined) return opaque(`${pathOf(object)}[?]`, originsOf(object));
      const hosted = host.member?.(object, key) ?? builtinMember(object, key);
      if (hosted !== undefined) return hosted;
      switch (object.kind) {
        case 'object':
          return (
            object.properties.get(key) ??
            (object.open ? opaque(`object.${key}`, originsOf(object)) : undefinedValue)
          );
        case 'instance':
          return classMember(flow, object, key, state) ?? opaque(`this.${key}`);
        case 'module': {
          const module = object.path === undefined ? undefined : code.module(object.path);
          const found = module && flow.exported(module, key);
          if (found !== undefined) return found;
          // `import x` of a CommonJS module or a package is the module itself.
          return key === 'default' ? object : opaque(`${object.source}:${key}`, none, { truth: true });
        }
        case 'opaque':
          return opaque(`${object.path}.${key}`, object.origins);
        default:
          return opaque(`${pathOf(object)}.${key}`, originsOf(object));
      }
    },
    exported(module, name) {
      const { names, all } = exportsOf(module.program);
      const found = names.get(name);
      const scope = flow.moduleScope(module);
      if (found?.kind === 'local') return flow.lookup(found.name, emptyState, scope);
      if (found?.kind === 'expression') return lazily(found.node, scope);
      const sources = found?.kind === 'from' ? [found.source] : all;
      for (const source of sources) {
        const path = code.resolve(module.path, source);
        const from = path === undefined ? undefined : code.module(path);
        const imported = found?.kind === 'from' ? found.imported : name;
        if (from === undefined) continue;
        if (imported === '*') return { kind: 'module', path, source };
        const value = flow.exported(from, imported);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };

  /** The value of a module's constant, as its initialiser shows it. */
  const lazily = (node: Node, scope: Scope): Value => {
    if (isFunction(node)) return { kind: 'function', node, scope };
    if (!constants.has(node)) {
      constants.set(node, undefined);
      const stack = flow.stack.splice(0);
      try {
        const outcomes = evaluate(flow, node, emptyState, scope).filter(({ thrown }) => !thrown);
        const value = outcomes
          .map((outcome) => outcome.value)
          .reduce<Value | undefined>((left, right) => left && join(left, right), outcomes[0]?.value);
        constants.set(node, value);
      } finally {
        flow.stack.push(...stack);
      }
    }
    return constants.get(node) ?? opaque(`${scope.module.path}@${node.start}`);
  };

  const declaredValue = (declared: Declaration, name: string, scope: Scope): Value => {
    switch (declared.kind) {
      case 'function':
        return { kind: 'function', node: declared.node as FunctionNode, scope };
      case 'class':
        return { kind: 'class', node: declared.node, scope };
      case 'import': {
        const path = code.resolve(scope.module.path, declared.source);
        const module: Value = { kind: 'module', path, source: declared.source };
        return declared.imported === '*' ? module : flow.member(module, declared.imported, emptyState);
      }
      case 'parameter':
        return undefinedValue;
      case 'variable': {
        // Inside a function, a variable that nothing has been stored in yet is undefined.
        if (scope.node !== undefined) return undefinedValue;
        const { node } = declared;
        const identity = opaque(`${scope.module.path}#${name}`);
        if (!node.init || !declared.constant) return identity;
        if (node.id.type === 'Identifier') {
          let value = fixed.get(node);
          if (value === undefined) {
            value = settled(lazily(node.init, scope), identity.path);
            // While it is being worked out, a constant that needs itself is not known yet.
            if (constants.get(node.init) !== undefined || isFunction(node.init)) fixed.set(node, value);
          }
          return value;
        }
        const bound = bind(flow, node.id, lazily(node.init, scope), emptyState, scope);
        return bound.heap.get(scope.id)?.get(name) ?? identity;
      }
    }
  };

  return flow;
}

/** What of a module's constant holds for good: its contents may change while it lives. */
function settled(value: Value, path: string): Value {
  switch (value.kind) {
    case 'array': {
      const fixed =
        value.exact && value.elements.length > 0 && value.elements.every(({ kind }) => kind === 'constant');
      return fixed ? value : opaque(path, originsOf(value), { truth: true });
    }
    case 'object': {
      if (value.properties.size === 0) return opaque(path, none, { truth: true });
      const properties = new Map<string, Value>();
      for (const [key, property] of value.properties) {
        const flag =
          property.kind === 'constant' &&
          typeof property.value !== 'string' &&
          typeof property.value !== 'number';
        properties.set(key, flag ? opaque(`${path}.${key}`) : settled(property, `${path}.${key}`));
      }
      return { ...value, properties };
    }
    case 'promise':
      return opaque(path, originsOf(value), { truth: true });
    default:
      return value;
  }
}

/** Writes a value into the variables of a pattern. */
function bind(flow: Flow, pattern: Node, value: Value, state: State, scope: Scope): State {
  switch (pattern.type) {
    case 'Identifier':
      return withVariable(state, ownerOf(pattern.name, state, scope), pattern.name, value);
    case 'TSParameterProperty':
      return bind(flow, pattern.parameter, value, state, scope);
    case 'AssignmentPattern': {
      if (value.kind === 'constant' && value.value === undefined) {
        const [given] = flow.evaluate(pattern.right, state, scope);
        return bind(flow, pattern.left, given?.value ?? opaque('default'), given?.state ?? state, scope);
      }
      const [given] = value.kind === 'opaque' ? flow.evaluate(pattern.right, state, scope) : [];
      const joined =
        given && value.kind === 'opaque' ? opaque(value.path, value.origins, { truth: value.truth }) : value;
      return bind(flow, pattern.left, joined, state, scope);
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

/** The id of the scope that a name is written to: the innermost that declares it. */
function ownerOf(name: string, state: State, scope: Scope): string {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (state.heap.get(at.id)?.has(name) || declarationsIn(at.node ?? at.module.program).has(name))
      return at.id;
  }
  return scope.id;
}
