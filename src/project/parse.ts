import { type Comment, type ParserOptions, type Program, parseSync } from 'oxc-parser';

export { positionAt } from './position-at.ts';

/** One file's syntax tree. Every offset counts UTF-16 units in the text that was given, whatever surrounds the script. */
export interface ParsedModule {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** Syntax errors, in a sentence each; the tree is then what could be recovered, often empty. */
  readonly errors: readonly string[];
}

const languages: Readonly<Record<string, ParserOptions['lang']>> = {
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  tsx: 'tsx',
  js: 'jsx',
  mjs: 'jsx',
  cjs: 'jsx',
  jsx: 'jsx',
};

/** Whether the path's extension is one that `parseModule` knows by itself. */
export function isScript(path: string): boolean {
  return path.slice(path.lastIndexOf('.') + 1) in languages;
}

/**
 * Parses JavaScript or TypeScript by the path's extension; JSX is allowed in every JavaScript file, as bundlers do.
 * @param lang overrides the extension, for scripts inside other files
 */
export function parseModule(path: string, text: string, lang?: ParserOptions['lang']): ParsedModule {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  const result = parseSync(path, text, {
    lang: lang ?? languages[extension] ?? 'tsx',
    sourceType: 'unambiguous',
  });
  return {
    path,
    text,
    program: result.program,
    comments: result.comments,
    errors: result.errors.map((error) => error.message),
  };
}
