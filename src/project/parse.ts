import {
  type Comment,
  type Node,
  type ParserOptions,
  type Program,
  parseSync,
  visitorKeys,
} from 'oxc-parser';

import { mayBeTooDeep } from './nesting.ts';

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
  if (mayBeTooDeep(text)) return { ...parseModule(path, '', lang), text, errors: [tooDeep] };
  const result = parseSync(path, text, {
    lang: lang ?? languages[extension] ?? 'tsx',
    sourceType: 'unambiguous',
  });
  const { program } = result;
  const isRead = text.length < 2 * deepest || !isDeeper(program, deepest);
  return {
    path,
    text,
    program: isRead ? program : { ...program, body: [] },
    comments: result.comments,
    errors: isRead ? result.errors.map((error) => error.message) : [tooDeep],
  };
}

const tooDeep = 'It is nested too deeply.';
/** Levels of syntax that are followed: what people write has a tenth of it, and every level takes from the call stack. */
const deepest = 800;

function isDeeper(node: Node, levels: number): boolean {
  if (levels === 0) return true;
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) {
      for (const item of value) if (item !== null && isDeeper(item as Node, levels - 1)) return true;
    } else if (typeof value === 'object' && value !== null && isDeeper(value as Node, levels - 1))
      return true;
  }
  return false;
}
