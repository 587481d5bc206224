import type { EditResult } from './edit-result.ts';
import { findRenders, type Render } from './find-renders.ts';
import { type Mounted, mountComponent } from './mount-component.ts';
import { isEitherOr } from './names.ts';
import { placeElement } from './place-element.ts';
import { whyNotOnce } from './runs-once.ts';
import { tsMorph } from './syntax.ts';

export type { Mounted } from './mount-component.ts';

/**
 * Renders one more component beside a React app: one import and one element in the app's entry module.
 * @param path of the entry module; its extension says what may be written in it
 */
export function mountReact(text: string, path: string, mounted: Mounted): EditResult {
  return mountComponent(text, path, mounted, {
    sought: 'render call',
    where: 'Beside the app, in what is rendered',
    find(source, context) {
      const render = onlyRender(findRenders(source, context.bindings), path);
      if (typeof render === 'string') return render;
      const repeated = whyNotOnce(source, render.call, render.root);
      if (repeated !== undefined) return `The render call in ${path} ${repeated}.`;
      const placed = placeElement(render.tree, context);
      return typeof placed === 'string' ? `What ${path} renders ${placed}.` : placed;
    },
  });
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
