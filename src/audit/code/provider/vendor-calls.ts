import type { CallExpression } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { memberPath } from '../literals.ts';
import { evaluatorOf } from '../values/evaluator-of.ts';
import { walk } from '../walk.ts';

/** Calls of a method by the last names of its path: `pushnotifications.subscriptions.create`. */
export function findVendorCalls(code: CodeModel, method: readonly string[]): Place<CallExpression>[] {
  const found: Place<CallExpression>[] = [];
  const { units } = evaluatorOf(code);
  const [word = '', ...others] = [...method].reverse();
  for (const path of code.mentioning([others[0] ?? word])) {
    const unit = units.get(path);
    if (unit === undefined) continue;
    walk(unit.bindings.program, {
      enter(node) {
        if (node.type !== 'CallExpression') return;
        const names = memberPath(node.callee)?.slice(-method.length);
        if (names?.join('.') === method.join('.')) found.push({ unit, node });
      },
    });
  }
  return found;
}
