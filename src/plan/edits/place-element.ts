import type { CallExpression, JsxElement, JsxFragment, Node, SourceFile } from 'ts-morph';
import type { CodeStyle } from './code-style.ts';
import { type Binding, bindingOf, constantOf } from './names.ts';
import type { Insertion } from './splice.ts';
import { tsMorph } from './syntax.ts';
import { indentationAt, indentationUnit, isFirstOnLine, isLastOnLine } from './text-style.ts';

/** What is known of the file that the element goes into. */
export interface ElementContext {
  readonly source: SourceFile;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly style: CodeStyle;
  /** Whether JSX may be written in it. */
  readonly jsx: boolean;
  readonly component: string;
}

/**
 * Where the element goes so that it is rendered beside `tree`: as the last child of an outermost StrictMode or
 * Fragment, else by a fragment around the whole. Never inside a component whose treatment of children is unknown.
 * @returns a clause that says why it cannot be placed
 */
export function placeElement(tree: Node, context: ElementContext): readonly Insertion[] | string {
  const { Node } = tsMorph();
  const inner = withoutParentheses(tree);
  if (Node.isIdentifier(inner)) {
    const value = constantOf(context.source, inner.getText())?.getInitializer();
    const element = value === undefined ? undefined : withoutParentheses(value);
    if (element !== undefined && isJsx(element)) return placeElement(element, context);
  }
  if (Node.isCallExpression(inner) && isCreateElement(inner, context)) {
    const placed = placeCall(inner, context);
    if (placed !== undefined) return placed;
  }
  if (!context.jsx) return 'is not JSX, and this file cannot hold any';
  const jsx = isJsx(inner);
  const placed = jsx && !Node.isJsxSelfClosingElement(inner) ? placeChild(inner, context) : undefined;
  if (placed !== undefined) return placed;
  if (hasClassicPragma(context.source)) {
    return 'would need a fragment, for which this file sets @jsx but not @jsxFrag';
  }
  if (jsx) return wrapInFragment(inner, context, ['', '']);
  const renderable =
    Node.isIdentifier(inner) ||
    Node.isConditionalExpression(inner) ||
    Node.isCallExpression(inner) ||
    Node.isPropertyAccessExpression(inner) ||
    (Node.isBinaryExpression(inner) && ['&&', '||', '??'].includes(inner.getOperatorToken().getText()));
  return renderable ? wrapInFragment(inner, context, ['{', '}']) : 'is of a kind that is not known here';
}

function isJsx(node: Node): node is JsxElement | JsxFragment {
  const { Node } = tsMorph();
  return Node.isJsxElement(node) || Node.isJsxFragment(node) || Node.isJsxSelfClosingElement(node);
}

function withoutParentheses(node: Node): Node {
  const { Node } = tsMorph();
  return Node.isParenthesizedExpression(node) ? withoutParentheses(node.getExpression()) : node;
}

/** As the last child, when the element renders its children and nothing else. */
function placeChild(
  tree: JsxElement | JsxFragment,
  context: ElementContext,
): readonly Insertion[] | undefined {
  const { Node } = tsMorph();
  if (Node.isJsxElement(tree) && !isTransparent(tree.getOpeningElement().getTagNameNode(), context))
    return undefined;
  return placeLastChild(tree, context);
}

/** As the last child of an element that is known to render its children; undefined where text would change its meaning. */
export function placeLastChild(
  tree: JsxElement | JsxFragment,
  context: ElementContext,
): readonly Insertion[] | undefined {
  const { Node } = tsMorph();
  const text = context.source.getFullText();
  const opening = Node.isJsxElement(tree) ? tree.getOpeningElement() : tree.getOpeningFragment();
  const closing = Node.isJsxElement(tree) ? tree.getClosingElement() : tree.getClosingFragment();
  const child = tree
    .getJsxChildren()
    .findLast((each) => !Node.isJsxText(each) || !each.containsOnlyTriviaWhiteSpaces());
  // Text would change its meaning with what stands beside it.
  if (Node.isJsxText(child)) return undefined;
  const element = `<${context.component} />`;
  const at = child?.getEnd() ?? opening.getEnd();
  if (!isFirstOnLine(text, closing.getStart()) || !isLastOnLine(text, at)) return [{ at, text: element }];
  const indentation =
    child !== undefined && isFirstOnLine(text, child.getStart())
      ? indentationAt(text, child.getStart())
      : indentationAt(text, closing.getStart()) + indentationUnit(text);
  return [{ at, text: `${context.style.eol}${indentation}${element}` }];
}

/** `StrictMode` and `Fragment` as React exports them. */
export function isTransparent(tag: Node, context: Pick<ElementContext, 'bindings'>): boolean {
  const binding = bindingOf(tag, context.bindings);
  return isReact(binding) && (binding?.name === 'StrictMode' || binding?.name === 'Fragment');
}

/** A fragment around the expression; the user's own lines keep their indentation. */
export function wrapInFragment(
  tree: Node,
  context: Pick<ElementContext, 'source' | 'style' | 'component'>,
  [open, close]: readonly [string, string],
): readonly Insertion[] {
  const text = context.source.getFullText();
  const { eol } = context.style;
  const [start, end] = [tree.getStart(), tree.getEnd()];
  const element = `<${context.component} />`;
  const following = text.slice(end).trimStart()[0];
  const ownLines =
    isFirstOnLine(text, start) && (isLastOnLine(text, end) || following === ',' || following === ';');
  if (!ownLines) {
    return [
      { at: start, text: `<>${open}` },
      { at: end, text: `${close}${element}</>` },
    ];
  }
  const outside = indentationAt(text, start);
  const inside = tree.getText().includes('\n') ? outside : outside + indentationUnit(text);
  return [
    { at: start, text: `<>${eol}${inside}${open}` },
    { at: end, text: `${close}${eol}${inside}${element}${eol}${outside}</>` },
  ];
}

function isCreateElement(call: CallExpression, context: ElementContext): boolean {
  const binding = bindingOf(call.getExpression(), context.bindings);
  return isReact(binding) && binding?.name === 'createElement';
}

function isReact(binding: Binding | undefined): boolean {
  return binding !== undefined && ['react', 'preact', 'preact/compat'].includes(binding.module);
}

/** `createElement(StrictMode, null, …)` takes one more child; `React.createElement(App)` goes into `React.Fragment`. */
function placeCall(call: CallExpression, context: ElementContext): readonly Insertion[] | undefined {
  const { Node } = tsMorph();
  const text = context.source.getFullText();
  const callee = call.getExpression();
  const [type, properties, ...children] = call.getArguments();
  const element = `${callee.getText()}(${context.component})`;
  const last = children.at(-1);
  if (type !== undefined && properties !== undefined && last !== undefined && isTransparent(type, context)) {
    const ownLine = isFirstOnLine(text, last.getStart());
    const gap = ownLine ? `${context.style.eol}${indentationAt(text, last.getStart())}` : ' ';
    return [{ at: last.getEnd(), text: `,${gap}${element}` }];
  }
  if (context.jsx || !Node.isPropertyAccessExpression(callee)) return undefined;
  return [
    { at: call.getStart(), text: `${callee.getText()}(${callee.getExpression().getText()}.Fragment, null, ` },
    { at: call.getEnd(), text: `, ${element})` },
  ];
}

/** `@jsx h` without `@jsxFrag`: a fragment would not compile. */
export function hasClassicPragma(source: SourceFile): boolean {
  const head = source.getStatements()[0]?.getLeadingCommentRanges() ?? [];
  const comments = head.map((comment) => comment.getText()).join('\n');
  return comments.split(/\s+/).includes('@jsx') && !comments.split(/\s+/).includes('@jsxFrag');
}
