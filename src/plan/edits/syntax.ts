import { createRequire } from 'node:module';
import type { SourceFile, ts } from 'ts-morph';
import { parseModule } from '../../project/parse.ts';
import type { TextRange } from './edit-result.ts';

type TsMorph = typeof import('ts-morph');

let loaded: TsMorph | undefined;

/** ts-morph takes half a second to load, so it is loaded by the first edit that needs it; plans stay synchronous. */
export function tsMorph(): TsMorph {
  loaded ??= createRequire(import.meta.url)('ts-morph') as TsMorph;
  return loaded;
}

/**
 * The syntax tree of one file, without libraries, types or a program: only syntactic questions may be asked of it.
 * @param text without a byte order mark
 * @returns undefined when the text has a syntax error
 */
export function parseSource(text: string, path: string): SourceFile | undefined {
  if (parseModule(path, text).errors.length > 0) return undefined;
  const { Project, ts } = tsMorph();
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { allowJs: true, jsx: ts.JsxEmit.Preserve },
  });
  return project.createSourceFile(`/${path.slice(path.lastIndexOf('/') + 1)}`, text);
}

/** A token of the source: comments and whitespace are none. */
export interface Token extends TextRange {
  readonly kind: ts.SyntaxKind;
}

/** Every token of the file in order. Whitespace between JSX elements is left out, as it is no child of anything. */
export function tokensOf(source: SourceFile): Token[] {
  const { ts } = tsMorph();
  const file = source.compilerNode;
  const tokens: Token[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    if (node.getChildCount(file) > 0) {
      for (const child of node.getChildren(file)) visit(child);
      return;
    }
    const start = node.getStart(file);
    if (start === node.end || (ts.isJsxText(node) && node.containsOnlyTriviaWhiteSpaces)) return;
    tokens.push({ kind: node.kind, start, end: node.end });
  };
  visit(file);
  return tokens;
}
