/** A tag of an .astro file's template. Offsets count UTF-16 units in the whole file. */
export interface AstroTag {
  readonly kind: 'start' | 'end';
  /** As written: `body`, `PushListener`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** How many expressions in braces it stands in. */
  readonly depth: number;
  /** Values that are plain text, by name. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** An .astro file taken apart. */
export interface AstroTemplate {
  /** The script between the fences; undefined when there is none. */
  readonly frontmatter: { readonly start: number; readonly end: number } | undefined;
  readonly tags: readonly AstroTag[];
}

const raw = /^(?:script|style|textarea|title)$/i;
const voids = /^(?:!doctype|area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/i;

/**
 * Takes an .astro file apart, its expressions and the markup in them included. HTML's own tokenizer would cut attribute
 * values such as `{(a) => a}` at the wrong place.
 * @returns undefined when anything is left open, or stands where Astro would not take it
 */
export function readAstroTemplate(text: string): AstroTemplate | undefined {
  const fence = /^\uFEFF?\s*---[ \t]*(?=\r?\n)/.exec(text);
  if (fence === null) {
    // Fences further down: Astro looks for them in ways of its own.
    return /^[ \t]*---/m.test(text) ? undefined : withTags(text, 0, undefined);
  }
  const start = fence[0].length;
  const close = /\r?\n[ \t]*---/.exec(text.slice(start));
  if (close === null) return undefined;
  const end = start + close.index;
  return withTags(text, end + close[0].length, { start, end });
}

function withTags(
  text: string,
  from: number,
  frontmatter: AstroTemplate['frontmatter'],
): AstroTemplate | undefined {
  const scanner: Scanner = { text, tags: [] };
  return readMarkup(scanner, from, 0, undefined) === text.length
    ? { frontmatter, tags: scanner.tags }
    : undefined;
}

interface Scanner {
  readonly text: string;
  readonly tags: AstroTag[];
}

/**
 * Reads text and tags. In an expression, markup ends with the element that it began with.
 * @param open names of the elements that are open, of markup inside an expression
 * @returns the offset behind it; undefined when something is left open
 */
function readMarkup(
  scanner: Scanner,
  from: number,
  depth: number,
  open: string[] | undefined,
): number | undefined {
  const { text, tags } = scanner;
  let at = from;
  while (at < text.length) {
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      if (end === -1) return undefined;
      at = end + 3;
    } else if (text[at] === '{') {
      const end = readExpression(scanner, at, depth + 1);
      if (end === undefined) return undefined;
      at = end;
    } else if (isTag(text, at)) {
      const tag = readTag(scanner, at, depth);
      if (tag === undefined) return undefined;
      tags.push(tag);
      at = tag.end;
      const isOpen = tag.kind === 'start' && !text.startsWith('/>', tag.end - 2) && !voids.test(tag.name);
      if (isOpen && (raw.test(tag.name) || tag.attributes.has('is:raw'))) {
        const close = endOfRaw(text, tag);
        if (close === undefined) return undefined;
        at = close;
      } else if (open !== undefined) {
        if (isOpen) open.push(tag.name);
        else if (tag.kind === 'end' && open.pop() !== tag.name) return undefined;
      }
    } else {
      at++;
    }
    if (open?.length === 0) return at;
  }
  return open === undefined ? at : undefined;
}

/** A tag, or a fragment `<>` and its end. */
function isTag(text: string, at: number): boolean {
  return text[at] === '<' && /^<(?:\/?[A-Za-z][\w.:-]*|!doctype\b|\/?>)/i.test(text.slice(at, at + 80));
}

/** Behind `</script>`; of an element with `is:raw` alone behind its first end tag. */
function endOfRaw(text: string, { name, end }: AstroTag): number | undefined {
  const close = new RegExp(`</${name}\\s*>`, 'i').exec(text.slice(end));
  return close === null ? undefined : end + close.index + close[0].length;
}

function readTag(scanner: Scanner, start: number, depth: number): AstroTag | undefined {
  const { text } = scanner;
  const kind = text[start + 1] === '/' ? 'end' : 'start';
  const name = /^<\/?(!?[\w.:-]*)/.exec(text.slice(start, start + 80))?.[1] ?? '';
  const attributes = new Map<string, string>();
  let at = start + (kind === 'end' ? 2 : 1) + name.length;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '>') return { kind, name, start, end: at + 1, depth, attributes };
    if (char === '{') {
      const end = readExpression(scanner, at, depth + 1);
      if (end === undefined) return undefined;
      at = end;
    } else if (/[\s/]/.test(char)) {
      at++;
    } else {
      const attribute = /^[^\s=>{}"'`<]+/.exec(text.slice(at, at + 200))?.[0];
      if (attribute === undefined) return undefined;
      at += attribute.length;
      const equals = /^\s*=\s*/.exec(text.slice(at))?.[0];
      attributes.set(attribute, '');
      if (equals === undefined) continue;
      at += equals.length;
      const end = endOfValue(scanner, at, depth);
      if (end === undefined) return undefined;
      if (text[at] === '"' || text[at] === "'") attributes.set(attribute, text.slice(at + 1, end - 1));
      at = end;
    }
  }
  return undefined;
}

function endOfValue(scanner: Scanner, at: number, depth: number): number | undefined {
  const { text } = scanner;
  const quote = text[at] as string;
  if (quote === '{') return readExpression(scanner, at, depth + 1);
  if (quote === '`') return endOfTemplate(scanner, at, depth);
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, at + 1);
    return end === -1 ? undefined : end + 1;
  }
  return at + (/^[^\s>]*/.exec(text.slice(at))?.[0].length ?? 0);
}

/** Behind the brace that closes the one at `from`: JavaScript with markup in it. */
function readExpression(scanner: Scanner, from: number, depth: number): number | undefined {
  const { text } = scanner;
  let braces = 0;
  for (let at = from; at < text.length; ) {
    const char = text[at] as string;
    let end: number | undefined = at + 1;
    if (char === '{') braces++;
    else if (char === '}') {
      braces--;
      if (braces === 0) return at + 1;
    } else if (char === '"' || char === "'") end = endOfString(text, at);
    else if (char === '`') end = endOfTemplate(scanner, at, depth);
    else if (text.startsWith('//', at)) end = lineBehind(text, at);
    else if (text.startsWith('/*', at)) end = behind(text, '*/', at + 2);
    else if (text.startsWith('<!--', at)) end = behind(text, '-->', at + 4);
    else if (isTag(text, at) && !isComparison(text, at)) end = readMarkup(scanner, at, depth, []);
    if (end === undefined) return undefined;
    at = end;
  }
  return undefined;
}

/** `a <b` compares, and `useState<string>` takes a type: markup follows an operator, a bracket or a keyword. */
function isComparison(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 200), at).trimEnd();
  return /[\w$)\]]$/.test(before) && !/\b(?:return|default|case)$/.test(before);
}

function lineBehind(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function behind(text: string, word: string, from: number): number | undefined {
  const end = text.indexOf(word, from);
  return end === -1 ? undefined : end + word.length;
}

function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[from]) return at + 1;
  }
  return undefined;
}

function endOfTemplate(scanner: Scanner, from: number, depth: number): number | undefined {
  const { text } = scanner;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at + 1;
    else if (text.startsWith('${', at)) {
      const end = readExpression(scanner, at + 1, depth + 1);
      if (end === undefined) return undefined;
      at = end - 1;
    }
  }
  return undefined;
}
