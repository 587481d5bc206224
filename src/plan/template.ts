import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import MagicString from 'magic-string';
import { parseModule } from '../project/parse.ts';
import { stripTypes } from './strip-types.ts';

export interface TemplateOptions {
  /** Language of the repository that the copy goes into. */
  readonly language: 'ts' | 'js';
}

/**
 * The text of a template as it lands in a repository. TypeScript modules find their neighbours beside them:
 * `#push/client/client.ts` becomes `./client`, without an extension that a TypeScript project might not allow, and
 * `./client.js` in JavaScript, where the types go too. All other files are copied byte for byte.
 * @param relativePath below templates/, POSIX: `client/client.ts`
 * @throws Error when there is no such template
 */
export function copyTemplate(relativePath: string, { language }: TemplateOptions): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(templateBytes(relativePath));
  if (!/\.tsx?$/.test(relativePath)) return text;
  const placed = placeImports(text, relativePath, language);
  return language === 'ts' ? placed : stripTypes(placed, relativePath);
}

/** The bytes of a template that is no text, such as an icon. */
export function templateBytes(relativePath: string): Uint8Array {
  const inside = posix.normalize(relativePath);
  const path = join(templatesFolder(), ...inside.split('/'));
  if (inside.startsWith('..') || posix.isAbsolute(inside) || !isFile(path)) {
    throw new Error(`There is no template ${relativePath}.`);
  }
  return readFileSync(path);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** `templates/` beside package.json: above src/plan/ when run from source, above dist/ when built. */
function templatesFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const templates = join(folder, 'templates');
    if (existsSync(join(folder, 'package.json')) && existsSync(templates)) return templates;
    if (folder === dirname(folder)) throw new Error('The templates are missing from this installation.');
  }
}

/** Rewrites `#push/…` wherever a module is named, at the parser's offsets. */
function placeImports(text: string, path: string, language: 'ts' | 'js'): string {
  const result = new MagicString(text);
  for (const { start, end, value } of specifiersOf(text, path)) {
    const name = value.startsWith('#push/') ? posix.basename(value) : undefined;
    if (name === undefined) continue;
    // `config.any-prefix.ts` lands as `config.ts`: the first dot ends the name.
    const [stem] = name.split('.');
    const extension = /\.tsx?$/.exec(name)?.[0].replace('t', 'j') ?? '';
    result.update(start + 1, end - 1, `./${stem}${language === 'js' ? extension : ''}`);
  }
  return result.toString();
}

interface Specifier {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Import, export-from and `import()` sources that are string literals; `import('…')` types too. */
function specifiersOf(text: string, path: string): Specifier[] {
  const found: Specifier[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && 'source' in node) {
      const source = node.source as Partial<Specifier> | null;
      if (typeof source?.value === 'string') found.push(source as Specifier);
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(parseModule(path, text).program);
  return found;
}
