import type { ParserOptions } from 'oxc-parser';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { findTags, type MarkupAttribute, type MarkupTag } from './markup.ts';

/** What a .vue, .svelte, .astro or .html file holds, with the file's own offsets. */
export interface ScriptsInFile {
  /** The whole file. */
  readonly text: string;
  /** Scripts that run in the browser, one block each. */
  readonly scripts: readonly ScriptBlock[];
  /** Astro's frontmatter: runs on the server or at build time. */
  readonly frontmatter: ScriptBlock | undefined;
  /** Start tags of the template, scripts and styles included. */
  readonly tags: readonly MarkupTag[];
}

export interface ScriptBlock {
  readonly start: number;
  readonly end: number;
  readonly lang: NonNullable<ParserOptions['lang']>;
  readonly attributes: readonly MarkupAttribute[];
}

const markupExtensions = new Set(['vue', 'svelte', 'astro', 'html', 'htm']);

/** Whether the path is a file whose scripts `findScripts` takes out. */
export function isMarkup(path: string): boolean {
  return markupExtensions.has(extensionOf(path));
}

export function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

/** Takes a file with markup apart: scripts, frontmatter, tags. */
export function findScripts(path: string, text: string): ScriptsInFile {
  const extension = extensionOf(path);
  if (extension === 'html' || extension === 'htm') {
    const tags = findHtmlTags(text);
    return { text, scripts: blocks(tags, 'jsx'), frontmatter: undefined, tags };
  }
  if (extension !== 'astro') {
    const tags = findTags(text);
    return { text, scripts: blocks(tags, 'jsx'), frontmatter: undefined, tags };
  }
  const fence = /^\uFEFF?\s*---/.exec(text);
  if (fence === null) {
    const tags = findTags(text);
    return { text, scripts: blocks(tags, 'ts'), frontmatter: undefined, tags };
  }
  const start = fence[0].length;
  const close = text.indexOf('\n---', start - 1);
  const end = close === -1 ? text.length : close + 1;
  const tags = findTags(text, close === -1 ? text.length : end + 3);
  return {
    text,
    scripts: blocks(tags, 'ts'),
    frontmatter: { start, end, lang: 'tsx', attributes: [] },
    tags,
  };
}

/** The text with everything outside the blocks replaced by spaces, line breaks kept: offsets and lines stay the file's own. */
export function blankOutside(
  text: string,
  blocks: readonly { readonly start: number; readonly end: number }[],
): string {
  let result = '';
  let at = 0;
  for (const block of blocks) {
    result += blank(text.slice(at, block.start)) + text.slice(block.start, block.end);
    at = block.end;
  }
  return result + blank(text.slice(at));
}

function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, ' ');
}

function blocks(tags: readonly MarkupTag[], fallback: ScriptBlock['lang']): ScriptBlock[] {
  const scripts: ScriptBlock[] = [];
  for (const tag of tags) {
    if (tag.name.toLowerCase() !== 'script' || tag.content === undefined || !isJavaScript(tag)) continue;
    const lang = attribute(tag, 'lang');
    scripts.push({
      ...tag.content,
      lang: lang === 'ts' || lang === 'typescript' ? 'ts' : lang === 'tsx' ? 'tsx' : fallback,
      attributes: tag.attributes,
    });
  }
  return scripts;
}

/** https://html.spec.whatwg.org/multipage/scripting.html#attr-script-type: anything else is a data block. */
function isJavaScript(tag: MarkupTag): boolean {
  const type = attribute(tag, 'type')?.trim().toLowerCase();
  return (
    type === undefined ||
    type === '' ||
    type === 'module' ||
    type === 'text/babel' ||
    /\b(java|ecma)script\b/.test(type)
  );
}

/** An attribute's value, as written; undefined when the tag does not have it. */
export function attribute(
  tag: { readonly attributes: readonly MarkupAttribute[] },
  name: string,
): string | undefined {
  return tag.attributes.find((candidate) => candidate.name.toLowerCase() === name)?.value;
}

function findHtmlTags(text: string): MarkupTag[] {
  const tags: MarkupTag[] = [];
  // Not by recursion: a page may be nested deeper than the call stack is.
  const waiting: DefaultTreeAdapterTypes.Node[] = [parse(text, { sourceCodeLocationInfo: true })];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('tagName' in node && node.sourceCodeLocation?.startTag) {
      const { startTag, attrs = {} } = node.sourceCodeLocation;
      const script = node.tagName === 'script' || node.tagName === 'style';
      tags.push({
        name: node.tagName,
        start: startTag.startOffset,
        end: startTag.endOffset,
        selfClosing: false,
        attributes: node.attrs.map((attr) => {
          const location = attrs[attr.name];
          const start = location?.startOffset ?? startTag.startOffset;
          const source = text.slice(start, location?.endOffset ?? start);
          const equals = source.indexOf('=');
          const lead = equals === -1 ? 0 : (/^\s*["']?/.exec(source.slice(equals + 1))?.[0].length ?? 0);
          return {
            name: attr.name,
            kind: equals === -1 ? 'none' : 'quoted',
            value: attr.value,
            start,
            valueStart: start + equals + 1 + lead,
          };
        }),
        ...(script && {
          content: {
            start: startTag.endOffset,
            end: node.sourceCodeLocation.endTag?.startOffset ?? node.sourceCodeLocation.endOffset,
          },
        }),
      });
    }
    if ('content' in node) waiting.push(node.content);
    if ('childNodes' in node) for (const child of node.childNodes) waiting.push(child);
  }
  return tags.sort((a, b) => a.start - b.start);
}
