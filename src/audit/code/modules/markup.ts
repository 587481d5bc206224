/** One start tag of a template or page. Offsets count UTF-16 units in the whole file. */
export interface MarkupTag {
  /** As written: `PushBell`, `button`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly MarkupAttribute[];
  readonly selfClosing: boolean;
  /** For script and style: where the content starts and ends. */
  readonly content?: { readonly start: number; readonly end: number };
}

export interface MarkupAttribute {
  /** As written: `@click.prevent`, `onclick`, `client:load`, `...spread` is left out. */
  readonly name: string;
  /** `braces` holds an expression of Svelte or Astro, without its braces; `none` is an attribute without a value. */
  readonly kind: 'quoted' | 'bare' | 'braces' | 'none';
  readonly value: string;
  /** Where the attribute starts. */
  readonly start: number;
  /** Where the value starts, quotes and braces left out. */
  readonly valueStart: number;
}

const rawText = new Set(['script', 'style', 'textarea', 'title']);
const space = /\s/;
const nameStart = /[A-Za-z]/;

/**
 * Start tags of a Vue, Svelte or Astro file, in order. These dialects are not HTML: attribute values may be expressions in
 * braces, component names keep their case, so HTML's own tokenizer would cut them at the wrong place.
 * @param from where to start: after Astro's frontmatter
 */
export function findTags(text: string, from = 0): MarkupTag[] {
  const tags: MarkupTag[] = [];
  let at = from;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open === -1) break;
    if (text.startsWith('<!--', open)) {
      const end = text.indexOf('-->', open + 4);
      at = end === -1 ? text.length : end + 3;
      continue;
    }
    if (!nameStart.test(text[open + 1] ?? '')) {
      at = open + 1;
      continue;
    }
    const tag = readTag(text, open);
    if (tag === undefined) {
      at = open + 1;
      continue;
    }
    if (rawText.has(tag.name.toLowerCase()) && !tag.selfClosing) {
      const close = findClose(text, tag.name, tag.end);
      tags.push({ ...tag, content: { start: tag.end, end: close } });
      at = close;
    } else {
      tags.push(tag);
      at = tag.end;
    }
  }
  return tags;
}

/** Offset of `</name`, whatever its case; the end of the text when it is never closed. */
function findClose(text: string, name: string, from: number): number {
  const wanted = name.toLowerCase();
  for (let at = text.indexOf('</', from); at !== -1; at = text.indexOf('</', at + 2)) {
    if (text.slice(at + 2, at + 2 + name.length).toLowerCase() === wanted) return at;
  }
  return text.length;
}

function readTag(text: string, open: number): MarkupTag | undefined {
  let at = open + 1;
  while (at < text.length && !/[\s/>{]/.test(text[at] as string)) at++;
  const name = text.slice(open + 1, at);
  const attributes: MarkupAttribute[] = [];
  let selfClosing = false;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '>') return { name, start: open, end: at + 1, attributes, selfClosing };
    if (char === '/' || space.test(char)) {
      selfClosing = char === '/' && text[at + 1] === '>';
      at++;
      continue;
    }
    if (char === '{') {
      const end = findBrace(text, at);
      if (end === undefined) return undefined;
      const inner = text.slice(at + 1, end);
      // Shorthand `{onclick}`: the name is the expression.
      if (/^\s*[\w$]+\s*$/.test(inner)) {
        attributes.push({ name: inner.trim(), kind: 'braces', value: inner, start: at, valueStart: at + 1 });
      }
      at = end + 1;
      continue;
    }
    const start = at;
    while (
      at < text.length &&
      !/[\s=>]/.test(text[at] as string) &&
      !(text[at] === '/' && text[at + 1] === '>')
    )
      at++;
    const attribute = text.slice(start, at);
    if (attribute === '') return undefined;
    let next = at;
    while (next < text.length && space.test(text[next] as string)) next++;
    if (text[next] !== '=') {
      attributes.push({ name: attribute, kind: 'none', value: '', start, valueStart: at });
      continue;
    }
    at = next + 1;
    while (at < text.length && space.test(text[at] as string)) at++;
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      const end = text.indexOf(quote, at + 1);
      if (end === -1) return undefined;
      attributes.push({
        name: attribute,
        kind: 'quoted',
        value: text.slice(at + 1, end),
        start,
        valueStart: at + 1,
      });
      at = end + 1;
    } else if (quote === '{') {
      const end = findBrace(text, at);
      if (end === undefined) return undefined;
      attributes.push({
        name: attribute,
        kind: 'braces',
        value: text.slice(at + 1, end),
        start,
        valueStart: at + 1,
      });
      at = end + 1;
    } else {
      const valueStart = at;
      while (at < text.length && !/[\s>]/.test(text[at] as string)) at++;
      attributes.push({
        name: attribute,
        kind: 'bare',
        value: text.slice(valueStart, at),
        start,
        valueStart,
      });
    }
  }
  return undefined;
}

/** Offset of the brace that closes the one at `open`, strings, templates and comments stepped over. */
function findBrace(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === '{') depth++;
    else if (char === '}') {
      depth--;
      if (depth === 0) return at;
    } else if (char === '"' || char === "'" || char === '`') {
      at = skipString(text, at);
    } else if (char === '/' && text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      if (end === -1) return undefined;
      at = end;
    } else if (char === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end === -1) return undefined;
      at = end + 1;
    }
  }
  return undefined;
}

/** Offset of the quote that closes the one at `start`. An apostrophe in text has no partner on its line: then `start` itself. */
function skipString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === quote) return at;
    else if (char === '\n' && quote !== '`') return start;
    else if (quote === '`' && char === '$' && text[at + 1] === '{') {
      const end = findBrace(text, at + 1);
      if (end === undefined) return text.length;
      at = end;
    }
  }
  return start;
}
