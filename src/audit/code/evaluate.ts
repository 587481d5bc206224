import type { Node } from 'oxc-parser';
import { type Binding, type ClassNode, type FunctionNode, isClass, isFunction } from './bindings.ts';
import { calleeName, passesThrough } from './known-calls.ts';
import { bare, keyName } from './literals.ts';
import { ancestor, type Place, type Unit, type Units } from './units.ts';
import { walk } from './walk.ts';

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
  packageOf(place: Place): { readonly source: string; readonly name: string } | undefined;
  /** Whether a value is what a package's function or class made, or a part of it: `const { signOut } = NextAuth(…)`. */
  isMadeByPackage(place: Place): boolean;
}

const maxDepth = 24;

export function createEvaluator(units: Units): Evaluator {
  const returns = new Map<Node, readonly Place[]>();

  const evaluate = (place: Place, depth: number): readonly Place[] => {
    const node = bare(place.node);
    const here: Place = { unit: place.unit, node };
    if (depth > maxDepth) return [here];
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier': {
        const binding = place.unit.bindings.lookup(node);
        return binding === undefined ? [here] : evaluateBinding(place.unit, binding, here, depth);
      }
      case 'JSXMemberExpression':
        return project(
          evaluate({ unit: place.unit, node: node.object }, depth + 1),
          node.property.name,
          depth,
        );
      case 'MemberExpression': {
        const name = keyName(node);
        if (name === undefined) return [here];
        const { object } = node;
        if (object.type === 'ThisExpression') {
          const owner = ancestor(here, isClass);
          const member = owner && classMember({ unit: place.unit, node: owner }, name, depth);
          if (member !== undefined && member.length > 0) return member;
          return objectThis(here, name, depth) ?? [here];
        }
        const found = project(evaluate({ unit: place.unit, node: object }, depth + 1), name, depth);
        return found.length > 0 ? found : [here];
      }
      case 'CallExpression': {
        const [first] = node.arguments;
        const name = calleeName(node);
        if (first !== undefined && name !== undefined && passesThrough(name)) {
          return evaluate({ unit: place.unit, node: first }, depth + 1);
        }
        const callees = functionsOf({ unit: place.unit, node: node.callee }, depth + 1);
        if (name === 'useMemo' && isFunction(first)) {
          return returned({ unit: place.unit, node: first }).flatMap((value) => evaluate(value, depth + 1));
        }
        if ((name === 'useContext' || name === 'use') && first !== undefined && callees.length === 0) {
          const provided = provisions(place.unit, first);
          return provided.length > 0 ? provided.flatMap((value) => evaluate(value, depth + 1)) : [here];
        }
        const results = callees.flatMap((callee) => returned(callee));
        return results.length > 0 ? results.flatMap((value) => evaluate(value, depth + 1)) : [here];
      }
      case 'ConditionalExpression':
        return [node.consequent, node.alternate].flatMap((part) =>
          evaluate({ unit: place.unit, node: part }, depth + 1),
        );
      case 'LogicalExpression':
        return [node.left, node.right].flatMap((part) =>
          evaluate({ unit: place.unit, node: part }, depth + 1),
        );
      case 'AssignmentExpression':
        return evaluate({ unit: place.unit, node: node.right }, depth + 1);
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
      for (const key of path ?? []) found = project(found, key, depth);
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

  /** The value of one property of each place. */
  const project = (places: readonly Place[], name: string, depth: number): readonly Place[] => {
    if (depth > maxDepth) return [];
    return places.flatMap((place): readonly Place[] => {
      const { unit, node } = place;
      switch (node.type) {
        case 'ObjectExpression': {
          const values: Place[] = [];
          for (const property of node.properties) {
            if (property.type === 'SpreadElement') {
              values.push(
                ...project(evaluate({ unit, node: property.argument }, depth + 1), name, depth + 1),
              );
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
          return classMember({ unit, node }, name, depth) ?? [];
        case 'NewExpression':
          return evaluate({ unit, node: node.callee }, depth + 1).flatMap((owner) =>
            isClass(owner.node)
              ? (classMember({ unit: owner.unit, node: owner.node }, name, depth) ?? [])
              : [],
          );
        case 'Identifier': {
          const binding = unit.bindings.lookup(node);
          if (binding?.import?.name !== '*') return [];
          const target = units.follow(unit, binding.import.source);
          return (target && exported(target, name, depth + 1)) ?? [];
        }
        case 'ImportExpression': {
          const source = unit.bindings.loads.find((load) => load.node === node)?.source;
          const target = source === undefined ? undefined : units.follow(unit, source);
          return (target && exported(target, name, depth + 1)) ?? [];
        }
        default:
          return [];
      }
    });
  };

  const classMember = (
    owner: Place<ClassNode>,
    name: string,
    depth: number,
  ): readonly Place[] | undefined => {
    const { unit, node } = owner;
    for (const member of node.body.body) {
      if (member.type === 'MethodDefinition' && keyName(member) === name)
        return [{ unit, node: member.value }];
      if (member.type === 'PropertyDefinition' && keyName(member) === name && member.value) {
        return evaluate({ unit, node: member.value }, depth + 1);
      }
    }
    if (node.superClass === null || depth > maxDepth) return undefined;
    return evaluate({ unit, node: node.superClass }, depth + 1).flatMap((parent) =>
      isClass(parent.node)
        ? (classMember({ unit: parent.unit, node: parent.node }, name, depth + 1) ?? [])
        : [],
    );
  };

  /** `this.name` inside a plain object: its own member, or a method of a Vue component. */
  const objectThis = (here: Place, name: string, depth: number): readonly Place[] | undefined => {
    for (let at: Node | undefined = here.node; at !== undefined; at = here.unit.bindings.parent(at)) {
      if (at.type !== 'ObjectExpression') continue;
      const own = project([{ unit: here.unit, node: at }], name, depth + 1);
      if (own.length > 0) return own;
      const methods = project(
        project([{ unit: here.unit, node: at }], 'methods', depth + 1),
        name,
        depth + 1,
      );
      if (methods.length > 0) return methods;
    }
    return undefined;
  };

  /** Values given to a context's provider, in the module that makes the context and in those that this module shows. */
  const provisions = (unit: Unit, context: Node): Place[] => {
    const binding = unit.bindings.lookup(bare(context));
    if (binding === undefined) return [];
    let home: { unit: Unit; binding: Binding } = { unit, binding };
    if (binding.import !== undefined) {
      const target = units.follow(unit, binding.import.source);
      const found = target && units.findExport(target, binding.import.name);
      if (found?.export.kind !== 'binding') return [];
      home = { unit: found.unit, binding: found.export.binding };
    }
    const values: Place[] = [];
    for (const reference of home.binding.references) {
      const value = providerValue(home.unit, reference);
      if (value !== undefined) values.push({ unit: home.unit, node: value });
    }
    return values;
  };

  const returned = (place: Place<FunctionNode>): readonly Place[] => {
    const known = returns.get(place.node);
    if (known !== undefined) return known;
    const values: Place[] = [];
    const { body } = place.node;
    if (body !== null && body.type !== 'BlockStatement') values.push({ unit: place.unit, node: body });
    else if (body !== null) {
      walk(body, {
        enter(node) {
          if (isFunction(node) || isClass(node)) return false;
          if (node.type === 'ReturnStatement' && node.argument)
            values.push({ unit: place.unit, node: node.argument });
          return undefined;
        },
      });
    }
    returns.set(place.node, values);
    return values;
  };

  const functionsOf = (place: Place, depth: number): readonly Place<FunctionNode>[] =>
    evaluate(place, depth).flatMap(({ unit, node }) => (isFunction(node) ? [{ unit, node }] : []));

  const packageOf: Evaluator['packageOf'] = ({ unit, node }) => {
    const value = bare(node);
    if (value.type === 'MemberExpression') {
      const binding = unit.bindings.lookup(bare(value.object));
      const name = keyName(value);
      if (binding?.import === undefined || name === undefined) return undefined;
      if (units.follow(unit, binding.import.source) !== undefined) return undefined;
      return { source: binding.import.source, name };
    }
    const binding = unit.bindings.lookup(value);
    if (binding?.declaration.type === 'VariableDeclarator' && binding.declaration.init) {
      // `const { getToken } = await import('firebase/messaging')`
      const init = bare(binding.declaration.init);
      const source = unit.bindings.loads.find((load) => load.node === init)?.source;
      const name = patternPath(binding.declaration.id, binding.id)?.[0];
      if (source === undefined || name === undefined) return undefined;
      return units.follow(unit, source) === undefined ? { source, name } : undefined;
    }
    if (binding?.import === undefined) return undefined;
    if (units.follow(unit, binding.import.source) !== undefined) return undefined;
    return { source: binding.import.source, name: binding.import.name };
  };

  const isMadeByPackage = (place: Place, depth = 0): boolean => {
    const { unit } = place;
    const node = bare(place.node);
    if (depth > 6) return false;
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const { callee } = node;
      return (
        packageOf({ unit, node: callee }) !== undefined || isMadeByPackage({ unit, node: callee }, depth + 1)
      );
    }
    if (node.type === 'MemberExpression') return isMadeByPackage({ unit, node: node.object }, depth + 1);
    const binding = unit.bindings.lookup(node);
    if (binding === undefined) return false;
    if (binding.import !== undefined) {
      const target = units.follow(unit, binding.import.source);
      const found = target && units.findExport(target, binding.import.name);
      if (found?.export.kind !== 'binding') return false;
      return isMadeByPackage({ unit: found.unit, node: found.export.binding.id }, depth + 1);
    }
    const { declaration } = binding;
    if (declaration.type !== 'VariableDeclarator' || !declaration.init) return false;
    return isMadeByPackage({ unit, node: declaration.init }, depth + 1);
  };

  return {
    evaluate: (place) => evaluate(place, 0),
    functions: (place) => functionsOf(place, 0),
    returned,
    packageOf,
    isMadeByPackage: (place) => isMadeByPackage(place),
  };
}

/** The `value` that `<Context.Provider value={…}>` or `<Context value={…}>` gives, when a reference is the context's name there. */
export function providerValue(unit: Unit, reference: Node): Node | undefined {
  let at = unit.bindings.parent(reference);
  if (at?.type === 'JSXMemberExpression') {
    if (at.property.name !== 'Provider') return undefined;
    at = unit.bindings.parent(at);
  }
  if (at?.type !== 'JSXOpeningElement') return undefined;
  for (const attribute of at.attributes) {
    if (attribute.type !== 'JSXAttribute' || attribute.name.name !== 'value') continue;
    if (attribute.value?.type === 'JSXExpressionContainer') return attribute.value.expression;
  }
  return undefined;
}

/** The property keys that lead from a destructured value to the name: `{ a: [, b] }` and `b` → `['a', '1']`. */
export function patternPath(pattern: Node, id: Node): readonly string[] | undefined {
  if (pattern === id) return [];
  switch (pattern.type) {
    case 'AssignmentPattern':
      return patternPath(pattern.left, id);
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          if (property.argument === id) return [];
          continue;
        }
        const rest = patternPath(property.value, id);
        const key = keyName(property);
        if (rest !== undefined) return key === undefined ? undefined : [key, ...rest];
      }
      return undefined;
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        const rest = element ? patternPath(element, id) : undefined;
        if (rest !== undefined) return [String(index), ...rest];
      }
      return undefined;
    default:
      return undefined;
  }
}
