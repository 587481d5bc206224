import { type Node, visitorKeys } from 'oxc-parser';

export interface Visitor {
  /**
   * Called before a node's children.
   * @param ancestors from the root to the parent; the array is reused, copy it to keep it
   * @returns `false` to leave the node's children out
   */
  enter?(node: Node, parent: Node | undefined, ancestors: readonly Node[]): unknown;
  /** Called after a node's children, also when they were left out. */
  leave?(node: Node, parent: Node | undefined, ancestors: readonly Node[]): void;
}

/** Visits a syntax tree in source order, by the parser's own list of child fields for each node type. */
export function walk(root: Node, visitor: Visitor): void {
  const ancestors: Node[] = [];
  const visit = (node: Node): void => {
    const parent = ancestors[ancestors.length - 1];
    if (visitor.enter?.(node, parent, ancestors) !== false) {
      ancestors.push(node);
      // Not by `children`: a generator for each of a million nodes takes longer than the rules.
      for (const key of visitorKeys[node.type] ?? []) {
        const value = (node as unknown as Record<string, unknown>)[key];
        if (Array.isArray(value)) {
          for (const item of value) if (isNode(item)) visit(item);
        } else if (isNode(value)) visit(value);
      }
      ancestors.pop();
    }
    visitor.leave?.(node, parent, ancestors);
  };
  visit(root);
}

/** The direct child nodes, in source order. */
export function* children(node: Node): Generator<Node> {
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item;
    } else if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
