import type { Identifier, Node, SourceFile } from 'ts-morph';
import { isDeclared, isEitherOr, mentionsOf } from './names.ts';
import { tsMorph } from './syntax.ts';

const iterations = new Set(['forEach', 'map', 'flatMap', 'filter', 'reduce', 'each', 'setInterval']);

/**
 * Whether the place is reached at most once when the module runs: not in a loop, a class, or a function that is
 * called from several places or from elsewhere. Callbacks (`.then(…)`, `addEventListener(…)`) count as once.
 * @param repeatable a place outside of which repetition does no harm: where the root is made
 * @returns a clause that says why not, undefined when it is
 */
export function whyNotOnce(source: SourceFile, place: Node, repeatable: Node): string | undefined {
  const { Node } = tsMorph();
  for (const ancestor of place.getAncestors()) {
    if (Node.isIterationStatement(ancestor)) return 'stands in a loop';
    if (Node.isClassDeclaration(ancestor) || Node.isClassExpression(ancestor)) return 'stands in a class';
    if (
      !Node.isFunctionLikeDeclaration(ancestor) &&
      !Node.isFunctionExpression(ancestor) &&
      !Node.isArrowFunction(ancestor)
    )
      continue;

    const name = nameOf(ancestor);
    if (name === undefined) {
      const why = whyNotCallback(ancestor);
      if (why !== undefined) return why;
      continue;
    }
    // A root made outside is one root however often it renders.
    if (!repeatable.getAncestors().includes(ancestor)) continue;
    const uses = mentionsOf(source, name.getText()).filter((mention) => !isDeclared(mention));
    const [use] = uses;
    if (use === undefined) return `stands in ${name.getText()}(), which this file never calls`;
    if (uses.length > 1 && !uses.every((a) => uses.every((b) => a === b || isEitherOr(a, b)))) {
      return `stands in ${name.getText()}(), which is used in more than one place`;
    }
    if (uses.some((each) => each.getAncestors().includes(ancestor)))
      return `stands in ${name.getText()}(), which calls itself`;
    for (const each of uses) {
      const parent = each.getParent();
      if (Node.isExportSpecifier(parent) || Node.isExportAssignment(parent))
        return `stands in ${name.getText()}(), which others can call`;
      if (!Node.isCallExpression(parent)) return `stands in ${name.getText()}(), which is not simply called`;
      const why = iterated(parent) ?? whyNotOnce(source, each, each);
      if (why !== undefined) return why;
    }
  }
  return undefined;
}

/** The name that a function is called by: its own, or that of the variable it is the value of. */
function nameOf(node: Node): Identifier | undefined {
  const { Node } = tsMorph();
  if (Node.isFunctionDeclaration(node)) return node.getNameNode();
  const parent = node.getParent();
  const name = Node.isVariableDeclaration(parent) ? parent.getNameNode() : undefined;
  return Node.isIdentifier(name) ? name : undefined;
}

function whyNotCallback(node: Node): string | undefined {
  const { Node } = tsMorph();
  if (!Node.isArrowFunction(node) && !Node.isFunctionExpression(node)) return 'stands in a method';
  let outer = node.getParent();
  while (Node.isParenthesizedExpression(outer)) outer = outer.getParent();
  // An argument of a call, or the callee of one that is called on the spot.
  return Node.isCallExpression(outer) ? iterated(outer) : 'stands in a function that others can call';
}

function iterated(call: Node): string | undefined {
  const { Node } = tsMorph();
  if (!Node.isCallExpression(call)) return undefined;
  const callee = call.getExpression();
  const name = Node.isPropertyAccessExpression(callee) ? callee.getName() : callee.getText();
  return iterations.has(name) ? `is repeated by ${name}()` : undefined;
}
