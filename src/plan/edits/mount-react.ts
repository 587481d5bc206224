import type { SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { findRenders, type Render } from './find-renders.ts';
import { isCommonJs } from './is-commonjs.ts';
import { bindingsOf, isEitherOr, mentionsOf } from './names.ts';
import { findOwnImport } from './own-import.ts';
import { type ElementContext, placeElement } from './place-element.ts';
import { whyNotOnce } from './runs-once.ts';
import { type Insertion, insertIntoSource, withMark } from './splice.ts';
import { afterImports } from './statement-place.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/** A component of ours, exported under its name. */
export interface Mounted {
  readonly component: string;
  /** As the entry module imports it: `./push/push-listener`. */
  readonly specifier: string;
}

/**
 * Renders one more component beside a React app: one import and one element in the app's entry module.
 * @param path of the entry module; its extension says what may be written in it
 */
export function mountReact(text: string, path: string, { component, specifier }: Mounted): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `import { ${component} } from '${specifier}';\n\n// Beside the app, in what is rendered:\n<${component} />`,
  });
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so its render call cannot be found.`);

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

  const bindings = bindingsOf(source);
  const render = onlyRender(findRenders(source, bindings), path);
  if (typeof render === 'string') return manual(render);
  const repeated = whyNotOnce(source, render.call, render.root);
  if (repeated !== undefined) return manual(`The render call in ${path} ${repeated}.`);

  const style = codeStyleOf(source);
  const context: ElementContext = {
    source,
    bindings,
    style,
    jsx: mayHoldJsx(source, path),
    component: local,
  };
  const placed = placeElement(render.tree, context);
  if (typeof placed === 'string') return manual(`What ${path} renders ${placed}.`);

  const { quote } = style;
  const insertions: Insertion[] = [...placed];
  if (own === undefined) {
    insertions.unshift(
      afterImports(source, `import { ${component} } from ${quote}${specifier}${quote}`, style),
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

/** The render call, or the first of several that render the same variable in arms that exclude each other. */
function onlyRender(renders: readonly Render[], path: string): Render | string {
  const { Node } = tsMorph();
  const [first] = renders;
  if (first === undefined) return `No call in ${path} is known to render a React app.`;
  const same =
    Node.isIdentifier(first.tree) &&
    renders.every((render) => render.tree.getText() === first.tree.getText());
  const exclusive = renders.every((a) => renders.every((b) => a === b || isEitherOr(a.call, b.call)));
  if (renders.length === 1) return first;
  return same && exclusive && Node.isIdentifier(first.tree)
    ? first
    : `${path} renders in more than one place, and which of them is the app cannot be told.`;
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
