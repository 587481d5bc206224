import { type FunctionNode, isClass, isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { walk } from '../walk.ts';

/** What a function's return statements (or its expression body) hand back. */
export function returnedValues({ unit, node }: Place<FunctionNode>): readonly Place[] {
  const values: Place[] = [];
  const { body } = node;
  if (body !== null && body.type !== 'BlockStatement') values.push({ unit, node: body });
  else if (body !== null) {
    walk(body, {
      enter(inner) {
        if (isFunction(inner) || isClass(inner)) return false;
        if (inner.type === 'ReturnStatement' && inner.argument) values.push({ unit, node: inner.argument });
        return undefined;
      },
    });
  }
  return values;
}
