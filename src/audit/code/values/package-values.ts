import type { Place, Units } from '../bindings/units.ts';
import { bare, keyName } from '../literals.ts';
import { patternPath } from './pattern-path.ts';

/** A name that a package exports. */
export interface PackageName {
  readonly source: string;
  readonly name: string;
}

/** Where a name is imported from a package: `['firebase/messaging', 'getToken']`; undefined for anything of the repository. */
export function packageOf(units: Units, { unit, node }: Place): PackageName | undefined {
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
}

/** Whether a value is what a package's function or class made, or a part of it: `const { signOut } = NextAuth(…)`. */
export function isMadeByPackage(units: Units, place: Place, depth = 0): boolean {
  const { unit } = place;
  const node = bare(place.node);
  if (depth > 6) return false;
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const { callee } = node;
    return (
      packageOf(units, { unit, node: callee }) !== undefined ||
      isMadeByPackage(units, { unit, node: callee }, depth + 1)
    );
  }
  if (node.type === 'MemberExpression') return isMadeByPackage(units, { unit, node: node.object }, depth + 1);
  const binding = unit.bindings.lookup(node);
  if (binding === undefined) return false;
  if (binding.import !== undefined) {
    const target = units.follow(unit, binding.import.source);
    const found = target && units.findExport(target, binding.import.name);
    if (found?.export.kind !== 'binding') return false;
    return isMadeByPackage(units, { unit: found.unit, node: found.export.binding.id }, depth + 1);
  }
  const { declaration } = binding;
  if (declaration.type !== 'VariableDeclarator' || !declaration.init) return false;
  return isMadeByPackage(units, { unit, node: declaration.init }, depth + 1);
}
