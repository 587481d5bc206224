import type { Node } from 'oxc-parser';
import { type ClassNode, isClass } from '../bindings/bindings.ts';
import type { Place, Unit, Units } from '../bindings/units.ts';
import { keyName } from '../literals.ts';

/** What members are looked up with; `depth` ends the search in values that lead to themselves. */
export interface Core {
  readonly units: Units;
  evaluate(place: Place, depth: number): readonly Place[];
  /** What a module exports under a name. */
  exported(target: Unit, name: string, depth: number): readonly Place[] | undefined;
}

/** Values that are followed no further. */
export const maxDepth = 24;

/**
 * The value of one property of each place.
 * @param seen object literals that were looked at on the way here: a store's state is made of its former self over and over
 */
export function project(
  core: Core,
  places: readonly Place[],
  name: string,
  depth: number,
  seen = new Set<Node>(),
): readonly Place[] {
  const { evaluate, exported } = core;
  if (depth > maxDepth) return [];
  return places.flatMap((place): readonly Place[] => {
    const { unit, node } = place;
    switch (node.type) {
      case 'ObjectExpression': {
        if (seen.has(node)) return [];
        seen.add(node);
        const values: Place[] = [];
        for (const property of node.properties) {
          if (property.type === 'SpreadElement') {
            const spread = evaluate({ unit, node: property.argument }, depth + 1);
            values.push(...project(core, spread, name, depth + 1, seen));
          } else if (keyName(property) === name) {
            values.push(...evaluate({ unit, node: property.value }, depth + 1));
          }
        }
        return values;
      }
      case 'ArrayExpression': {
        const element = node.elements[Number(name)];
        return element && element.type !== 'SpreadElement'
          ? evaluate({ unit, node: element }, depth + 1)
          : [];
      }
      case 'ClassDeclaration':
      case 'ClassExpression':
        return classMember(core, { unit, node }, name, depth) ?? [];
      case 'NewExpression':
        return evaluate({ unit, node: node.callee }, depth + 1).flatMap((owner) =>
          isClass(owner.node)
            ? (classMember(core, { unit: owner.unit, node: owner.node }, name, depth) ?? [])
            : [],
        );
      case 'Identifier': {
        const binding = unit.bindings.lookup(node);
        if (binding?.import?.name !== '*') return [];
        const target = core.units.follow(unit, binding.import.source);
        return (target && exported(target, name, depth + 1)) ?? [];
      }
      case 'ImportExpression': {
        const source = unit.bindings.loads.find((load) => load.node === node)?.source;
        const target = source === undefined ? undefined : core.units.follow(unit, source);
        return (target && exported(target, name, depth + 1)) ?? [];
      }
      default:
        return [];
    }
  });
}

/** What a class's member of that name is, its parents' when it has none; undefined when no class declares it. */
export function classMember(
  core: Core,
  owner: Place<ClassNode>,
  name: string,
  depth: number,
): readonly Place[] | undefined {
  const { evaluate } = core;
  const { unit, node } = owner;
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition' && keyName(member) === name) return [{ unit, node: member.value }];
    if (member.type === 'PropertyDefinition' && keyName(member) === name && member.value) {
      return evaluate({ unit, node: member.value }, depth + 1);
    }
  }
  if (node.superClass === null || depth > maxDepth) return undefined;
  return evaluate({ unit, node: node.superClass }, depth + 1).flatMap((parent) =>
    isClass(parent.node)
      ? (classMember(core, { unit: parent.unit, node: parent.node }, name, depth + 1) ?? [])
      : [],
  );
}

/** `this.name` inside a plain object: its own member, or a method of a Vue component. */
export function objectThis(
  core: Core,
  here: Place,
  name: string,
  depth: number,
): readonly Place[] | undefined {
  for (let at: Node | undefined = here.node; at !== undefined; at = here.unit.bindings.parent(at)) {
    if (at.type !== 'ObjectExpression') continue;
    const own = project(core, [{ unit: here.unit, node: at }], name, depth + 1);
    if (own.length > 0) return own;
    const methods = project(
      core,
      project(core, [{ unit: here.unit, node: at }], 'methods', depth + 1),
      name,
      depth + 1,
    );
    if (methods.length > 0) return methods;
  }
  return undefined;
}
