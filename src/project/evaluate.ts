import type { Node } from 'oxc-parser';
import { exportedNode } from './exported.ts';
import { callKnown } from './known-calls.ts';
import { parameterValue } from './parameter-value.ts';
import { type Binding, functionScope, lookUp, type ModuleScope, type Scope } from './scope.ts';
import {
  either,
  literal,
  nothing,
  optionsOf,
  propertyOf,
  type StaticValue,
  spread,
  unknown,
} from './static-value.ts';
import { descendants, isFunction, keyName } from './syntax-tree.ts';

/** What evaluation may know beside the syntax tree. */
export interface Surroundings {
  /** Absolute POSIX path of the project's root: what `process.cwd()` is when package scripts run. */
  readonly root: string;
  /** Values of `import.meta.env.BASE_URL`, `process.env.PUBLIC_URL` and the like, by that name. */
  readonly variables?: ReadonlyMap<string, string>;
  /** The scope of another file of the project that an import leads to. */
  load?(from: string, specifier: string): ModuleScope | undefined;
}

/** Reads expressions without running anything: whatever is not certain is unknown. */
export interface Evaluator {
  evaluate(node: Node, scope: Scope): StaticValue;
  /** What a function gives back when its arguments are not known; one of the values of all its returns. */
  call(value: StaticValue): StaticValue;
  /** What a file exports under a name; `default` is also `module.exports`. */
  exported(module: ModuleScope, name: string): StaticValue;
  readonly around: Surroundings;
}

const maximumDepth = 80;

export function createEvaluator(around: Surroundings): Evaluator {
  const running = new Set<Node>();

  /** A value that needs itself, or nesting beyond reason, is not known. */
  const guarded = (node: Node, compute: () => StaticValue): StaticValue => {
    if (running.has(node) || running.size > maximumDepth) {
      return unknown;
    }
    running.add(node);
    try {
      return compute();
    } finally {
      running.delete(node);
    }
  };

  const evaluator: Evaluator = {
    around,
    evaluate: (node, scope) => guarded(node, () => evaluateNode(node, scope, evaluator)),
    call: (value) =>
      value.kind === 'function'
        ? guarded(value.node, () => returned(value.node, value.scope, evaluator))
        : unknown,
    exported(module, name) {
      const node = exportedNode(module.program, name);
      return node === undefined ? unknown : evaluator.evaluate(node, module.scope);
    },
  };
  return evaluator;
}

function evaluateNode(node: Node, scope: Scope, evaluator: Evaluator): StaticValue {
  const evaluate = (child: Node) => evaluator.evaluate(child, scope);
  switch (node.type) {
    case 'Literal':
      return 'regex' in node || 'bigint' in node || typeof node.value === 'object'
        ? node.raw === 'null'
          ? literal(null)
          : unknown
        : literal(node.value as string | number | boolean);
    case 'TemplateLiteral': {
      const parts = node.quasis.flatMap((quasi, index) => {
        const expression = node.expressions[index];
        return [literal(quasi.value.cooked ?? undefined), ...(expression ? [evaluate(expression)] : [])];
      });
      return concatenate(parts);
    }
    case 'Identifier':
      return evaluateName(node.name, scope, evaluator);
    case 'ArrayExpression':
      return evaluateArray(node.elements, evaluate);
    case 'ObjectExpression':
      return evaluateObject(node.properties, scope, evaluator);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return { kind: 'function', node, scope };
    case 'MemberExpression':
      return evaluateMember(node, scope, evaluator);
    case 'ConditionalExpression': {
      const test = evaluate(node.test);
      if (test.kind === 'literal') {
        return evaluate(test.value ? node.consequent : node.alternate);
      }
      return either([evaluate(node.consequent), evaluate(node.alternate)]);
    }
    case 'LogicalExpression':
      return evaluateLogical(node.operator, evaluate(node.left), () => evaluate(node.right));
    case 'BinaryExpression':
      return node.operator === '+' ? concatenate([evaluate(node.left), evaluate(node.right)]) : unknown;
    case 'UnaryExpression': {
      const value = evaluate(node.argument);
      if (node.operator === 'void') {
        return nothing;
      }
      return node.operator === '!' && value.kind === 'literal' ? literal(!value.value) : unknown;
    }
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      return last === undefined ? unknown : evaluate(last);
    }
    case 'AwaitExpression':
      return evaluate(node.argument);
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return evaluate(node.expression);
    case 'ImportExpression': {
      const source = evaluate(node.source);
      return source.kind === 'literal' && typeof source.value === 'string'
        ? { kind: 'imported', specifier: source.value, name: '*' }
        : unknown;
    }
    case 'CallExpression':
    case 'NewExpression':
      return callKnown(node, scope, evaluator);
    default:
      return unknown;
  }
}

function evaluateName(name: string, scope: Scope, evaluator: Evaluator): StaticValue {
  const found = lookUp(name, scope);
  if (found === undefined) {
    const folder = directoryOf(scope.module.path, evaluator);
    const globals: Record<string, StaticValue> = {
      undefined: nothing,
      __dirname: literal(folder),
      __filename: literal(absolute(scope.module.path, evaluator)),
    };
    return Object.hasOwn(globals, name) ? (globals[name] as StaticValue) : unknown;
  }
  if (scope.module.reassigned.has(name)) {
    return unknown;
  }
  const value = evaluateBinding(found.binding, found.scope, evaluator);
  const changes = scope.module.changed.get(name);
  return changes === undefined ? value : withChanges(value, changes);
}

function evaluateBinding(binding: Binding, scope: Scope, evaluator: Evaluator): StaticValue {
  switch (binding.kind) {
    case 'value':
      return evaluator.evaluate(binding.init, scope);
    case 'property':
      return binding.path.reduce(propertyOf, evaluator.evaluate(binding.init, scope));
    case 'function':
      return { kind: 'function', node: binding.node, scope };
    case 'imported':
      return followImport(binding.specifier, binding.name, scope, evaluator);
    case 'parameter':
      return parameterValue(binding, scope, evaluator);
    default:
      return unknown;
  }
}

/** An import of the project's own file is what that file exports; one of a package stays a name. */
function followImport(specifier: string, name: string, scope: Scope, evaluator: Evaluator): StaticValue {
  if (name !== '*' && specifier.startsWith('.')) {
    const module = evaluator.around.load?.(scope.module.path, specifier);
    if (module !== undefined) {
      return evaluator.exported(module, name);
    }
  }
  return { kind: 'imported', specifier, name };
}

/** An object that is changed after it was written: what is written to is no longer certain. */
function withChanges(value: StaticValue, names: ReadonlySet<string>): StaticValue {
  if (value.kind === 'array') {
    return { ...value, complete: false };
  }
  if (value.kind !== 'object') {
    return unknown;
  }
  if (names.has('*')) {
    return spread(value, unknown);
  }
  const properties = new Map(value.properties);
  for (const name of names) {
    properties.set(name, either([propertyOf(value, name), unknown]));
  }
  return { ...value, properties };
}

function evaluateArray(
  elements: readonly (Node | null)[],
  evaluate: (node: Node) => StaticValue,
): StaticValue {
  const items: StaticValue[] = [];
  let complete = true;
  for (const element of elements) {
    if (element?.type === 'SpreadElement') {
      const value = evaluate(element.argument);
      complete &&= value.kind === 'array' && value.complete;
      items.push(...optionsOf(value).flatMap((option) => (option.kind === 'array' ? option.items : [])));
    } else if (element !== null) {
      items.push(evaluate(element));
    }
  }
  return { kind: 'array', items, complete };
}

function evaluateObject(properties: readonly Node[], scope: Scope, evaluator: Evaluator): StaticValue {
  let object: StaticValue = { kind: 'object', properties: new Map(), complete: true };
  for (const property of properties) {
    if (property.type === 'SpreadElement') {
      object = spread(object, evaluator.evaluate(property.argument, scope));
    } else if (property.type === 'Property') {
      const name = keyName(property.key, property.computed) ?? computedName(property, scope, evaluator);
      const value = property.kind === 'get' ? unknown : evaluator.evaluate(property.value, scope);
      object =
        name === undefined
          ? spread(object, unknown)
          : spread(object, { kind: 'object', properties: new Map([[name, value]]), complete: true });
    }
  }
  return object;
}

function computedName(
  property: { readonly computed: boolean; readonly key: Node },
  scope: Scope,
  evaluator: Evaluator,
): string | undefined {
  const value = property.computed ? evaluator.evaluate(property.key, scope) : unknown;
  return value.kind === 'literal' ? String(value.value) : undefined;
}

function evaluateMember(
  node: Extract<Node, { type: 'MemberExpression' }>,
  scope: Scope,
  evaluator: Evaluator,
): StaticValue {
  const name = keyName(node.property, node.computed);
  if (name === undefined) {
    return unknown;
  }
  if (node.object.type === 'MetaProperty') {
    const { path } = scope.module;
    const known: Record<string, StaticValue> = {
      url: { kind: 'url', path: absolute(path, evaluator) },
      filename: literal(absolute(path, evaluator)),
      dirname: literal(directoryOf(path, evaluator)),
    };
    return Object.hasOwn(known, name) ? (known[name] as StaticValue) : unknown;
  }
  const variable = evaluator.around.variables?.get(dottedName(node) ?? '');
  if (variable !== undefined) {
    return literal(variable);
  }
  const object = evaluator.evaluate(node.object, scope);
  if (object.kind === 'url') {
    return name === 'pathname' ? literal(object.path) : name === 'href' ? object : unknown;
  }
  return propertyOf(object, name);
}

/** `import.meta.env.BASE_URL` as written; undefined for anything but a chain of names. */
function dottedName(node: Node): string | undefined {
  if (node.type === 'Identifier') {
    return node.name;
  }
  if (node.type === 'MetaProperty') {
    return `${node.meta.name}.${node.property.name}`;
  }
  if (node.type !== 'MemberExpression') {
    return undefined;
  }
  const [object, name] = [dottedName(node.object), keyName(node.property, node.computed)];
  return object === undefined || name === undefined ? undefined : `${object}.${name}`;
}

function evaluateLogical(operator: string, left: StaticValue, right: () => StaticValue): StaticValue {
  if (left.kind === 'literal') {
    const takesRight =
      operator === '&&' ? Boolean(left.value) : operator === '||' ? !left.value : left.value == null;
    return takesRight ? right() : left;
  }
  if (left.kind === 'unknown' || left.kind === 'either') {
    return either(operator === '&&' ? [literal(false), right()] : [left, right()]);
  }
  // Objects, arrays, functions are true and there.
  return operator === '&&' ? right() : left;
}

function concatenate(parts: readonly StaticValue[]): StaticValue {
  let text = '';
  for (const part of parts) {
    if (part.kind !== 'literal' || part.value === undefined) {
      return unknown;
    }
    text += String(part.value);
  }
  return literal(text);
}

function returned(node: Node, around: Scope, evaluator: Evaluator): StaticValue {
  const { body } = node as { body?: Node };
  if (body === undefined) {
    return unknown;
  }
  const scope = functionScope(node, around);
  if (body.type !== 'BlockStatement') {
    return evaluator.evaluate(body, scope);
  }
  const values: StaticValue[] = [];
  for (const child of descendants(body, (at) => !isFunction(at))) {
    if (child.type === 'ReturnStatement' && child.argument) {
      values.push(evaluator.evaluate(child.argument, scope));
    }
  }
  return values.length === 0 ? unknown : either(values);
}

/** Absolute POSIX path of a file of the project. */
export function absolute(path: string, evaluator: Evaluator): string {
  return `${evaluator.around.root}/${path}`;
}

function directoryOf(path: string, evaluator: Evaluator): string {
  const file = absolute(path, evaluator);
  return file.slice(0, file.lastIndexOf('/'));
}
