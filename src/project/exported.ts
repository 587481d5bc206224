import type { Node, Program } from 'oxc-parser';
import { keyName } from './syntax-tree.ts';

/** The expression or declaration that a file exports under a name; `default` is also `module.exports` and `export =`. */
export function exportedNode(program: Program, name: string): Node | undefined {
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration' && name === 'default') {
      return statement.declaration;
    }
    if (statement.type === 'TSExportAssignment' && name === 'default') {
      return statement.expression;
    }
    if (statement.type === 'ExportNamedDeclaration' && !statement.source) {
      const found = declared(statement.declaration, name);
      if (found !== undefined) {
        return found;
      }
      for (const specifier of statement.specifiers) {
        const exported =
          specifier.exported.type === 'Literal' ? specifier.exported.value : specifier.exported.name;
        if (exported === name && specifier.local.type === 'Identifier') {
          return specifier.local;
        }
      }
    }
    if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const { left, right } = statement.expression;
      if (left.type === 'MemberExpression' && isExports(left, name)) {
        return right;
      }
    }
  }
  return undefined;
}

function declared(declaration: Node | null, name: string): Node | undefined {
  if (declaration?.type === 'FunctionDeclaration' && declaration.id?.name === name) {
    return declaration;
  }
  if (declaration?.type === 'VariableDeclaration') {
    const match = declaration.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
    // By its name, so that later assignments to it are noticed.
    return match?.id;
  }
  return undefined;
}

/** `module.exports` for the default export, `exports.name` and `module.exports.name` for the others. */
function isExports(left: Extract<Node, { type: 'MemberExpression' }>, name: string): boolean {
  const property = keyName(left.property, left.computed);
  const { object } = left;
  if (object.type === 'Identifier') {
    return (
      (object.name === 'module' && property === 'exports' && name === 'default') ||
      (object.name === 'exports' && property === name)
    );
  }
  return (
    object.type === 'MemberExpression' &&
    object.object.type === 'Identifier' &&
    object.object.name === 'module' &&
    keyName(object.property, object.computed) === 'exports' &&
    property === name
  );
}
