import type { SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { insertIntoSource, withMark } from './splice.ts';
import { afterImports, atTop } from './statement-place.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/**
 * Brings another script into a classic service worker: `importScripts('push-sw.js')` before anything else runs, as
 * scripts may only be imported while the worker is first evaluated.
 * https://developer.mozilla.org/en-US/docs/Web/API/WorkerGlobalScope/importScripts
 * @param url of the script, relative to the worker's own URL or absolute
 * @param bundled path of a module that a bundler makes a classic script of: it may import, and its linter may know no
 *   other global than `self`
 */
export function addImportScripts(text: string, url: string, bundled?: string): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const path = bundled ?? 'worker.js';
  const callee = bundled === undefined ? 'importScripts' : 'self.importScripts';
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `${callee}('${url}');`,
  });
  const source = parseSource(body, path);
  if (source === undefined)
    return manual(
      'The worker has a syntax error or is not JavaScript, so nothing can be added to it safely.',
    );
  if (bundled === undefined && isModule(source)) {
    return {
      status: 'manual',
      reason: 'The worker is a module, where importScripts() is not available: import the script instead.',
      snippet: `import './${url.replace(/^\.?\//, '')}';`,
    };
  }
  if (countImports(source, url) > 0)
    return { status: 'already', reason: `The worker imports ${url} already.` };

  const style = codeStyleOf(source);
  const statement = `${callee}(${style.quote}${url}${style.quote})`;
  const place = bundled === undefined ? atTop : afterImports;
  const done = insertIntoSource(source, path, [place(source, statement, style)]);
  if (done === undefined || countImports(done.source, url) !== 1) {
    return manual('An edit of the worker would change more than it should.');
  }
  return withMark(mark, done.result);
}

/** Import and export declarations, `import.meta` and await at the top make a script a module. */
function isModule(source: SourceFile): boolean {
  const { Node, SyntaxKind } = tsMorph();
  const declared = source
    .getStatements()
    .some(
      (each) =>
        Node.isImportDeclaration(each) ||
        Node.isExportDeclaration(each) ||
        Node.isExportAssignment(each) ||
        (Node.isExportable(each) && each.isExported()),
    );
  if (declared || source.getFirstDescendantByKind(SyntaxKind.MetaProperty)?.getText() === 'import.meta')
    return true;
  return source
    .getDescendantsOfKind(SyntaxKind.AwaitExpression)
    .some(
      (each) =>
        !each
          .getAncestors()
          .some(
            (above) =>
              Node.isFunctionLikeDeclaration(above) ||
              Node.isFunctionExpression(above) ||
              Node.isArrowFunction(above),
          ),
    );
}

function countImports(source: SourceFile, url: string): number {
  const { Node, SyntaxKind } = tsMorph();
  const wanted = plain(url);
  return source.getDescendantsOfKind(SyntaxKind.CallExpression).filter((call) => {
    const callee = call.getExpression().getText();
    if (callee !== 'importScripts' && callee !== 'self.importScripts') return false;
    return call
      .getArguments()
      .some(
        (each) =>
          (Node.isStringLiteral(each) || Node.isNoSubstitutionTemplateLiteral(each)) &&
          plain(each.getLiteralText()) === wanted,
      );
  }).length;
}

/** Without `./`, a leading slash, a query and a fragment. */
function plain(url: string): string {
  return url.replace(/^\.?\//, '').replace(/[?#].*$/, '');
}
