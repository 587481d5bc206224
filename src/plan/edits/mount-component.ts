import type { SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { isCommonJs } from './is-commonjs.ts';
import { bindingsOf, mentionsOf } from './names.ts';
import { findOwnImport } from './own-import.ts';
import type { ElementContext } from './place-element.ts';
import { type Insertion, insertIntoSource, withMark } from './splice.ts';
import { afterNamedImports } from './statement-place.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/** A component of ours, exported under its name. */
export interface Mounted {
  readonly component: string;
  /** As the module imports it: `./push/push-listener`. */
  readonly specifier: string;
}

export interface Place {
  /** What the element is put beside, for messages: `render call`. */
  readonly sought: string;
  /** Where a person would put the element, for the snippet: `Beside the app, in what is rendered`. */
  readonly where: string;
  /** Where the element goes; a sentence when that cannot be told. */
  find(source: SourceFile, context: ElementContext): readonly Insertion[] | string;
}

/**
 * Renders one more component in a module: one import and one element, at a place that the caller knows how to find.
 * @param path of the module; its extension says what may be written in it
 */
export function mountComponent(
  text: string,
  path: string,
  { component, specifier }: Mounted,
  { sought, where, find }: Place,
): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `import { ${component} } from '${specifier}';\n\n// ${where}:\n<${component} />`,
  });
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so its ${sought} cannot be found.`);

  const own = findOwnImport(source, component, specifier);
  const local = own?.local ?? component;
  if (own !== undefined && countElements(source, local) > 0) {
    return { status: 'already', reason: `${path} renders <${local} /> already.` };
  }
  const mentions = mentionsOf(source, local).length;
  if (own === undefined && mentions > 0)
    return manual(`${path} uses the name ${component} for something else.`);
  // The import alone is one mention; an alias is a second name in it.
  if (own !== undefined && mentions > 1)
    return manual(`${path} uses ${local} in a way that is not known here.`);
  if (isCommonJs(source, path)) return manual(`${path} is a CommonJS file, which cannot import a module.`);

  const style = codeStyleOf(source);
  const jsx = mayHoldJsx(source, path);
  const placed = find(source, { source, bindings: bindingsOf(source), style, jsx, component: local });
  if (typeof placed === 'string') return manual(placed);

  const { quote } = style;
  const insertions: Insertion[] = [...placed];
  if (own === undefined) {
    insertions.unshift(
      afterNamedImports(source, `import { ${component} } from ${quote}${specifier}${quote}`, style),
    );
  }
  const done = insertIntoSource(source, path, insertions);
  if (
    done === undefined ||
    countElements(done.source, local) !== 1 ||
    findOwnImport(done.source, component, specifier)?.local !== local
  ) {
    return manual(`An edit of ${path} would change more than it should.`);
  }
  return withMark(mark, done.result);
}

/** `.js` may hold JSX when it holds some already; whether the bundler takes it cannot be told otherwise. */
function mayHoldJsx(source: SourceFile, path: string): boolean {
  const { SyntaxKind } = tsMorph();
  if (path.endsWith('x')) return true;
  return [SyntaxKind.JsxElement, SyntaxKind.JsxSelfClosingElement, SyntaxKind.JsxFragment].some(
    (kind) => source.getFirstDescendantByKind(kind) !== undefined,
  );
}

/** Elements of the component, written as JSX or as `createElement(Component)`. */
function countElements(source: SourceFile, name: string): number {
  const { Node } = tsMorph();
  return mentionsOf(source, name).filter((mention) => {
    const parent = mention.getParent();
    if (Node.isJsxSelfClosingElement(parent) || Node.isJsxOpeningElement(parent)) return true;
    return Node.isCallExpression(parent) && parent.getArguments()[0] === mention;
  }).length;
}
