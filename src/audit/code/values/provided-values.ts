import type { Node } from 'oxc-parser';
import type { Binding } from '../bindings/bindings.ts';
import type { Place, Unit, Units } from '../bindings/units.ts';
import { bare } from '../literals.ts';

/** Values given to a context's provider, in the module that makes the context and in those that this module shows. */
export function providedValues(units: Units, unit: Unit, context: Node): Place[] {
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
