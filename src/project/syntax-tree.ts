import { type Node, visitorKeys } from 'oxc-parser';

/** Every node below and including `root`, in source order; `enters` false leaves a node's children out. */
export function descendants(root: Node, enters?: (node: Node) => boolean): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    found.push(node);
    if (enters?.(node) === false) {
      return;
    }
    for (const key of visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(value)) {
        for (const child of value) {
          if (isNode(child)) {
            visit(child);
          }
        }
      } else if (isNode(value)) {
        visit(value);
      }
    }
  };
  visit(root);
  return found;
}

/** Whether a node begins a scope that runs later: its statements do not belong to the code around it. */
export function isFunction(node: Node): boolean {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** The name that a property, or a member access, is known by; undefined when it is computed. */
export function keyName(key: Node, computed: boolean): string | undefined {
  if (!computed && key.type === 'Identifier') {
    return key.name;
  }
  return key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')
    ? String(key.value)
    : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
