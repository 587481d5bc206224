import { type AstroTag, readAstroTemplate } from '../../project/astro/astro-template.ts';
import { parseModule } from '../../project/parse.ts';
import type { EditResult } from './edit-result.ts';
import { type Insertion, insertInto, takeOut } from './splice.ts';
import { dominantEol, indentationAt, indentationUnit, isFirstOnLine, lineStart } from './text-style.ts';

/** An import of a frontmatter. Offsets count in the whole file. */
export interface AstroImport {
  readonly specifier: string;
  readonly start: number;
  readonly end: number;
  /** Names that it brings, by what they are called in the other module. */
  readonly names: ReadonlyMap<string, string>;
}

/** An .astro file that an edit can be made in. */
export interface AstroSource {
  readonly text: string;
  readonly tags: readonly AstroTag[];
  readonly frontmatter: { readonly start: number; readonly end: number } | undefined;
  readonly imports: readonly AstroImport[];
  /** How most strings of the imports are quoted, or of all the frontmatter where it imports nothing. */
  readonly quote: "'" | '"';
}

/** Frontmatter may end early: `return Astro.redirect('/')`. */
const allowed = "A 'return' statement can only be used within a function body.";

/** @returns undefined when anything in it cannot be read */
export function readAstroSource(text: string): AstroSource | undefined {
  const template = readAstroTemplate(text);
  if (template === undefined) return undefined;
  const { frontmatter, tags } = template;
  if (frontmatter === undefined) return { text, tags, frontmatter, imports: [], quote: "'" };
  const script = text.slice(frontmatter.start, frontmatter.end);
  const { program, errors } = parseModule('a.ts', script);
  if (errors.some((error) => error !== allowed)) return undefined;
  const imports = program.body.flatMap((node): AstroImport[] => {
    if (node.type !== 'ImportDeclaration' || node.importKind === 'type') return [];
    const names = node.specifiers.flatMap((each): [string, string][] =>
      each.type === 'ImportSpecifier' && each.imported.type === 'Identifier'
        ? [[each.imported.name, each.local.name]]
        : [],
    );
    return [
      {
        specifier: node.source.value,
        start: frontmatter.start + node.start,
        end: frontmatter.start + node.end,
        names: new Map(names),
      },
    ];
  });
  const declarations = program.body.filter((node) => node.type === 'ImportDeclaration');
  const strings =
    declarations.length > 0 ? declarations.map(({ source }) => source) : stringsIn(program.body);
  const double = strings.filter(({ start }) => script[start] === '"').length;
  return { text, tags, frontmatter, imports, quote: double > strings.length - double ? '"' : "'" };
}

/** All string literals below a node of a syntax tree. */
function stringsIn(node: unknown): { readonly start: number }[] {
  if (Array.isArray(node)) return node.flatMap(stringsIn);
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'Literal' && 'value' in node && 'start' in node)
    return typeof node.value === 'string' ? [{ start: Number(node.start) }] : [];
  return Object.values(node).flatMap(stringsIn);
}

/**
 * The one tag of that kind and name, outside of expressions.
 * @returns a clause when there is none, or more than one in the text
 */
export function onlyTag(
  { tags, text }: AstroSource,
  kind: AstroTag['kind'],
  name: string,
): AstroTag | string {
  const print = kind === 'end' ? `</${name}>` : `<${name}>`;
  const written = text.match(new RegExp(kind === 'end' ? `</${name}\\s*>` : `<${name}[\\s>]`, 'g')) ?? [];
  const found = tags.filter((tag) => tag.kind === kind && tag.name === name);
  const [only] = found;
  if (only === undefined) return `has no ${print}`;
  if (found.length > 1 || written.length > 1) return `has more than one ${print}`;
  return only.depth > 0 ? `has its ${print} inside an expression` : only;
}

/** Lines before an end tag, as children of its element. */
export function beforeEndTag({ text }: AstroSource, tag: AstroTag, lines: readonly string[]): Insertion {
  const eol = dominantEol(text);
  if (!isFirstOnLine(text, tag.start)) {
    return { at: tag.start, text: lines.map((line) => line.trim()).join('') };
  }
  const outside = indentationAt(text, tag.start);
  const unit = indentationUnit(text);
  const previous = text.slice(0, lineStart(text, tag.start)).trimEnd();
  // Files that do not indent what stands in head and body go on like that.
  const inside =
    indentationAt(text, previous.length) === outside && !/<(?:head|body)\b[^<]*>$/.test(previous)
      ? outside
      : outside + unit;
  const body = lines.map((line) => {
    const steps = (line.length - line.trimStart().length) / 2;
    return inside + unit.repeat(steps) + line.trimStart() + eol;
  });
  return { at: lineStart(text, tag.start), text: body.join('') };
}

/** Puts the texts in and reads the result again: every tag and import that was there must be there still, in its place. */
export function insertIntoAstro(
  source: AstroSource,
  insertions: readonly Insertion[],
): { result: Extract<EditResult, { status: 'edited' }>; source: AstroSource } | undefined {
  const result = insertInto(source.text, insertions);
  if (takeOut(result.text, result.inserted) !== source.text) return undefined;
  const after = readAstroSource(result.text);
  if (after === undefined) return undefined;
  const former = (offset: number): number =>
    result.inserted.reduce((at, { start, end }) => (end <= offset ? at - (end - start) : at), offset);
  const isOurs = ({ start }: { readonly start: number }): boolean =>
    result.inserted.some((range) => start >= range.start && start < range.end);
  const kept = (parts: readonly { readonly start: number; readonly end: number }[]): string =>
    JSON.stringify(
      parts.filter((each) => !isOurs(each)).map(({ start, end }) => [former(start), former(end)]),
    );
  const bare = (parts: readonly { readonly start: number; readonly end: number }[]): string =>
    JSON.stringify(parts.map(({ start, end }) => [start, end]));
  return kept(after.tags) === bare(source.tags) && kept(after.imports) === bare(source.imports)
    ? { result, source: after }
    : undefined;
}
