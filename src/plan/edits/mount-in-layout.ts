import type { JsxElement, SourceFile } from 'ts-morph';
import type { EditResult } from './edit-result.ts';
import { type Mounted, mountComponent } from './mount-component.ts';
import { placeLastChild } from './place-element.ts';
import { tsMorph } from './syntax.ts';

/** Renders a component as the last thing in the `<body>` that a root layout writes: one import and one element. */
export function mountInLayout(text: string, path: string, mounted: Mounted): EditResult {
  return mountComponent(text, path, mounted, {
    sought: '<body>',
    where: 'In the layout, last in <body>',
    find(source, context) {
      const body = onlyBody(source, path);
      if (typeof body === 'string') return body;
      return placeLastChild(body, context) ?? `The <body> in ${path} ends in text.`;
    },
  });
}

function onlyBody(source: SourceFile, path: string): JsxElement | string {
  const { Node, SyntaxKind } = tsMorph();
  const tags = [
    ...source.getDescendantsOfKind(SyntaxKind.JsxOpeningElement),
    ...source.getDescendantsOfKind(SyntaxKind.JsxSelfClosingElement),
  ].filter((tag) => tag.getTagNameNode().getText() === 'body');
  const [only, ...others] = tags;
  if (only === undefined) return `${path} writes no <body>: a component that it renders does.`;
  if (others.length > 0) return `${path} writes <body> in more than one place.`;
  const element = only.getParent();
  if (!Node.isJsxOpeningElement(only) || !Node.isJsxElement(element))
    return `The <body> in ${path} is empty.`;
  if (
    only.getAttributes().some((each) => Node.isJsxAttribute(each) && raw.has(each.getNameNode().getText()))
  ) {
    return `The <body> in ${path} gets its content as a property.`;
  }
  return element;
}

/** With these, React takes no children beside. */
const raw = new Set(['dangerouslySetInnerHTML', 'children']);
