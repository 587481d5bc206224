import type { SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { isCommonJs } from './is-commonjs.ts';
import { mentionsOf } from './names.ts';
import { findOwnImport } from './own-import.ts';
import { type Insertion, insertIntoSource, withMark } from './splice.ts';
import { afterNamedImports, atEnd } from './statement-place.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/** A function of ours, exported under its name and called without arguments. */
export interface Called {
  readonly name: string;
  /** As the entry module imports it: `./push/mount-push`. */
  readonly specifier: string;
}

/** Calls a function when the app starts: one import and one statement at the end of the app's entry module. */
export function mountCall(text: string, path: string, { name, specifier }: Called): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `import { ${name} } from '${specifier}';\n\n${name}();`,
  });
  const source = parseSource(body, path);
  if (source === undefined)
    return manual(`${path} has a syntax error, so nothing can be added to it safely.`);
  const own = findOwnImport(source, name, specifier);
  const local = own?.local ?? name;
  if (own !== undefined && countCalls(source, local) > 0) {
    return { status: 'already', reason: `${path} calls ${local}() already.` };
  }
  if (own === undefined && mentionsOf(source, name).length > 0) {
    return manual(`${path} uses the name ${name} for something else.`);
  }
  if (isCommonJs(source, path)) return manual(`${path} is a CommonJS file, which cannot import a module.`);

  const style = codeStyleOf(source);
  const call = atEnd(source, `${local}()`, style);
  const insertions: Insertion[] = [call];
  if (own === undefined) {
    const place = afterNamedImports(
      source,
      `import { ${name} } from ${style.quote}${specifier}${style.quote}`,
      style,
    );
    // A file of imports alone, or of nothing, takes both at one place: a blank line goes between them.
    if (place.at === call.at) insertions[0] = { at: call.at, text: style.eol + call.text };
    insertions.unshift(place);
  }
  const done = insertIntoSource(source, path, insertions);
  if (
    done === undefined ||
    countCalls(done.source, local) !== 1 ||
    findOwnImport(done.source, name, specifier)?.local !== local
  ) {
    return manual(`An edit of ${path} would change more than it should.`);
  }
  return withMark(mark, done.result);
}

/** Calls that stand as statements of their own at the module's top level. */
function countCalls(source: SourceFile, name: string): number {
  const { Node } = tsMorph();
  return source.getStatements().filter((statement) => {
    if (!Node.isExpressionStatement(statement)) return false;
    const expression = statement.getExpression();
    return Node.isCallExpression(expression) && expression.getExpression().getText() === name;
  }).length;
}
