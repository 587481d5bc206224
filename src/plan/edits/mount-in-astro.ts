import { type AstroSource, beforeEndTag, insertIntoAstro, onlyTag, readAstroSource } from './astro-source.ts';
import type { EditResult } from './edit-result.ts';
import { type Insertion, withMark } from './splice.ts';
import { dominantEol, isLastOnLine, lineEnd, splitByteOrderMark } from './text-style.ts';

/** What goes into a document: a React island, or a script that calls a function. */
export interface MountedInAstro {
  readonly kind: 'island' | 'script';
  /** What is imported: `PushListener`, `mountPushOnPages`. */
  readonly name: string;
  /** As the document imports it: `../push/push-listener`. */
  readonly specifier: string;
}

/** Mounts our part at the end of an Astro document's body: one import and one element, or one script. */
export function mountInAstro(text: string, path: string, mounted: MountedInAstro): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet: snippetFor(mounted) });
  const already: EditResult = { status: 'already', reason: `${path} mounts it already.` };
  const source = readAstroSource(body);
  if (source === undefined) {
    // A person may have done it.
    const isDone = body.includes(tailOf(mounted.specifier)) && body.split(mounted.name).length > 2;
    return isDone ? already : manual(`${path} is written in a way that cannot be followed to its end.`);
  }
  if (isMounted(source, mounted)) return already;
  if (new RegExp(`\\b${mounted.name}\\b`).test(body)) {
    return manual(`${path} uses the name ${mounted.name} in a way that is not known here.`);
  }
  const end = onlyTag(source, 'end', 'body');
  if (typeof end === 'string') return manual(`${path} ${end}.`);
  const start = onlyTag(source, 'start', 'body');
  if (typeof start === 'string' || start.start > end.start)
    return manual(`${path} has no <body> that its </body> would end.`);

  const insertions =
    mounted.kind === 'island'
      ? [importLine(source, mounted), beforeEndTag(source, end, [elementOf(mounted)])]
      : [beforeEndTag(source, end, scriptOf(mounted, source.quote))];
  const done = insertIntoAstro(source, insertions);
  if (done === undefined || !isMounted(done.source, mounted)) {
    return manual(`An edit of ${path} would change more than it should.`);
  }
  return withMark(mark, done.result);
}

function elementOf({ name }: MountedInAstro): string {
  return `<${name} client:only="react" />`;
}

/** A line each; on one line where the body is. */
function scriptOf({ name, specifier }: MountedInAstro, quote = "'"): string[] {
  return ['<script>', `  import { ${name} } from ${quote}${specifier}${quote};`, `  ${name}();`, '</script>'];
}

function snippetFor(mounted: MountedInAstro): string {
  const { kind, name, specifier } = mounted;
  if (kind === 'script') return `<!-- Before </body>: -->\n${scriptOf(mounted).join('\n')}`;
  return `---\nimport { ${name} } from '${specifier}';\n---\n<!-- Before </body>: -->\n${elementOf(mounted)}`;
}

/** Behind the last import, else first in the frontmatter, which is written where there is none. */
function importLine(
  { text, frontmatter, imports, quote }: AstroSource,
  { name, specifier }: MountedInAstro,
): Insertion {
  const eol = dominantEol(text);
  const written = imports.map(({ start, end }) => text.slice(start, end));
  const bare = written.filter((each) => !each.endsWith(';')).length;
  const line = `import { ${name} } from ${quote}${specifier}${quote}${bare > written.length - bare ? '' : ';'}`;
  if (frontmatter === undefined) return { at: 0, text: `---${eol}${line}${eol}---${eol}` };
  const last = imports.at(-1);
  if (last !== undefined) {
    const at = lineEnd(text, last.end);
    const rest = text.slice(last.end, at).trim();
    // A comment ends the line; other code would be pushed away from the import by it.
    if (isLastOnLine(text, last.end) || rest.startsWith('//')) return { at, text: eol + line };
    return { at: last.end, text: eol + line + eol };
  }
  const follows = /^\r?\n[ \t]*\S/.test(text.slice(frontmatter.start, frontmatter.end));
  return { at: frontmatter.start, text: eol + line + (follows ? eol : '') };
}

/** Whether the document imports it, under whatever path leads to the same module, and uses it. */
function isMounted(source: AstroSource, { kind, name, specifier }: MountedInAstro): boolean {
  const tail = tailOf(specifier);
  if (kind === 'script') {
    const scripts = source.tags.filter((tag) => tag.kind === 'start' && tag.name === 'script');
    const calls = new RegExp(`\\b${name}\\s*\\(`);
    return scripts.some(({ end }) => {
      const script = source.text.slice(end, source.text.indexOf('</script', end));
      return script.includes(tail) && calls.test(script);
    });
  }
  const local = source.imports.find((each) => tailOf(each.specifier) === tail && each.names.has(name));
  const element = local?.names.get(name);
  return source.tags.some((tag) => tag.kind === 'start' && tag.name === element);
}

function tailOf(specifier: string): string {
  return specifier
    .replace(/\.[cm]?[jt]sx?$/, '')
    .split('/')
    .slice(-2)
    .join('/');
}
