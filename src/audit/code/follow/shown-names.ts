import { posix } from 'node:path';
import type { Node } from 'oxc-parser';
import { type ClassNode, isClass, isFunction } from '../bindings/bindings.ts';
import type { Place, Unit } from '../bindings/units.ts';

/** Source text of a callee or tag, cut to one line. */
export function textOf(unit: Unit, node: Node): string {
  const text = unit.text.slice(node.start, node.end).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A class's name, as a step of a trail shows it. */
export function className(node: ClassNode): string {
  return node.id?.name ?? 'the class';
}

/** The component's name as its file tells it. */
export function componentName(path: string): string {
  const name = posix.basename(path).replace(/\.[^.]+$/, '');
  return name === 'index' || name === 'page' ? posix.dirname(path) : name;
}

/** The component or hook around a place, by name. */
export function componentAround(place: Place): string {
  let name: string | undefined;
  for (
    let at = place.unit.bindings.parent(place.node);
    at !== undefined;
    at = place.unit.bindings.parent(at)
  ) {
    if (!isFunction(at) && !isClass(at)) continue;
    const up = place.unit.bindings.parent(at);
    if (at.id) name = at.id.name;
    else if (up?.type === 'VariableDeclarator' && up.id.type === 'Identifier') name = up.id.name;
    else if (up?.type === 'CallExpression') {
      const holder = place.unit.bindings.parent(up);
      if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier') name = holder.id.name;
    }
  }
  if (name === undefined || /^use[A-Z]/.test(name))
    return name === undefined ? componentName(place.unit.path) : `the component that uses ${name}`;
  return name;
}
