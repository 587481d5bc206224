import type { Node } from 'oxc-parser';
import type { Place, Unit } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { keyName, propertyValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { evaluatorOf } from '../values/evaluator-of.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';

/** One place where a push server is given its VAPID subject and keys. */
export interface VapidDetails {
  readonly node: Node;
  readonly unit: Unit;
  readonly subject: Node | undefined;
  readonly publicKey: Node | undefined;
  readonly privateKey: Node | undefined;
  readonly evaluator: Evaluator;
}

/** `setVapidDetails(subject, publicKey, privateKey)` and `{ vapidDetails: { … } }`, wherever they are written. */
export function findVapidDetails(code: CodeModel): VapidDetails[] {
  const found: VapidDetails[] = [];
  const { units, evaluator } = evaluatorOf(code);
  for (const path of code.mentioning(['setVapidDetails', 'vapidDetails'])) {
    for (const part of ['module', 'frontmatter'] as const) {
      const unit = units.get(path, part);
      if (unit === undefined) continue;
      walk(unit.module.program, {
        enter(node) {
          if (node.type === 'CallExpression' && calleeName(node) === 'setVapidDetails') {
            const [subject, publicKey, privateKey] = node.arguments;
            if (node.arguments.some(({ type }) => type === 'SpreadElement')) return;
            found.push({ node, unit, subject, publicKey, privateKey, evaluator });
          } else if (node.type === 'Property' && keyName(node) === 'vapidDetails') {
            const [value] = evaluator.evaluate({ unit, node: node.value });
            if (value?.node.type !== 'ObjectExpression') return;
            const of = (name: string): Node | undefined => propertyValue(value.node, name);
            found.push({
              node,
              unit: value.unit,
              subject: of('subject'),
              publicKey: of('publicKey'),
              privateKey: of('privateKey'),
              evaluator,
            });
          }
        },
      });
    }
  }
  return found;
}

/** The values that an expression of the details can have. */
export function valuesOf({ evaluator, unit }: VapidDetails, node: Node): readonly Place[] {
  return evaluator.evaluate({ unit, node });
}
