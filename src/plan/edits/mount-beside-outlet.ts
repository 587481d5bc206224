import type { JsxElement, JsxSelfClosingElement, Node, SourceFile } from 'ts-morph';
import type { EditResult } from './edit-result.ts';
import { exportedComponent, functionNamed } from './exported-component.ts';
import { type Mounted, mountComponent } from './mount-component.ts';
import { type Binding, bindingOf } from './names.ts';
import { type ElementContext, hasClassicPragma, isTransparent, wrapInFragment } from './place-element.ts';
import type { Insertion } from './splice.ts';
import { tsMorph } from './syntax.ts';
import { indentationAt, indentationUnit, isFirstOnLine, isLastOnLine } from './text-style.ts';

/**
 * Renders one more component beside the `<Outlet />` of a React Router root module: one import and one element. In the
 * default export, that is: `Layout` is rendered around error pages as well.
 * https://reactrouter.com/explanation/special-files#roottsx
 */
export function mountBesideOutlet(text: string, path: string, mounted: Mounted): EditResult {
  return mountComponent(text, path, mounted, {
    sought: 'Outlet',
    where: 'Beside the Outlet of the default export, in a fragment where that stands alone',
    find(source, context) {
      const outlet = onlyOutlet(source, context.bindings);
      if (typeof outlet === 'string') return `${path} ${outlet}.`;
      return (
        placeBeside(outlet, context) ??
        `${path} sets @jsx but not @jsxFrag, and a fragment would be needed around its Outlet.`
      );
    },
  });
}

type Outlet = JsxElement | JsxSelfClosingElement;

/** The Outlet that is rendered whenever the default export comes to its end; or a clause on why there is no such. */
function onlyOutlet(source: SourceFile, bindings: ReadonlyMap<string, Binding>): Outlet | string {
  const exported = exportedComponent(source);
  if (exported === undefined) return 'has no default export whose function stands in it';
  const seen = new Set<Node>();
  let component: Node | undefined = exported;
  // The component itself, or one of the same file that it renders.
  for (let depth = 0; component !== undefined && depth < 4 && !seen.has(component); depth++) {
    seen.add(component);
    const outlets = elementsIn(component).filter((each) => isOutlet(each, bindings));
    const [outlet] = outlets;
    if (outlets.length > 1) return 'renders an Outlet in more than one place';
    if (outlet !== undefined)
      return isAlwaysRendered(outlet, component)
        ? outlet
        : 'renders its Outlet on a condition, or through another function';
    component = componentWithOutlet(component, source, bindings);
  }
  return 'renders no Outlet in its default export';
}

/** The one component of the same file, among those that are rendered here, that has an Outlet somewhere below it. */
function componentWithOutlet(
  component: Node,
  source: SourceFile,
  bindings: ReadonlyMap<string, Binding>,
): Node | undefined {
  const found = elementsIn(component).flatMap((element) => {
    const name = tagOf(element).getText();
    const target = /^[A-Z]\w*$/.test(name) && !bindings.has(name) ? functionNamed(name, source) : undefined;
    return target === undefined || !isAlwaysRendered(element, component) ? [] : [target];
  });
  const withOutlet = [...new Set(found)].filter((each) =>
    elementsIn(each).some((inner) => isOutlet(inner, bindings)),
  );
  return withOutlet.length === 1 ? withOutlet[0] : found.length === 1 ? found[0] : undefined;
}

function elementsIn(node: Node): Outlet[] {
  const { SyntaxKind } = tsMorph();
  return [
    ...node.getDescendantsOfKind(SyntaxKind.JsxElement),
    ...node.getDescendantsOfKind(SyntaxKind.JsxSelfClosingElement),
  ];
}

function tagOf(element: Outlet): Node {
  const { Node } = tsMorph();
  return Node.isJsxElement(element) ? element.getOpeningElement().getTagNameNode() : element.getTagNameNode();
}

const routers = ['react-router', 'react-router-dom', '@remix-run/react'];

function isOutlet(element: Outlet, bindings: ReadonlyMap<string, Binding>): boolean {
  const binding = bindingOf(tagOf(element), bindings);
  return binding?.name === 'Outlet' && routers.includes(binding.module);
}

/** Whether nothing but elements stands between it and the function's own return: no condition, no callback, no prop. */
function isAlwaysRendered(element: Outlet, component: Node): boolean {
  const { Node } = tsMorph();
  let node: Node = element;
  for (;;) {
    const parent = node.getParent();
    if (parent === undefined) return false;
    if (parent === component) return Node.isArrowFunction(component);
    if (Node.isReturnStatement(parent)) return parent.getParent()?.getParent() === component;
    const passes =
      Node.isJsxElement(parent) ||
      Node.isJsxFragment(parent) ||
      Node.isParenthesizedExpression(parent) ||
      (Node.isJsxExpression(parent) && !Node.isJsxAttribute(parent.getParent()));
    if (!passes) return false;
    node = parent;
  }
}

/**
 * Behind the Outlet where its parent takes any children: HTML elements and fragments do. A component may ask for one
 * child alone, so it gets a fragment.
 */
function placeBeside(
  outlet: Outlet,
  context: Pick<ElementContext, 'source' | 'bindings' | 'style' | 'component'>,
): readonly Insertion[] | undefined {
  const { Node } = tsMorph();
  const parent = outlet.getParent();
  const takesAny =
    Node.isJsxFragment(parent) ||
    (Node.isJsxElement(parent) && isTransparentOrHtml(parent.getOpeningElement().getTagNameNode(), context));
  if (!takesAny) {
    if (hasClassicPragma(context.source)) return undefined;
    const isWhole = Node.isReturnStatement(parent) || Node.isArrowFunction(parent);
    return isWhole ? inParentheses(outlet, context) : wrapInFragment(outlet, context, ['', '']);
  }
  const text = context.source.getFullText();
  const element = `<${context.component} />`;
  const at = outlet.getEnd();
  if (!isFirstOnLine(text, outlet.getStart()) || !isLastOnLine(text, at)) return [{ at, text: element }];
  return [{ at, text: `${context.style.eol}${indentationAt(text, outlet.getStart())}${element}` }];
}

/** `return <Outlet />` has no line of its own for a fragment: it gets some. */
function inParentheses(
  outlet: Outlet,
  { source, style: { eol }, component }: Pick<ElementContext, 'source' | 'style' | 'component'>,
): readonly Insertion[] {
  const text = source.getFullText();
  const outside = indentationAt(text, outlet.getStart());
  const unit = indentationUnit(text);
  const [tags, inside] = [outside + unit, outside + unit + unit];
  return [
    { at: outlet.getStart(), text: `(${eol}${tags}<>${eol}${inside}` },
    { at: outlet.getEnd(), text: `${eol}${inside}<${component} />${eol}${tags}</>${eol}${outside})` },
  ];
}

function isTransparentOrHtml(tag: Node, context: Pick<ElementContext, 'bindings'>): boolean {
  return /^[a-z][\w-]*$/.test(tag.getText()) || isTransparent(tag, context);
}
