import type { Node } from 'oxc-parser';
import type { Evaluator } from './evaluate.ts';
import { type Binding, lookUp, type ModuleScope, type Scope, scopeAt } from './scope.ts';
import { either, propertyOf, type StaticValue, unknown } from './static-value.ts';
import { descendants } from './syntax-tree.ts';

/** The value of a parameter, when the function is private to its file and only ever called there: what all its calls pass. */
export function parameterValue(
  parameter: Extract<Binding, { kind: 'parameter' }>,
  scope: Scope,
  evaluator: Evaluator,
): StaticValue {
  const { module } = scope;
  const name = nameOf(parameter.of, module.program);
  if (name === undefined || isExported(name, module)) {
    return unknown;
  }
  const values: StaticValue[] = [];
  const callees = new Set<Node>();
  const keys = new Set<Node>();
  let uses = 0;
  for (const node of descendants(module.program)) {
    // `container.register` is a name of its own, not a use of ours.
    if (node.type === 'MemberExpression' && !node.computed) {
      keys.add(node.property);
    } else if (node.type === 'Property' && !node.computed && !node.shorthand) {
      keys.add(node.key);
    }
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === name) {
      callees.add(node.callee);
      const place = scopeAt(module, node);
      const given = node.arguments[parameter.index];
      if (lookUp(name, place)?.scope !== module.scope || given === undefined) {
        return unknown;
      }
      values.push(parameter.path.reduce(propertyOf, evaluator.evaluate(given, place)));
    }
    uses += node.type === 'Identifier' && node.name === name && !keys.has(node) ? 1 : 0;
  }
  // One use is the declaration itself; any other that is no call may pass anything.
  return values.length > 0 && uses === callees.size + 1 ? either(values) : unknown;
}

function nameOf(node: Node, program: Node): string | undefined {
  if (node.type === 'FunctionDeclaration') {
    return node.id?.name;
  }
  for (const other of descendants(program)) {
    if (other.type === 'VariableDeclarator' && other.init === node && other.id.type === 'Identifier') {
      return other.id.name;
    }
  }
  return undefined;
}

function isExported(name: string, module: ModuleScope): boolean {
  return module.program.body.some(
    (statement) =>
      (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') &&
      [...descendants(statement, (node) => node.type !== 'BlockStatement')].some(
        (node) => node.type === 'Identifier' && node.name === name,
      ),
  );
}
