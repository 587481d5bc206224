import type { Node } from 'oxc-parser';

/** Whether a statement always ends the block it stands in. */
export function leaves(node: Node): boolean {
  switch (node.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
    case 'BreakStatement':
      return true;
    case 'BlockStatement':
      return node.body.some((statement) => leaves(statement));
    case 'IfStatement':
      return node.alternate !== null && leaves(node.consequent) && leaves(node.alternate);
    case 'TryStatement':
      return leaves(node.block) && (node.handler === null || leaves(node.handler.body));
    default:
      return false;
  }
}
