import type { Node, SourceFile } from 'ts-morph';
import type { EditResult } from './edit-result.ts';
import { type Mounted, mountComponent } from './mount-component.ts';
import { placeElement } from './place-element.ts';
import { tsMorph } from './syntax.ts';

/** Renders a component beside the page in Next's `pages/_app`: one import and one element. */
export function mountInApp(text: string, path: string, mounted: Mounted): EditResult {
  return mountComponent(text, path, mounted, {
    sought: '<Component />',
    where: 'Beside <Component {...pageProps} />, in what is returned',
    find(source, context) {
      const trees = pagesIn(source).map(outermostTree);
      const [tree, ...others] = new Set(trees);
      if (tree === undefined) return `${path} renders no <Component /> that could be told.`;
      if (others.length > 0) return `${path} renders the page in more than one place.`;
      const placed = placeElement(tree, context);
      return typeof placed === 'string' ? `What ${path} returns ${placed}.` : placed;
    },
  });
}

/** `<Component {...pageProps} />` and `<props.Component … />`. */
function pagesIn(source: SourceFile): Node[] {
  const { SyntaxKind } = tsMorph();
  return [
    ...source.getDescendantsOfKind(SyntaxKind.JsxOpeningElement),
    ...source.getDescendantsOfKind(SyntaxKind.JsxSelfClosingElement),
  ].filter((tag) => /^(?:\w+\.)*Component$/.test(tag.getTagNameNode().getText()));
}

/** What the component returns that the page is in: callbacks that are part of what is rendered are not left for it. */
function outermostTree(page: Node): Node | undefined {
  const { Node } = tsMorph();
  let tree: Node | undefined;
  for (const ancestor of [page, ...page.getAncestors()]) {
    const parent = ancestor.getParent();
    const isReturned =
      Node.isReturnStatement(parent) || (Node.isArrowFunction(parent) && parent.getBody() === ancestor);
    if (isReturned && !Node.isBlock(ancestor)) tree = ancestor;
    if (Node.isFunctionDeclaration(ancestor) || Node.isMethodDeclaration(ancestor)) break;
  }
  return tree;
}
