import type { ParsedModule } from '../../../project/parse.ts';
import { namesIn } from '../flow/flow-declarations.ts';
import { bare, stringValue } from '../literals.ts';

/** What names of a module come from which source, by `import` or `require`. */
export function importSources({ program }: ParsedModule): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration')
      for (const { local } of statement.specifiers) found.set(local.name, statement.source.value);
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations) {
      const call = init && bare(init);
      if (
        call?.type !== 'CallExpression' ||
        call.callee.type !== 'Identifier' ||
        call.callee.name !== 'require'
      )
        continue;
      const source = stringValue(call.arguments[0]);
      if (source !== undefined) for (const name of namesIn(id)) found.set(name, source);
    }
  }
  return found;
}
