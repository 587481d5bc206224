import type { Node } from 'oxc-parser';
import { isClass, isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';
import { bare, keyName, memberPath } from '../literals.ts';
import { eventNature, handlerEvent } from '../values/known-calls.ts';
import { called, constructs, type Follow, instance, type Path, store } from './follow.ts';
import { textOf } from './shown-names.ts';

/** One expression whose value, at the end of a property path, is what is followed. */
export function value(follow: Follow, place: Place, path: Path): void {
  const { unit, node } = place;
  if (!isFunction(node) && !isClass(node) && !follow.enter(node, path)) return;
  const parent = unit.bindings.parent(node);
  if (parent === undefined) return;
  const on = (next: Node, rest: readonly string[] = path) => value(follow, { unit, node: next }, rest);
  switch (parent.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
    case 'AwaitExpression':
    case 'LogicalExpression':
      on(parent);
      return;
    case 'ConditionalExpression':
      if (parent.test !== node) on(parent);
      return;
    case 'SequenceExpression':
      if (parent.expressions.at(-1) === node) on(parent);
      return;
    case 'VariableDeclarator':
      if (parent.init === node) pattern(follow, unit, parent.id, path);
      return;
    case 'AssignmentPattern':
      if (parent.right === node) pattern(follow, unit, parent.left, path);
      return;
    case 'AssignmentExpression':
      if (parent.right === node) assigned(follow, unit, parent, path);
      return;
    case 'MemberExpression':
      if (parent.object === node) memberOf(follow, unit, parent, path);
      return;
    case 'ReturnStatement':
    case 'ArrowFunctionExpression': {
      if (parent.type === 'ArrowFunctionExpression' && parent.body !== node) return;
      const owner =
        parent.type === 'ArrowFunctionExpression' ? parent : ancestor({ unit, node: parent }, isFunction);
      if (owner !== undefined) follow.definition({ unit, node: owner }, [called, ...path]);
      return;
    }
    case 'Property':
      if (parent.value === node) follow.property(unit, parent, path);
      return;
    case 'SpreadElement': {
      const container = unit.bindings.parent(parent);
      if (container?.type === 'ObjectExpression') on(container);
      return;
    }
    case 'ArrayExpression':
      on(parent, [String(parent.elements.indexOf(node as never)), ...path]);
      return;
    case 'PropertyDefinition':
      if (parent.value === node) follow.member(unit, parent, path);
      return;
    case 'ClassDeclaration':
    case 'ClassExpression':
      if (parent.superClass === node) follow.definition({ unit, node: parent }, path);
      return;
    case 'ExportDefaultDeclaration':
      if (unit.path.endsWith('.vue')) follow.vueOption({ unit, node }, path);
      follow.exports(unit, 'default', path);
      return;
    case 'JSXMemberExpression':
      if (path[0] === parent.property.name) on(parent, path.slice(1));
      return;
    case 'JSXOpeningElement':
      if (parent.name === node) follow.element(unit, parent, path);
      return;
    case 'JSXExpressionContainer': {
      const holder = unit.bindings.parent(parent);
      if (holder?.type === 'JSXAttribute') {
        const tag = unit.bindings.parent(holder);
        const name = holder.name.type === 'JSXIdentifier' ? holder.name.name : undefined;
        if (tag?.type === 'JSXOpeningElement' && name !== undefined)
          follow.attributeOf(place, tag, name, path);
      } else if (holder?.type === 'JSXElement' && isFunction(node)) {
        follow.attributeOf(place, holder.openingElement, 'children', path);
      }
      return;
    }
    case 'JSXSpreadAttribute': {
      const tag = unit.bindings.parent(parent);
      const [name, ...rest] = path;
      if (tag?.type === 'JSXOpeningElement' && name !== undefined) follow.attributeOf(place, tag, name, rest);
      return;
    }
    case 'CallExpression':
    case 'NewExpression':
      if (parent.callee === node) callOf(follow, place, parent, path);
      else follow.argument(place, parent, parent.arguments.indexOf(node as never), path);
      return;
    default:
  }
}

export function pattern(follow: Follow, unit: Unit, target: Node, path: Path): void {
  switch (target.type) {
    case 'Identifier': {
      const binding = unit.bindings.lookup(target);
      if (binding !== undefined) follow.named(unit, binding, path);
      return;
    }
    case 'AssignmentPattern':
      pattern(follow, unit, target.left, path);
      return;
    case 'ObjectPattern':
      for (const item of target.properties) {
        if (item.type === 'RestElement') pattern(follow, unit, item.argument, path);
        else if (keyName(item) === path[0]) pattern(follow, unit, item.value, path.slice(1));
      }
      return;
    case 'ArrayPattern': {
      const element = target.elements[Number(path[0])];
      if (element) pattern(follow, unit, element, path.slice(1));
      return;
    }
    case 'RestElement':
      pattern(follow, unit, target.argument, path);
      return;
    case 'TSParameterProperty':
      pattern(follow, unit, target.parameter, path);
      return;
    default:
  }
}

function assigned(
  follow: Follow,
  unit: Unit,
  node: Extract<Node, { type: 'AssignmentExpression' }>,
  path: Path,
): void {
  const target = bare(node.left);
  if (target.type === 'Identifier') {
    const binding = unit.bindings.lookup(target);
    if (binding !== undefined) follow.named(unit, binding, path);
    return;
  }
  if (target.type !== 'MemberExpression') {
    pattern(follow, unit, target, path);
    return;
  }
  const name = keyName(target);
  if (name === undefined) return;
  const event = path.length === 0 ? handlerEvent(name) : undefined;
  const nature = event === undefined || /^on[A-Z]/.test(name) ? undefined : eventNature(event);
  if (nature !== undefined) {
    follow.add(nature, { unit, node }, `${name} runs it`);
    return;
  }
  const object = bare(target.object);
  if (object.type === 'ThisExpression') {
    const owner = ancestor({ unit, node: object }, isClass);
    if (owner !== undefined) follow.definition({ unit, node: owner }, [instance, name, ...path]);
  } else if (object.type === 'Identifier') {
    const binding = unit.bindings.lookup(object);
    if (binding !== undefined) follow.named(unit, binding, [name, ...path]);
    else if (['window', 'globalThis', 'self'].includes(object.name)) follow.globally(unit, name, path);
  }
}

function memberOf(
  follow: Follow,
  unit: Unit,
  node: Extract<Node, { type: 'MemberExpression' }>,
  path: Path,
): void {
  const name = keyName(node);
  const [first, ...rest] = path;
  const parent = unit.bindings.parent(node);
  const calledHere = parent?.type === 'CallExpression' && parent.callee === node;
  if (path.length === 0) {
    if (!calledHere) return;
    if (name === 'bind') value(follow, { unit, node: parent }, path);
    else if (name === 'call' || name === 'apply')
      follow.add('runs', { unit, node: parent }, `calls ${textOf(unit, node.object)}`);
    return;
  }
  if (first === store && name === 'getState') value(follow, { unit, node }, [called, ...rest]);
  else if (name !== undefined && name === first) value(follow, { unit, node }, rest);
  else if (name === 'then' && calledHere) {
    // `import('./push').then((push) => push.enable())`
    const [callback] = parent.arguments;
    if (isFunction(callback) && callback.params[0]) pattern(follow, unit, callback.params[0] as Node, path);
  }
}

/** The value is what is called here. */
function callOf(
  follow: Follow,
  place: Place,
  node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>,
  path: Path,
): void {
  const { unit } = place;
  const [first, ...rest] = path;
  if (node.type === 'NewExpression') {
    if (first === constructs) follow.add('runs', { unit, node }, `creates ${textOf(unit, node.callee)}`);
    else if (first === instance) value(follow, { unit, node }, rest);
    return;
  }
  if (first === undefined) follow.add('runs', { unit, node }, `calls ${textOf(unit, node.callee)}`);
  else if (first === called) value(follow, { unit, node }, rest);
  else if (first === store) selected(follow, unit, node, rest);
}

/** `useStore()` hands over the store, `useStore(selector)` what the selector picks. */
function selected(
  follow: Follow,
  unit: Unit,
  node: Extract<Node, { type: 'CallExpression' }>,
  path: Path,
): void {
  const [selector] = node.arguments;
  if (selector === undefined) {
    value(follow, { unit, node }, path);
    return;
  }
  const inner = selector.type === 'CallExpression' ? selector.arguments[0] : selector;
  if (!isFunction(inner)) return;
  const [parameter] = inner.params;
  for (const result of follow.evaluator.returned({ unit, node: inner })) {
    const access = memberPath(result.node);
    const own = parameter?.type === 'Identifier' && access?.[0] === parameter.name;
    if (own && access.slice(1).every((name, index) => path[index] === name)) {
      value(follow, { unit, node }, path.slice(access.length - 1));
    }
    if (result.node.type !== 'ObjectExpression' || parameter?.type !== 'Identifier') continue;
    for (const item of result.node.properties) {
      if (item.type !== 'Property') continue;
      const picked = memberPath(item.value);
      const key = keyName(item);
      if (key !== undefined && picked?.[0] === parameter.name && picked[1] === path[0]) {
        value(follow, { unit, node }, [key, ...path.slice(1)]);
      }
    }
  }
}
