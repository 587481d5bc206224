import type { CallExpression, Node } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { bare, keyName, memberPath } from '../literals.ts';
import { evaluatorOf } from '../values/evaluator-of.ts';
import { guardsAt } from '../values/guards.ts';
import { walk } from '../walk.ts';

/** A call that registers a service worker. */
export interface RegisterCall extends Place<CallExpression> {
  /** It runs in development alone, by the bundler's own word for that. */
  readonly onlyInDevelopment: boolean;
}

/** Every `navigator.serviceWorker.register` outside of workers. */
export function findRegisterCalls(code: CodeModel): readonly RegisterCall[] {
  const { units } = evaluatorOf(code);
  const found: RegisterCall[] = [];
  for (const path of code.mentioning(['serviceWorker'])) {
    const unit = units.get(path);
    if (unit === undefined) continue;
    walk(unit.bindings.program, {
      enter(node) {
        if (node.type !== 'CallExpression') return;
        const callee = bare(node.callee);
        if (callee.type !== 'MemberExpression' || keyName(callee) !== 'register') return;
        if (memberPath(callee.object)?.at(-1) !== 'serviceWorker') return;
        const guards = guardsAt({ unit, node });
        const onlyInDevelopment = guards.some((guard) => isDevelopment(guard.place.node, guard.holds));
        found.push({ unit, node, onlyInDevelopment });
      },
    });
  }
  return found;
}

/** Whether the condition, being so, holds in development alone. */
function isDevelopment(condition: Node, holds: boolean): boolean {
  const node = bare(condition);
  if (node.type === 'UnaryExpression' && node.operator === '!') return isDevelopment(node.argument, !holds);
  if (node.type === 'LogicalExpression' && node.operator === (holds ? '&&' : '||'))
    return isDevelopment(node.left, holds) || isDevelopment(node.right, holds);
  const path = memberPath(node)?.join('.') ?? '';
  if (path.endsWith('env.DEV')) return holds;
  if (path.endsWith('env.PROD')) return !holds;
  if (node.type !== 'BinaryExpression') return false;
  const mode = memberPath(node.left)?.join('.') ?? '';
  const { right } = node;
  if (!/env\.(?:NODE_ENV|MODE)$/.test(mode) || right.type !== 'Literal') return false;
  const equal = /^===?$/.test(node.operator) ? holds : /^!==?$/.test(node.operator) ? !holds : undefined;
  return equal === undefined
    ? false
    : right.value === 'production'
      ? !equal
      : right.value === 'development' && equal;
}
