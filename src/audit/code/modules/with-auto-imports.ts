import { posix } from 'node:path';
import type { ImportDeclaration } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { findBindings } from '../bindings/find-bindings.ts';
import { findTemplateHandlers } from '../follow/template-handlers.ts';
import type { AutoImport } from './auto-imports.ts';
import type { ScriptsInFile } from './scripts-in-files.ts';

/**
 * The module with an import for each name that its framework imports: what nothing in it declares, in its script or in the
 * handlers of its template. The imports stand at the beginning of the file and take no room there.
 * @param names what the words of the file may mean
 */
export function withAutoImports(
  module: ParsedModule,
  names: ReadonlyMap<string, AutoImport>,
  file: ScriptsInFile | undefined,
): ParsedModule {
  if (names.size === 0) return module;
  const { globals, top } = findBindings(module.program);
  const free = new Set(globals.keys());
  for (const { mentions } of file === undefined ? [] : findTemplateHandlers(module.path, file)) {
    for (const { name } of mentions) if (!top.has(name)) free.add(name);
  }
  const imports = [...names].flatMap(([name, target]) =>
    free.has(name) ? [importOf(module.path, name, target)] : [],
  );
  if (imports.length === 0) return module;
  return { ...module, program: { ...module.program, body: [...imports, ...module.program.body] } };
}

function importOf(from: string, local: string, { path, name }: AutoImport): ImportDeclaration {
  const at = { start: 0, end: 0 };
  const source = `./${posix.relative(posix.dirname(from), path)}`;
  const id = { type: 'Identifier' as const, name: local, ...at };
  return {
    type: 'ImportDeclaration',
    specifiers: [
      name === 'default'
        ? { type: 'ImportDefaultSpecifier', local: id, ...at }
        : {
            type: 'ImportSpecifier',
            imported: { type: 'Identifier', name, ...at },
            local: id,
            importKind: 'value',
            ...at,
          },
    ],
    source: { type: 'Literal', value: source, raw: JSON.stringify(source), ...at },
    phase: null,
    attributes: [],
    importKind: 'value',
    ...at,
  };
}
