import type { SourceFile } from 'ts-morph';
import { mentionsOf } from './names.ts';
import { tsMorph } from './syntax.ts';

/** Whether a file is CommonJS: by its extension, or because it requires and exports as only CommonJS does. */
export function isCommonJs(source: SourceFile, path: string): boolean {
  const { Node } = tsMorph();
  if (path.endsWith('.cjs') || path.endsWith('.cts')) return true;
  const isModule = source
    .getStatements()
    .some(
      (each) =>
        Node.isImportDeclaration(each) ||
        Node.isExportDeclaration(each) ||
        Node.isExportAssignment(each) ||
        (Node.isExportable(each) && each.isExported()),
    );
  if (isModule) return false;
  return ['require', 'module', 'exports'].some((name) =>
    mentionsOf(source, name).some((mention) => {
      const parent = mention.getParent();
      return Node.isCallExpression(parent) || Node.isPropertyAccessExpression(parent);
    }),
  );
}
