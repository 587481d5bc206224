import type { ArrayLiteralExpression, ImportDeclaration, Node, SourceFile } from 'ts-morph';
import { appendElement } from './append-element.ts';
import { type CodeStyle, codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { bindingOf, bindingsOf, constantOf, isDeclared, mentionsOf, unwrap } from './names.ts';
import { type Insertion, insertIntoSource, withMark } from './splice.ts';
import { afterNamedImports } from './statement-place.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { indentationAt, isFirstOnLine, splitByteOrderMark } from './text-style.ts';

/** One entry of React Router's route configuration. */
export interface NewRoute {
  /** `api/push/*`. */
  readonly pattern: string;
  /** The module, relative to the app directory: `routes/api.push.ts`. */
  readonly file: string;
}

const routesModule = '@react-router/dev/routes';

/**
 * Registers a route module in a React Router `routes.ts`: one entry in the array that it exports, and the import of
 * `route` where it has none. https://reactrouter.com/start/framework/routing
 */
export function addRoute(text: string, path: string, route: NewRoute): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const entry = (callee: string, quote: string): string =>
    `${callee}(${quote}${route.pattern}${quote}, ${quote}${route.file}${quote})`;
  const manual = (reason: string): EditResult => ({
    status: 'manual',
    reason,
    snippet: `import { route } from '${routesModule}';\n\n// Among the routes, at the top level:\n${entry('route', "'")},`,
  });
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so its routes cannot be read.`);
  if (isRegistered(source, route)) return { status: 'already', reason: `${path} has the route already.` };
  const routes = exportedRoutes(source);
  if (routes === undefined)
    return manual(`${path} does not export its routes as an array that is written in it.`);

  const style = codeStyleOf(source);
  const callee = findCallee(source, style);
  const insertions = [
    ...callee.insertions,
    ...appendElement(routes, entry(callee.name, style.quote), style.eol),
  ];
  const done = insertIntoSource(source, path, insertions);
  if (done === undefined || !isRegistered(done.source, route))
    return manual(`An edit of ${path} would change more than it should.`);
  return withMark(mark, done.result);
}

/** The array literal that is the default export, by its name or in place. */
function exportedRoutes(source: SourceFile): ArrayLiteralExpression | undefined {
  const { Node } = tsMorph();
  const exported = source
    .getStatements()
    .find((each) => Node.isExportAssignment(each) && !each.isExportEquals());
  if (!Node.isExportAssignment(exported)) return undefined;
  let value: Node | undefined = unwrap(exported.getExpression());
  for (let depth = 0; depth < 4 && value !== undefined && Node.isIdentifier(value); depth++) {
    const given: Node | undefined = constantOf(source, value.getText())?.getInitializer();
    value = given === undefined ? undefined : unwrap(given);
  }
  return Node.isArrayLiteralExpression(value) ? value : undefined;
}

/** Whether a string of the file names the module, with its extension or another, or the pattern. */
function isRegistered(source: SourceFile, { pattern, file }: NewRoute): boolean {
  const { Node, SyntaxKind } = tsMorph();
  const stem = withoutExtension(file);
  return [SyntaxKind.StringLiteral, SyntaxKind.NoSubstitutionTemplateLiteral]
    .flatMap((kind) => source.getDescendantsOfKind(kind))
    .some((literal) => {
      const value =
        Node.isStringLiteral(literal) || Node.isNoSubstitutionTemplateLiteral(literal)
          ? literal.getLiteralText()
          : '';
      const plain = value.replace(/^\.?\//, '');
      return plain === pattern || withoutExtension(plain) === stem;
    });
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}

/** What `route` is called in the file, and what has to be put in so that it is there at all. */
function findCallee(source: SourceFile, style: CodeStyle): { name: string; insertions: Insertion[] } {
  const bindings = bindingsOf(source);
  for (const [local, { module, name }] of bindings) {
    if (module !== routesModule || isTypeOnly(source, local)) continue;
    if (name === 'route') return { name: local, insertions: [] };
    if (name === '*') return { name: `${local}.route`, insertions: [] };
  }
  const isTaken = mentionsOf(source, 'route').some(
    (mention) => isDeclared(mention) && bindingOf(mention, bindings) === undefined,
  );
  const local = isTaken || bindings.has('route') ? 'pushRoute' : 'route';
  const specifier = local === 'route' ? 'route' : `route as ${local}`;
  const declaration = source
    .getImportDeclarations()
    .find(
      (each) =>
        each.getModuleSpecifierValue() === routesModule &&
        !each.isTypeOnly() &&
        each.getNamedImports().length > 0,
    );
  if (declaration !== undefined)
    return { name: local, insertions: intoImport(declaration, specifier, style) };
  const { quote } = style;
  const statement = `import { ${specifier} } from ${quote}${routesModule}${quote}`;
  return { name: local, insertions: [afterNamedImports(source, statement, style)] };
}

function isTypeOnly(source: SourceFile, local: string): boolean {
  return source
    .getImportDeclarations()
    .some(
      (declaration) =>
        declaration.getModuleSpecifierValue() === routesModule &&
        (declaration.isTypeOnly() ||
          declaration
            .getNamedImports()
            .some(
              (each) => each.isTypeOnly() && (each.getAliasNode()?.getText() ?? each.getName()) === local,
            )),
    );
}

/** One more name behind the last one of an import. */
function intoImport(declaration: ImportDeclaration, specifier: string, { eol }: CodeStyle): Insertion[] {
  const last = declaration.getNamedImports().at(-1);
  if (last === undefined) return [];
  const text = declaration.getSourceFile().getFullText();
  if (!isFirstOnLine(text, last.getStart())) return [{ at: last.getEnd(), text: `, ${specifier}` }];
  return [{ at: last.getEnd(), text: `,${eol}${indentationAt(text, last.getStart())}${specifier}` }];
}
