import type { Node } from 'oxc-parser';
import { type Binding, type FunctionNode, isClass, isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit, type Units } from '../bindings/units.ts';
import { bare, keyName } from '../literals.ts';
import { type Core, classMember, maxDepth, objectThis, project } from './evaluate-members.ts';
import { calleeName, passesThrough } from './known-calls.ts';
import { isMadeByPackage, type PackageName, packageOf } from './package-values.ts';
import { patternPath } from './pattern-path.ts';
import { providedValues } from './provided-values.ts';
import { returnedValues } from './returned-values.ts';

/** Follows values back to where they are written. */
export interface Evaluator {
  /**
   * The expressions that a value can come from: functions, classes, object literals, calls. What cannot be followed further is
   * returned as it stands: a global, a parameter, a name that a package exports.
   */
  evaluate(place: Place): readonly Place[];
  /** The functions of this repository that an expression can mean. */
  functions(place: Place): readonly Place<FunctionNode>[];
  /** What a function's return statements (or its expression body) hand back. */
  returned(place: Place<FunctionNode>): readonly Place[];
  /** Where a name is imported from a package: `['firebase/messaging', 'getToken']`; undefined for anything of the repository. */
  packageOf(place: Place): PackageName | undefined;
  /** Whether a value is what a package's function or class made, or a part of it: `const { signOut } = NextAuth(…)`. */
  isMadeByPackage(place: Place): boolean;
}

export function createEvaluator(units: Units): Evaluator {
  const returns = new Map<Node, readonly Place[]>();
  const known = new Map<Node, readonly Place[]>();
  // Of values that lead to themselves, as a reducer's state does, each is looked at once for a question.
  const open = new Set<Node>();
  const partial = new Map<Node, readonly Place[]>();
  let cuts = 0;

  const evaluate = (place: Place, depth: number): readonly Place[] => {
    const node = bare(place.node);
    const found = known.get(node) ?? partial.get(node);
    if (found !== undefined) return found;
    const here: Place = { unit: place.unit, node };
    if (depth > maxDepth || open.has(node)) {
      cuts++;
      return depth > maxDepth ? [here] : [];
    }
    const before = cuts;
    open.add(node);
    const values = distinct(step(here, depth));
    open.delete(node);
    if (cuts === before || open.size === 0) known.set(node, values);
    else partial.set(node, values);
    if (open.size === 0) partial.clear();
    return values;
  };

  const step = (here: Place, depth: number): readonly Place[] => {
    const { unit, node } = here;
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier': {
        const binding = unit.bindings.lookup(node);
        return binding === undefined ? [here] : evaluateBinding(unit, binding, here, depth);
      }
      case 'JSXMemberExpression':
        return project(core, evaluate({ unit, node: node.object }, depth + 1), node.property.name, depth);
      case 'MemberExpression': {
        const name = keyName(node);
        if (name === undefined) return [here];
        const { object } = node;
        if (object.type === 'ThisExpression') {
          const owner = ancestor(here, isClass);
          const member = owner && classMember(core, { unit, node: owner }, name, depth);
          if (member !== undefined && member.length > 0) return member;
          return objectThis(core, here, name, depth) ?? [here];
        }
        const found = project(core, evaluate({ unit, node: object }, depth + 1), name, depth);
        return found.length > 0 ? found : [here];
      }
      case 'CallExpression': {
        const [first] = node.arguments;
        const name = calleeName(node);
        if (first !== undefined && name !== undefined && passesThrough(name)) {
          return evaluate({ unit, node: first }, depth + 1);
        }
        const callees = functionsOf({ unit, node: node.callee }, depth + 1);
        if (name === 'useMemo' && isFunction(first)) {
          return returned({ unit, node: first }).flatMap((value) => evaluate(value, depth + 1));
        }
        if ((name === 'useContext' || name === 'use') && first !== undefined && callees.length === 0) {
          const provided = providedValues(units, unit, first);
          return provided.length > 0 ? provided.flatMap((value) => evaluate(value, depth + 1)) : [here];
        }
        const results = callees.flatMap((callee) => returned(callee));
        return results.length > 0 ? results.flatMap((value) => evaluate(value, depth + 1)) : [here];
      }
      case 'ConditionalExpression':
        return [node.consequent, node.alternate].flatMap((part) => evaluate({ unit, node: part }, depth + 1));
      case 'LogicalExpression':
        return [node.left, node.right].flatMap((part) => evaluate({ unit, node: part }, depth + 1));
      case 'AssignmentExpression':
        return evaluate({ unit, node: node.right }, depth + 1);
      default:
        return [here];
    }
  };

  const evaluateBinding = (unit: Unit, binding: Binding, here: Place, depth: number): readonly Place[] => {
    if (binding.import !== undefined) {
      const target = units.follow(unit, binding.import.source);
      if (target === undefined || binding.import.name === '*') return [here];
      return exported(target, binding.import.name, depth) ?? [here];
    }
    if (binding.kind === 'function' || binding.kind === 'class') return [{ unit, node: binding.declaration }];
    if (binding.declaration.type !== 'VariableDeclarator') return [here];
    const { id, init } = binding.declaration;
    const values: Place[] = [];
    if (init) {
      const path = patternPath(id, binding.id);
      let found = evaluate({ unit, node: init }, depth + 1);
      for (const key of path ?? []) found = project(core, found, key, depth);
      if (path !== undefined) values.push(...found);
    }
    for (const reference of binding.references) {
      const parent = unit.bindings.parent(reference);
      if (parent?.type === 'AssignmentExpression' && parent.left === reference && parent.operator === '=') {
        values.push(...evaluate({ unit, node: parent.right }, depth + 1));
      }
    }
    return values.length > 0 ? values : [here];
  };

  const exported = (target: Unit, name: string, depth: number): readonly Place[] | undefined => {
    const found = units.findExport(target, name);
    if (found === undefined) return undefined;
    const { unit } = found;
    if (found.export.kind === 'binding') {
      const { binding } = found.export;
      return evaluateBinding(unit, binding, { unit, node: binding.id }, depth + 1);
    }
    if (found.export.kind === 'expression') return evaluate({ unit, node: found.export.node }, depth + 1);
    return undefined;
  };

  const core: Core = { units, evaluate, exported };
  const functionsOf = (place: Place, depth: number): readonly Place<FunctionNode>[] =>
    evaluate(place, depth).flatMap(({ unit, node }) => (isFunction(node) ? [{ unit, node }] : []));

  const returned = (place: Place<FunctionNode>): readonly Place[] => {
    const values = returns.get(place.node) ?? returnedValues(place);
    returns.set(place.node, values);
    return values;
  };

  return {
    evaluate: (place) => evaluate(place, 0),
    functions: (place) => functionsOf(place, 0),
    returned,
    packageOf: (place) => packageOf(units, place),
    isMadeByPackage: (place) => isMadeByPackage(units, place),
  };
}

function distinct(places: readonly Place[]): readonly Place[] {
  if (places.length < 2) return places;
  const byNode = new Map(places.map((place) => [place.node, place]));
  return byNode.size === places.length ? places : [...byNode.values()];
}
