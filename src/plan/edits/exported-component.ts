import type { Node, SourceFile } from 'ts-morph';
import { constantOf, mentionsOf, unwrap } from './names.ts';
import { tsMorph } from './syntax.ts';

/**
 * The function that a module exports by default: written there, by its name, or handed to functions that wrap it, as
 * `withProfiler(App)` and `memo(App)` do.
 */
export function exportedComponent(source: SourceFile): Node | undefined {
  const { Node } = tsMorph();
  for (const statement of source.getStatements()) {
    if (Node.isFunctionDeclaration(statement) && statement.isDefaultExport()) return statement;
    if (Node.isExportAssignment(statement) && !statement.isExportEquals())
      return resolve(statement.getExpression(), source);
    if (!Node.isExportDeclaration(statement) || statement.getModuleSpecifier() !== undefined) continue;
    const named = statement.getNamedExports().find((each) => each.getAliasNode()?.getText() === 'default');
    if (named !== undefined) return functionNamed(named.getName(), source);
  }
  return undefined;
}

/** A function of the module by its name, when only one thing has that name; undefined for a name from elsewhere. */
export function functionNamed(name: string, source: SourceFile): Node | undefined {
  const { Node } = tsMorph();
  const declared = mentionsOf(source, name)
    .map((mention) => mention.getParent())
    .filter(
      (parent) =>
        Node.isFunctionDeclaration(parent) && parent.getName() === name && parent.getBody() !== undefined,
    );
  if (declared.length > 0) return declared.length === 1 ? declared[0] : undefined;
  const value = constantOf(source, name)?.getInitializer();
  return value === undefined ? undefined : resolve(value, source);
}

function resolve(expression: Node, source: SourceFile, depth = 0): Node | undefined {
  const { Node } = tsMorph();
  const inner = unwrap(expression);
  if (depth > 5) return undefined;
  if (Node.isArrowFunction(inner) || Node.isFunctionExpression(inner)) return inner;
  if (Node.isIdentifier(inner)) return functionNamed(inner.getText(), source);
  if (!Node.isCallExpression(inner)) return undefined;
  const wrapped = inner.getArguments().map((argument) => resolve(argument, source, depth + 1));
  const found = wrapped.filter((each) => each !== undefined);
  return found.length === 1 ? found[0] : undefined;
}
