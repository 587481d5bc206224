import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Project } from './project.ts';

/** What an HTML page says that matters here. */
export interface HtmlPage {
  readonly scripts: readonly HtmlScript[];
  /** `href` of `<link rel="manifest">`. */
  readonly manifests: readonly string[];
  /** `href` of `<base>`. */
  readonly base: string | undefined;
}

export interface HtmlScript {
  readonly isModule: boolean;
  /** False for data blocks and templates: JSON, import maps, shaders. */
  readonly isScript: boolean;
  /** The `lang` of a single-file component's script. */
  readonly lang: string | undefined;
  readonly src: string | undefined;
  readonly text: string;
  /** Offset of `text` in the page. */
  readonly start: number;
}

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const pages = new WeakMap<Project, Map<string, HtmlPage | undefined>>();

/** A page of the project, or the scripts of a single-file component; undefined when it cannot be read. */
export function readHtml(project: Project, path: string): HtmlPage | undefined {
  const known = pages.get(project) ?? new Map<string, HtmlPage | undefined>();
  pages.set(project, known);
  if (!known.has(path)) {
    const text = project.files.text(path);
    known.set(path, text === undefined ? undefined : parsePage(text));
  }
  return known.get(path);
}

function parsePage(text: string): HtmlPage {
  const scripts: HtmlScript[] = [];
  const manifests: string[] = [];
  let base: string | undefined;
  // Not by recursion: a page may be nested deeper than the call stack is.
  const waiting: Node[] = [parse(text, { sourceCodeLocationInfo: true })];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('childNodes' in node) {
      for (const child of node.childNodes.toReversed()) waiting.push(child);
    }
    if ('tagName' in node) {
      if (node.tagName === 'script') {
        scripts.push(readScript(node));
      } else if (node.tagName === 'link' && hasToken(attribute(node, 'rel'), 'manifest')) {
        manifests.push(attribute(node, 'href') ?? '');
      } else if (node.tagName === 'base') {
        base ??= attribute(node, 'href');
      }
      if ('content' in node) {
        waiting.push((node as DefaultTreeAdapterTypes.Template).content);
      }
    }
  }
  return { scripts, manifests, base };
}

function readScript(element: Element): HtmlScript {
  const [body] = element.childNodes;
  const inside = element.sourceCodeLocation?.startTag?.endOffset ?? 0;
  const type = attribute(element, 'type')?.trim().toLowerCase() ?? '';
  return {
    isModule: type === 'module',
    isScript: type === '' || type === 'module' || /^(?:text|application)\/(?:java|ecma)script$/.test(type),
    lang: attribute(element, 'lang'),
    src: attribute(element, 'src')?.trim(),
    text: body !== undefined && 'value' in body ? body.value : '',
    start: inside,
  };
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

function hasToken(value: string | undefined, token: string): boolean {
  return value?.toLowerCase().split(/\s+/).includes(token) ?? false;
}
