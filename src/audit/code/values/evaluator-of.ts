import { createUnits, type Units } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { createEvaluator, type Evaluator } from './evaluate.ts';

const known = new WeakMap<CodeModel, { readonly units: Units; readonly evaluator: Evaluator }>();

/** Scope trees and the evaluator for server code, made once for a code model. */
export function evaluatorOf(code: CodeModel): { readonly units: Units; readonly evaluator: Evaluator } {
  let found = known.get(code);
  if (found === undefined) {
    const units = createUnits(code);
    found = { units, evaluator: createEvaluator(units) };
    known.set(code, found);
  }
  return found;
}
