import type { CallExpression, Expression, Node, SourceFile } from 'ts-morph';
import { type Binding, bindingOf, constantOf, isAssigned, mentionsOf, unwrap } from './names.ts';
import { tsMorph } from './syntax.ts';

/** A call that puts a React tree on the page. */
export interface Render {
  readonly call: CallExpression;
  /** What is rendered. */
  readonly tree: Expression;
  /** Where the root is made: the call itself for `ReactDOM.render` and `hydrateRoot`. */
  readonly root: Node;
}

const reactDom = new Set([
  'react-dom',
  'react-dom/client',
  'react-dom/profiling',
  'preact/compat',
  'preact/compat/client',
  'preact',
]);

/**
 * The calls that render: `createRoot(…).render(X)`, `root.render(X)`, `ReactDOM.render(X, element)`,
 * `hydrate(X, element)` and `hydrateRoot(element, X)`, whatever names the imports give them.
 */
export function findRenders(source: SourceFile, bindings: ReadonlyMap<string, Binding>): Render[] {
  const { Node, SyntaxKind } = tsMorph();
  const renders: Render[] = [];
  for (const call of source.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const callee = call.getExpression();
    const binding = bindingOf(callee, bindings);
    const [first, second] = call.getArguments();
    if (binding !== undefined && reactDom.has(binding.module)) {
      const tree = binding.name === 'hydrateRoot' ? second : first;
      const rendering = ['hydrateRoot', 'render', 'hydrate'].includes(binding.name);
      if (rendering && Node.isExpression(tree)) renders.push({ call, tree, root: call });
      continue;
    }
    if (
      !Node.isPropertyAccessExpression(callee) ||
      callee.getName() !== 'render' ||
      !Node.isExpression(first)
    )
      continue;
    const root = rootOf(source, callee.getExpression(), bindings);
    if (root !== undefined) renders.push({ call, tree: first, root });
  }
  return renders;
}

/** The `createRoot(…)` that an expression is, or that the variable it names was given. */
function rootOf(
  source: SourceFile,
  expression: Node,
  bindings: ReadonlyMap<string, Binding>,
): Node | undefined {
  const { Node } = tsMorph();
  const inner = unwrap(expression);
  if (Node.isCallExpression(inner)) {
    const binding = bindingOf(inner.getExpression(), bindings);
    return binding?.name === 'createRoot' && reactDom.has(binding.module) ? inner : undefined;
  }
  if (!Node.isIdentifier(inner)) return undefined;
  const given =
    constantOf(source, inner.getText())?.getInitializer() ?? assignedOnce(source, inner.getText());
  return given === undefined || Node.isIdentifier(unwrap(given))
    ? undefined
    : rootOf(source, given, bindings);
}

/** The value of `let root; … root = value` with a single assignment. */
function assignedOnce(source: SourceFile, name: string): Node | undefined {
  const { Node } = tsMorph();
  const assignments = mentionsOf(source, name)
    .filter(isAssigned)
    .map((mention) => mention.getParent());
  const [only] = assignments;
  return assignments.length === 1 && Node.isBinaryExpression(only) ? only.getRight() : undefined;
}
