import type { SourceFile, Statement } from 'ts-morph';
import { tsMorph } from './syntax.ts';
import { dominantEol } from './text-style.ts';

/** How a file is written, as far as new lines in it have to know. */
export interface CodeStyle {
  readonly eol: '\n' | '\r\n';
  readonly quote: "'" | '"';
  /** `;` or nothing. */
  readonly semicolon: ';' | '';
}

/** Reads the style off the imports, or off all statements and strings of a file that imports nothing. */
export function codeStyleOf(source: SourceFile): CodeStyle {
  const { Node, SyntaxKind } = tsMorph();
  const imports = source.getImportDeclarations();
  const strings =
    imports.length > 0
      ? imports.map((declaration) => declaration.getModuleSpecifier().getText())
      : source.getDescendantsOfKind(SyntaxKind.StringLiteral).map((literal) => literal.getText());
  const ended: Statement[] =
    imports.length > 0
      ? imports
      : source
          .getStatements()
          .filter(
            (statement) => Node.isExpressionStatement(statement) || Node.isVariableStatement(statement),
          );
  const double = strings.filter((text) => text.startsWith('"')).length;
  const bare = ended.filter((statement) => !statement.getText().endsWith(';')).length;
  return {
    eol: dominantEol(source.getFullText()),
    quote: double > strings.length - double ? '"' : "'",
    semicolon: bare > ended.length - bare ? '' : ';',
  };
}
