import { type ParserOptions, parseSync } from 'oxc-parser';
import { mayBeTooDeep } from '../../../project/nesting.ts';
import { readPlainImports } from './plain-imports.ts';

/** Specifiers that a module loads at run time. */
export interface Imports {
  readonly specifiers: readonly string[];
  /** `use client`, `use server` and the like, from the module's head. */
  readonly directives: readonly string[];
}

const specifierWords = ['import', 'export', 'require'];

/**
 * What a module imports, without building its tree in JavaScript: several times cheaper than a full parse, and the import
 * graph needs no more. Type-only imports are left out, they vanish at build time.
 */
export function readImports(path: string, text: string, lang: NonNullable<ParserOptions['lang']>): Imports {
  const directives = readDirectives(text);
  if (!specifierWords.some((word) => text.includes(word))) return { specifiers: [], directives };
  const plain = readPlainImports(text);
  if (plain !== undefined) return { specifiers: plain, directives };
  if (mayBeTooDeep(text)) return { specifiers: [], directives };
  const result = parseSync(path, text, { lang, sourceType: 'unambiguous' });
  const specifiers = new Set<string>();
  for (const statement of result.module.staticImports) {
    if (statement.entries.length > 0 && statement.entries.every((entry) => entry.isType)) continue;
    specifiers.add(statement.moduleRequest.value);
  }
  for (const statement of result.module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest && !entry.isType) specifiers.add(entry.moduleRequest.value);
    }
  }
  for (const load of result.module.dynamicImports) {
    const literal = text.slice(load.moduleRequest.start, load.moduleRequest.end);
    if (/^(['"`])[^'"`$]*\1$/.test(literal)) specifiers.add(literal.slice(1, -1));
  }
  // CommonJS is not in the module record; a wrong hit resolves to nothing.
  if (text.includes('require(')) {
    for (const match of text.matchAll(/\brequire\(\s*(['"`])([^'"`\n$]+)\1\s*\)/g))
      specifiers.add(match[2] as string);
  }
  return { specifiers: [...specifiers], directives };
}

function readDirectives(text: string): string[] {
  const directives: string[] = [];
  const head = /^(?:\uFEFF|\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*(['"])(use [a-z ]+)\1/.exec(text);
  if (head?.[2] !== undefined) directives.push(head[2]);
  return directives;
}
