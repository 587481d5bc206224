import { posix } from 'node:path';
import type { SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { insertIntoSource, withMark } from './splice.ts';
import { afterImports } from './statement-place.ts';
import { parseSource } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/** Imports a script for what it does, in a module that a bundler makes one script of: `import '../public/push-sw.js'`. */
export function addModuleImport(text: string, path: string, specifier: string): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `import '${specifier}';`,
  });
  const source = parseSource(body, path);
  if (source === undefined)
    return manual(`${path} has a syntax error, so nothing can be added to it safely.`);
  if (countImports(source, specifier) > 0)
    return { status: 'already', reason: `${path} imports ${posix.basename(specifier)} already.` };
  const style = codeStyleOf(source);
  const statement = `import ${style.quote}${specifier}${style.quote}`;
  const done = insertIntoSource(source, path, [afterImports(source, statement, style)]);
  if (done === undefined || countImports(done.source, specifier) !== 1)
    return manual(`An edit of ${path} would change more than it should.`);
  return withMark(mark, done.result);
}

function countImports(source: SourceFile, specifier: string): number {
  return source
    .getImportDeclarations()
    .filter((each) => posix.basename(each.getModuleSpecifierValue()) === posix.basename(specifier)).length;
}
