import type { Place } from '../bindings/units.ts';
import { keyName } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';

/** An object that the code writes out: its properties, and whether they are all. */
export interface ObjectLiteral {
  readonly place: Place;
  readonly properties: ReadonlyMap<string, { readonly key: Place; readonly value: Place }>;
  readonly complete: boolean;
}

/** The objects that an expression can be, where all of them are written out; none where one is not. */
export function objectLiterals(place: Place, evaluator: Evaluator): readonly ObjectLiteral[] {
  const values = evaluator.evaluate(place);
  if (values.some(({ node }) => node.type !== 'ObjectExpression')) return [];
  return values.map((value) => {
    const { unit, node } = value;
    const properties = new Map<string, { key: Place; value: Place }>();
    let complete = node.type === 'ObjectExpression';
    for (const property of node.type === 'ObjectExpression' ? node.properties : []) {
      const name = property.type === 'Property' ? keyName(property) : undefined;
      if (property.type !== 'Property' || name === undefined) complete = false;
      else properties.set(name, { key: { unit, node: property }, value: { unit, node: property.value } });
    }
    return { place: value, properties, complete };
  });
}
