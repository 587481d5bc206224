import type { MethodDefinition, Node, PropertyDefinition } from 'oxc-parser';
import { type ClassNode, type FunctionNode, isClass } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';
import { keyName } from '../literals.ts';
import { mountMethods } from '../values/known-calls.ts';
import { called, constructs, type Follow, instance, type Path } from './follow.ts';
import { className } from './shown-names.ts';
import { thisAccesses } from './this-accesses.ts';

/** A function or class where it is defined: by its name, or as a value where it stands. */
export function definition(follow: Follow, place: Place<FunctionNode | ClassNode>, path: Path): void {
  const { unit, node } = place;
  if (!follow.enter(node, path)) return;
  const parent = unit.bindings.parent(node);
  const way = path[0] === called ? follow.through.find(({ owner }) => owner === node) : undefined;
  if (way !== undefined) {
    const before = follow.through.filter((other) => other !== way);
    if (way.site.node.type === 'CallExpression')
      follow.going(before, () => follow.value(way.site, path.slice(1)));
    return;
  }
  if (isClass(node)) inClass(follow, { unit, node }, path);
  const declares = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration';
  if (node.id && (declares || parent?.type === 'ExportDefaultDeclaration')) {
    const binding = unit.bindings.lookup(node.id);
    if (binding !== undefined) follow.named(unit, binding, path);
    return;
  }
  if (node.id) {
    const inner = unit.bindings.lookup(node.id);
    for (const reference of inner?.references ?? []) follow.value({ unit, node: reference }, path);
  }
  if (
    parent?.type === 'MethodDefinition' ||
    (parent?.type === 'PropertyDefinition' && parent.value === node)
  ) {
    member(follow, unit, parent, path);
  } else if (parent?.type === 'Property' && parent.value === node) {
    property(follow, unit, parent, path);
  } else follow.value(place, path);
}

/** A class's own uses of its members, and members that are called by themselves. */
function inClass(follow: Follow, place: Place<ClassNode>, path: Path): void {
  const [first, name, ...rest] = path;
  if (first !== instance || name === undefined) return;
  for (const access of thisAccesses(place.node, name)) follow.value({ unit: place.unit, node: access }, rest);
}

export function member(
  follow: Follow,
  unit: Unit,
  node: MethodDefinition | PropertyDefinition,
  path: Path,
): void {
  const owner = ancestor({ unit, node }, isClass);
  const name = keyName(node);
  if (owner === undefined || name === undefined) return;
  if (node.type === 'MethodDefinition' && (node.kind === 'get' || node.kind === 'set')) return;
  if (path.length === 0 && mountMethods.has(name)) {
    follow.add('automatic', { unit, node }, `${name} runs when ${className(owner)} is mounted`);
    return;
  }
  if (path.length === 0 && name === 'render' && owner.superClass !== null) {
    definition(follow, { unit, node: owner }, []);
    return;
  }
  const isConstructor = node.type === 'MethodDefinition' && node.kind === 'constructor';
  const next = isConstructor ? [constructs] : node.static ? [name, ...path] : [instance, name, ...path];
  definition(follow, { unit, node: owner }, next);
}

export function property(
  follow: Follow,
  unit: Unit,
  node: Extract<Node, { type: 'Property' }>,
  path: Path,
): void {
  const object = unit.bindings.parent(node);
  const name = keyName(node);
  if (object === undefined || name === undefined) return;
  if (object.type === 'ObjectPattern') return;
  for (const access of thisAccesses(object, name)) follow.value({ unit, node: access }, path);
  follow.value({ unit, node: object }, [name, ...path]);
}
