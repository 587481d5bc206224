import type { Class, Node, Program, VariableDeclarator } from 'oxc-parser';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import { keyName } from '../literals.ts';
import { children } from '../walk.ts';

/** What a name that is declared in a function's or a module's own code stands for. */
export type Declaration =
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: Class }
  | { readonly kind: 'variable'; readonly node: VariableDeclarator; readonly constant: boolean }
  | { readonly kind: 'import'; readonly source: string; readonly imported: string }
  | { readonly kind: 'parameter' };

const cache = new WeakMap<Node, ReadonlyMap<string, Declaration>>();

/** The names declared in a module's or a function's own code, nested blocks included and nested functions left out. */
export function declarationsIn(owner: Node): ReadonlyMap<string, Declaration> {
  let found = cache.get(owner);
  if (found === undefined) {
    found = collect(owner);
    cache.set(owner, found);
  }
  return found;
}

function collect(owner: Node): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  if (isFunction(owner)) {
    for (const parameter of owner.params)
      for (const name of namesIn(parameter)) found.set(name, { kind: 'parameter' });
  }
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'FunctionDeclaration':
        if (node.id) found.set(node.id.name, { kind: 'function', node });
        return;
      case 'ClassDeclaration':
        if (node.id) found.set(node.id.name, { kind: 'class', node });
        return;
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) {
          const imported =
            specifier.type === 'ImportNamespaceSpecifier'
              ? '*'
              : specifier.type === 'ImportDefaultSpecifier'
                ? 'default'
                : specifier.imported.type === 'Literal'
                  ? String(specifier.imported.value)
                  : specifier.imported.name;
          found.set(specifier.local.name, { kind: 'import', source: node.source.value, imported });
        }
        return;
      case 'VariableDeclaration':
        // `declare let self` says what a global is, and declares nothing.
        if (node.declare) return;
        for (const declarator of node.declarations) {
          for (const name of namesIn(declarator.id)) {
            const constant = node.kind === 'const';
            found.set(name, { kind: 'variable', node: declarator, constant });
          }
          if (declarator.init) visit(declarator.init);
        }
        return;
      case 'CatchClause':
        if (node.param) for (const name of namesIn(node.param)) found.set(name, { kind: 'parameter' });
        visit(node.body);
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassExpression':
        return;
      default:
        for (const child of children(node)) visit(child);
    }
  };
  const body = isFunction(owner) ? owner.body : owner;
  if (body)
    for (const child of body.type === 'BlockStatement' || body.type === 'Program' ? children(body) : [])
      visit(child);
  return found;
}

/** The names that a binding pattern introduces. */
export function namesIn(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'TSParameterProperty':
      return namesIn(pattern.parameter);
    default:
      return [];
  }
}

/** Where an exported name of a module leads: a local name, an expression, or another module's export. */
export type Export =
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'expression'; readonly node: Node }
  | { readonly kind: 'from'; readonly source: string; readonly imported: string };

const exportsCache = new WeakMap<Node, { names: Map<string, Export>; all: string[] }>();

/** A module's exports, in ES or CommonJS form; `all` lists the sources of `export *`. */
export function exportsOf(program: Program): { names: ReadonlyMap<string, Export>; all: readonly string[] } {
  const known = exportsCache.get(program);
  if (known !== undefined) return known;
  const names = new Map<string, Export>();
  const all: string[] = [];
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement;
        const named =
          (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
          declaration.id;
        names.set(
          'default',
          named ? { kind: 'local', name: named.name } : { kind: 'expression', node: declaration as Node },
        );
        break;
      }
      case 'ExportNamedDeclaration': {
        if (statement.declaration) {
          for (const name of declarationsInStatement(statement.declaration as Node))
            names.set(name, { kind: 'local', name });
        }
        for (const { local, exported } of statement.specifiers) {
          const from = local.type === 'Literal' ? String(local.value) : local.name;
          const as = exported.type === 'Literal' ? String(exported.value) : exported.name;
          names.set(
            as,
            statement.source
              ? { kind: 'from', source: statement.source.value, imported: from }
              : { kind: 'local', name: from },
          );
        }
        break;
      }
      case 'ExportAllDeclaration':
        if (statement.exported === null) all.push(statement.source.value);
        else {
          const as =
            statement.exported.type === 'Literal'
              ? String(statement.exported.value)
              : statement.exported.name;
          names.set(as, { kind: 'from', source: statement.source.value, imported: '*' });
        }
        break;
      case 'ExpressionStatement':
        commonJs(statement.expression as Node, names);
        break;
    }
  }
  const found = { names, all };
  exportsCache.set(program, found);
  return found;
}

function declarationsInStatement(node: Node): string[] {
  if (node.type === 'VariableDeclaration')
    return node.declarations.flatMap((declarator) => namesIn(declarator.id));
  return (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id
    ? [node.id.name]
    : [];
}

/** `module.exports = …`, `module.exports.name = …`, `exports.name = …`. */
function commonJs(node: Node, names: Map<string, Export>): void {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return;
  const { object } = node.left;
  const name = keyName(node.left);
  const isModule = (at: Node): boolean => at.type === 'Identifier' && at.name === 'module';
  if (isModule(object) && name === 'exports') {
    names.set('default', { kind: 'expression', node: node.right });
    if (node.right.type === 'ObjectExpression') {
      for (const property of node.right.properties) {
        if (property.type !== 'Property') continue;
        const key = keyName(property);
        if (key !== undefined) names.set(key, { kind: 'expression', node: property.value });
      }
    }
    return;
  }
  const isExports =
    (object.type === 'Identifier' && object.name === 'exports') ||
    (object.type === 'MemberExpression' && isModule(object.object) && keyName(object) === 'exports');
  if (isExports && name !== undefined) names.set(name, { kind: 'expression', node: node.right });
}
