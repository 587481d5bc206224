import type { Node } from 'oxc-parser';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import type { CodeModel } from '../code-model.ts';
import { type Flow, type Host, type Site, TooManyPaths } from './flow.ts';
import { builtinMember } from './flow-builtins.ts';
import { call, classMember } from './flow-calls.ts';
import { choose, test } from './flow-conditions.ts';
import { type Declaration, declarationsIn, exportsOf } from './flow-declarations.ts';
import { mapAlternatives } from './flow-either.ts';
import { evaluate } from './flow-expressions.ts';
import { hold } from './flow-hold.ts';
import { bind } from './flow-patterns.ts';
import { read } from './flow-reads.ts';
import { emptyState } from './flow-state.ts';
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
  let count = 0;

  const flow: Flow = {
    code,
    host,
    stack: [],
    endings: undefined,
    sites,
    evaluate: (node, state, scope) => read(node, evaluate(flow, node, state, scope), scope),
    carry(node, state, scope) {
      const outcomes = evaluate(flow, node, state, scope);
      return outcomes.length < 2 ? outcomes : hold(outcomes, state, `either#${flow.next()}`);
    },
    test: (node, state, scope) => test(flow, node, state, scope),
    choose: (node, outcome, scope, text) => choose(flow, node, outcome, scope, text),
    run: (statements, state, scope) => run(flow, statements, state, scope),
    call: (callee, values, state, site) => call(flow, callee, values, state, site),
    store: (target, value, state, scope) => store(flow, target, value, state, scope),
    bind: (pattern, value, state, scope) => bind(flow, pattern, value, state, scope),
    next: () => ++count,
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
      if (object.kind === 'either') return mapAlternatives(object, (value) => flow.member(value, key, state));
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
        const outcomes = flow.evaluate(node, emptyState, scope).filter(({ thrown }) => !thrown);
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
    case 'either':
      return opaque(path, originsOf(value));
    default:
      return value;
  }
}
