import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { isFunction } from '../bindings/bindings.ts';
import type { CodeModel } from '../code-model.ts';
import { walk } from '../walk.ts';
import { type Entry, entryOf } from './server-entries.ts';

/** Functions that mention a name and are tried as its callers. */
const mostCallers = 12;

const callers = new WeakMap<ParsedModule, Map<Node, readonly Entry[]>>();

/**
 * Functions, and modules' top levels, that mention the entry by its name; whether they really call it, walking them tells.
 * @param paths where they are looked for, for an entry that its module keeps to itself; everywhere without it
 */
export function findCallers(code: CodeModel, entry: Entry, paths?: readonly string[]): readonly Entry[] {
  const { name, module, node } = entry;
  if (name === undefined || node === undefined) return [];
  const known = callers.get(module) ?? new Map<Node, readonly Entry[]>();
  callers.set(module, known);
  let found = known.get(node);
  if (found === undefined) {
    found = collectCallers(code, entry, name, paths ?? code.mentioning([name]));
    known.set(node, found);
  }
  return found;
}

function collectCallers(code: CodeModel, entry: Entry, name: string, paths: readonly string[]): Entry[] {
  const found = new Map<Node, Entry>();
  for (const path of paths) {
    const other = code.module(path);
    if (other === undefined || (other !== entry.module && !leadsTo(code, other))) continue;
    walk(other.program, {
      enter(at, parent, ancestors) {
        const named = at.type === 'Identifier' && at.name === name;
        if (!named || parent === undefined || found.size >= mostCallers) return;
        if (parent.type === 'ImportSpecifier' || parent.type === 'ExportSpecifier') return;
        const isName =
          (parent.type === 'VariableDeclarator' && parent.id === at) ||
          (isFunction(parent) && parent.id === at) ||
          parent.type === 'MethodDefinition';
        if (isName || ancestors.includes(entry.node as Node)) return;
        const around = entryOf(other, ancestors);
        const key = around.node ?? other.program;
        if (!found.has(key)) found.set(key, around);
      },
    });
  }
  return [...found.values()];
}

/** Only modules that import something of the repository can call into it. */
function leadsTo(code: CodeModel, module: ParsedModule): boolean {
  return module.program.body.some(
    (statement) =>
      (statement.type === 'ImportDeclaration' &&
        code.resolve(module.path, statement.source.value) !== undefined) ||
      /\brequire\(|\bimport\(/.test(module.text.slice(statement.start, statement.end)),
  );
}
