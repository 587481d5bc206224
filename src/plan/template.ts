import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import MagicString from 'magic-string';
import manifest from '../../package.json' with { type: 'json' };
import { parseModule } from '../project/parse.ts';
import { stripTypes } from './strip-types.ts';

export interface TemplateOptions {
  /** Language of the repository that the copy goes into. */
  readonly language: 'ts' | 'js';
  /** Where the copy and the app's push folder are, POSIX; without it the copy stands directly in that folder. */
  readonly place?: { readonly path: string; readonly push: string };
  /** A bundler resolves what the copy imports, without extensions that the app's TypeScript settings might refuse. */
  readonly bundled?: boolean;
  /** The copy begins with "use client": server components may then render what it exports. */
  readonly clientBoundary?: boolean;
}

/**
 * The text of a template as it lands in a repository. TypeScript modules find the app's push folder: `#push/client`
 * becomes `./client`, without an extension that a TypeScript project might not allow, and `./client.js` in JavaScript,
 * where the types go too. All other files are copied byte for byte.
 * @param relativePath below templates/, POSIX: `client/client.ts`
 * @throws Error when there is no such template
 */
export function copyTemplate(relativePath: string, options: TemplateOptions): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(templateBytes(relativePath));
  if (!/\.tsx?$/.test(relativePath)) return text;
  const placed = placeImports(text, relativePath, options);
  const typed = options.clientBoundary ? `'use client';\n\n${placed}` : placed;
  return options.language === 'ts' ? typed : stripTypes(typed, relativePath);
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

/** Rewrites `#push/…` wherever a module is named, at the parser's offsets, and extensions where a bundler resolves. */
function placeImports(text: string, path: string, { language, place, bundled }: TemplateOptions): string {
  const result = new MagicString(text);
  const from = place === undefined ? '' : posix.dirname(place.path);
  for (const { start, end, value } of specifiersOf(text, path)) {
    if (value.startsWith('#push/')) {
      // `config.any-prefix.ts` lands as `config.ts`: the first dot ends the name.
      const [stem = ''] = value.slice('#push/'.length).split('.');
      const wanted = posix.relative(from, posix.join(place?.push ?? '', stem));
      const relative = wanted.startsWith('.') ? wanted : `./${wanted}`;
      result.update(start + 1, end - 1, `${relative}${language === 'js' ? jsExtension(stem) : ''}`);
    } else if (bundled && language === 'ts' && value.startsWith('.')) {
      result.update(start + 1, end - 1, value.replace(/\.tsx?$/, ''));
    }
  }
  return result.toString();
}

/** Of the module that a placeholder stands for: what package.json's `imports` says of it. */
function jsExtension(stem: string): string {
  return posix.extname(manifest.imports[`#push/${stem}` as keyof typeof manifest.imports]).replace('t', 'j');
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
