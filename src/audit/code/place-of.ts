import { type ParsedModule, positionAt } from '../../project/parse.ts';
import type { Location } from '../rule.ts';

/** Where a node begins. */
export function placeOf(
  module: Pick<ParsedModule, 'path' | 'text'>,
  node: { readonly start: number },
): Location {
  return { path: module.path, ...positionAt(module.text, node.start) };
}

/** The node's source in one line, cut where it gets long. */
export function excerpt(
  module: ParsedModule,
  node: { readonly start: number; readonly end: number },
  longest = 60,
): string {
  // Long tokens are left out: nothing that could be a key is ever quoted.
  const text = module.text
    .slice(node.start, node.end)
    .replace(/\s+/g, ' ')
    .replace(/[\w+/=-]{32,}/g, '…');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
