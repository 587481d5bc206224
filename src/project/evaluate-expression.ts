import type { Node } from 'oxc-parser';
import type { Evaluator } from './evaluate.ts';
import { evaluateName } from './evaluate-name.ts';
import { callKnown } from './known-calls.ts';
import { absolute, directoryOf } from './module-path.ts';
import type { Scope } from './scope.ts';
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
import { keyName } from './syntax-tree.ts';

/** One expression's value; what it consists of is asked of the evaluator. */
export function evaluateExpression(node: Node, scope: Scope, evaluator: Evaluator): StaticValue {
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
  // Objects, arrays, functions and a text that is not empty are true and there.
  return operator === '&&' ? right() : left;
}

function concatenate(parts: readonly StaticValue[]): StaticValue {
  let text = '';
  for (const part of parts) {
    if (part.kind !== 'literal' || part.value === undefined) {
      const beginning = part.kind === 'beginning' ? text + part.text : text;
      return beginning === '' ? unknown : { kind: 'beginning', text: beginning };
    }
    text += String(part.value);
  }
  return literal(text);
}
