import type { CodeModel } from '../code-model.ts';
import { bare, keyName, memberPath, propertyValue } from '../literals.ts';
import { walk } from '../walk.ts';

/** Whether a Nest application has a guard in front of every controller: https://docs.nestjs.com/guards#binding-guards */
export function hasGlobalGuard(code: Pick<CodeModel, 'mentioning' | 'module'>): boolean {
  return code.mentioning(['APP_GUARD', 'useGlobalGuards(']).some((path) => {
    const module = code.module(path);
    let found = false;
    if (module === undefined) return false;
    // One that only counts requests lets everybody pass.
    const asks = (start: number, end: number): boolean => !/throttl/i.test(module.text.slice(start, end));
    walk(module.program, {
      enter(node) {
        if (node.type === 'ObjectExpression') {
          const provided = propertyValue(node, 'provide');
          if (provided !== undefined && memberPath(provided)?.at(-1) === 'APP_GUARD')
            found ||= asks(node.start, node.end);
        } else if (node.type === 'CallExpression') {
          const callee = bare(node.callee);
          if (callee.type === 'MemberExpression' && keyName(callee) === 'useGlobalGuards')
            found ||= asks(node.start, node.end);
        }
      },
    });
    return found;
  });
}
