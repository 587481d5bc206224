import type {
  ArrowFunctionExpression,
  Class,
  Function as FunctionDefinition,
  Node,
  Program,
} from 'oxc-parser';
import { stringValue } from './literals.ts';
import { children } from './walk.ts';

export type FunctionNode = FunctionDefinition | ArrowFunctionExpression;
export type ClassNode = Class;

/** A name that a module declares, and where it is read or written. */
export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'variable' | 'function' | 'class' | 'parameter' | 'catch' | 'enum';
  /** The declaring identifier. */
  readonly id: Node;
  /** The import specifier, variable declarator, function, class, or (for a parameter) the function that takes it. */
  readonly declaration: Node;
  readonly import?: ImportedName;
  /** Identifiers that mean this name, the declaring one left out; JSX element names included. */
  readonly references: Node[];
}

export interface ImportedName {
  readonly source: string;
  /** `default`, a name, or `*` for the namespace. */
  readonly name: string;
}

/** What a module hands out under one name. */
export type Export =
  | { readonly kind: 'binding'; readonly binding: Binding }
  | { readonly kind: 'expression'; readonly node: Node }
  | { readonly kind: 'from'; readonly source: string; readonly name: string };

/** Scopes of one module. */
export interface Bindings {
  readonly program: Program;
  parent(node: Node): Node | undefined;
  /** What an identifier means here; undefined for globals. */
  lookup(identifier: Node): Binding | undefined;
  /** Bindings of the module's own scope. */
  readonly top: ReadonlyMap<string, Binding>;
  readonly exports: ReadonlyMap<string, Export>;
  /** Sources of `export * from`. */
  readonly stars: readonly string[];
  /** `import('…')` and `require('…')` with a literal, as expressions of the whole module. */
  readonly loads: readonly { readonly node: Node; readonly source: string }[];
  /** Identifiers that nothing in the module declares, by name. */
  readonly globals: ReadonlyMap<string, readonly Node[]>;
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | undefined;
  /** Where `var` lands: a function's or the module's scope. */
  readonly hoist: Scope;
}

export function isFunction(node: Node | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

export function isClass(node: Node | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

/** Resolves every name of a module to its declaration, by the scoping of ECMAScript. Types are left out. */
export function findBindings(program: Program): Bindings {
  const parents = new Map<Node, Node>();
  const uses: { identifier: Node; name: string; scope: Scope }[] = [];
  const meanings = new Map<Node, Binding>();
  const exports = new Map<string, Export>();
  const stars: string[] = [];
  const loads: { node: Node; source: string }[] = [];
  const locals: { exported: string; local: string }[] = [];

  const newScope = (parent: Scope | undefined, hoists: boolean): Scope => {
    const scope: { names: Map<string, Binding>; parent: Scope | undefined; hoist: Scope } = {
      names: new Map(),
      parent,
      hoist: undefined as unknown as Scope,
    };
    scope.hoist = hoists || parent === undefined ? scope : parent.hoist;
    return scope;
  };
  const declare = (
    scope: Scope,
    id: Node,
    kind: Binding['kind'],
    declaration: Node,
    imported?: ImportedName,
  ): void => {
    if (id.type !== 'Identifier') return;
    const before = scope.names.get(id.name);
    // `var` twice, or a function over a var: one variable.
    if (before !== undefined && before.kind !== 'import') {
      meanings.set(id, before);
      if (declaration.type === 'VariableDeclarator') before.references.push(id);
      return;
    }
    const binding: Binding = { name: id.name, kind, id, declaration, import: imported, references: [] };
    scope.names.set(id.name, binding);
    meanings.set(id, binding);
  };

  /** Declares every name in a pattern; default values and computed keys are ordinary expressions. */
  const declarePattern = (pattern: Node, scope: Scope, kind: Binding['kind'], declaration: Node): void => {
    switch (pattern.type) {
      case 'Identifier':
        declare(scope, pattern, kind, declaration);
        break;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          declarePattern(property.type === 'Property' ? property.value : property, scope, kind, declaration);
        }
        break;
      case 'ArrayPattern':
        for (const element of pattern.elements)
          if (element) declarePattern(element, scope, kind, declaration);
        break;
      case 'AssignmentPattern':
        declarePattern(pattern.left, scope, kind, declaration);
        break;
      case 'RestElement':
        declarePattern(pattern.argument, scope, kind, declaration);
        break;
      case 'TSParameterProperty':
        declarePattern(pattern.parameter, scope, kind, declaration);
        break;
    }
  };

  const visitChildren = (node: Node, scope: Scope): void => {
    for (const child of children(node)) {
      parents.set(child, node);
      visit(child, scope);
    }
  };
  const visitChild = (child: Node | null | undefined, node: Node, scope: Scope): void => {
    if (!child) return;
    parents.set(child, node);
    visit(child, scope);
  };

  const visitFunction = (node: FunctionNode, scope: Scope): void => {
    const inner = newScope(scope, true);
    if (node.type === 'FunctionExpression' && node.id) {
      parents.set(node.id, node);
      declare(inner, node.id, 'function', node);
    }
    for (const parameter of node.params) {
      declarePattern(parameter as Node, inner, 'parameter', node);
      visitChild(parameter as Node, node, inner);
    }
    if (node.body === null) return;
    parents.set(node.body, node);
    // Parameters and body share a scope here: telling them apart changes no answer.
    if (node.body.type === 'BlockStatement') visitChildren(node.body, inner);
    else visit(node.body, inner);
  };

  const visit = (node: Node, scope: Scope): void => {
    switch (node.type) {
      case 'Identifier': {
        if (!meanings.has(node)) uses.push({ identifier: node, name: node.name, scope });
        return;
      }
      case 'JSXIdentifier':
        uses.push({ identifier: node, name: node.name, scope });
        return;
      case 'JSXOpeningElement': {
        const { name } = node;
        parents.set(name, node);
        if (name.type === 'JSXMemberExpression') visit(name, scope);
        else if (name.type === 'JSXIdentifier' && /^[A-Z_$]/.test(name.name)) visit(name, scope);
        for (const attribute of node.attributes) visitChild(attribute, node, scope);
        return;
      }
      case 'JSXMemberExpression':
        visitChild(node.object, node, scope);
        return;
      case 'JSXClosingElement':
        return;
      case 'JSXAttribute':
        visitChild(node.value, node, scope);
        return;
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) {
          parents.set(specifier, node);
          if (node.importKind === 'type' || ('importKind' in specifier && specifier.importKind === 'type'))
            continue;
          const name =
            specifier.type === 'ImportDefaultSpecifier'
              ? 'default'
              : specifier.type === 'ImportNamespaceSpecifier'
                ? '*'
                : specifier.imported.type === 'Identifier'
                  ? specifier.imported.name
                  : specifier.imported.value;
          parents.set(specifier.local, specifier);
          declare(scope, specifier.local, 'import', specifier, { source: node.source.value, name });
        }
        return;
      case 'ExportNamedDeclaration': {
        if (node.exportKind === 'type') return;
        for (const specifier of node.specifiers) {
          parents.set(specifier, node);
          const exported = exportedName(specifier.exported);
          const local = exportedName(specifier.local);
          if (exported === undefined || local === undefined) continue;
          if (node.source) exports.set(exported, { kind: 'from', source: node.source.value, name: local });
          else locals.push({ exported, local });
        }
        if (node.declaration) {
          visitChild(node.declaration, node, scope);
          for (const name of declaredNames(node.declaration)) locals.push({ exported: name, local: name });
        }
        return;
      }
      case 'ExportAllDeclaration': {
        if (node.exportKind === 'type') return;
        const name = node.exported === null ? undefined : exportedName(node.exported);
        if (name === undefined) stars.push(node.source.value);
        else exports.set(name, { kind: 'from', source: node.source.value, name: '*' });
        return;
      }
      case 'ExportDefaultDeclaration': {
        const { declaration } = node;
        visitChild(declaration, node, scope);
        if (declaration.type === 'Identifier') locals.push({ exported: 'default', local: declaration.name });
        else if ((isFunction(declaration) || isClass(declaration)) && declaration.id) {
          locals.push({ exported: 'default', local: declaration.id.name });
        } else exports.set('default', { kind: 'expression', node: declaration });
        return;
      }
      case 'VariableDeclaration': {
        const target = node.kind === 'var' ? scope.hoist : scope;
        for (const declarator of node.declarations) {
          parents.set(declarator, node);
          declarePattern(declarator.id, target, 'variable', declarator);
          visitChild(declarator.id, declarator, scope);
          visitChild(declarator.init, declarator, scope);
        }
        return;
      }
      case 'FunctionDeclaration':
        if (node.id) {
          parents.set(node.id, node);
          declare(scope, node.id, 'function', node);
        }
        visitFunction(node, scope);
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        visitFunction(node, scope);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const inner = newScope(scope, false);
        if (node.id) {
          parents.set(node.id, node);
          declare(node.type === 'ClassDeclaration' ? scope : inner, node.id, 'class', node);
        }
        for (const decorator of node.decorators ?? []) visitChild(decorator, node, scope);
        visitChild(node.superClass, node, scope);
        visitChild(node.body, node, inner);
        return;
      }
      case 'TSEnumDeclaration':
        parents.set(node.id, node);
        declare(scope, node.id, 'enum', node);
        return;
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
        visitChildren(node, newScope(scope, false));
        return;
      case 'StaticBlock':
        visitChildren(node, newScope(scope, true));
        return;
      case 'CatchClause': {
        const inner = newScope(scope, false);
        if (node.param) {
          declarePattern(node.param, inner, 'catch', node);
          visitChild(node.param, node, inner);
        }
        visitChild(node.body, node, inner);
        return;
      }
      case 'MemberExpression':
        visitChild(node.object, node, scope);
        parents.set(node.property, node);
        if (node.computed) visit(node.property, scope);
        return;
      case 'Property':
        parents.set(node.key, node);
        if (node.computed) visit(node.key, scope);
        visitChild(node.value, node, scope);
        return;
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        for (const decorator of node.decorators ?? []) visitChild(decorator, node, scope);
        parents.set(node.key, node);
        if (node.computed) visit(node.key, scope);
        visitChild(node.value, node, scope);
        return;
      case 'LabeledStatement':
        visitChild(node.body, node, scope);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      case 'ImportExpression': {
        const source = stringValue(node.source);
        if (source !== undefined) loads.push({ node, source });
        visitChildren(node, scope);
        return;
      }
      case 'CallExpression': {
        const source = stringValue(node.arguments[0]);
        if (node.callee.type === 'Identifier' && node.callee.name === 'require' && source !== undefined) {
          loads.push({ node, source });
        }
        visitChildren(node, scope);
        return;
      }
      default:
        if (isType(node)) return;
        visitChildren(node, scope);
    }
  };

  const module = newScope(undefined, true);
  visitChildren(program, module);

  const globals = new Map<string, Node[]>();
  for (const { identifier, name, scope } of uses) {
    let at: Scope | undefined = scope;
    while (at !== undefined && !at.names.has(name)) at = at.parent;
    const binding = at?.names.get(name);
    if (binding === undefined) {
      const list = globals.get(name);
      if (list === undefined) globals.set(name, [identifier]);
      else list.push(identifier);
    } else {
      binding.references.push(identifier);
      meanings.set(identifier, binding);
    }
  }
  for (const { exported, local } of locals) {
    const binding = module.names.get(local);
    if (binding === undefined) continue;
    // `import { x } from 'y'; export { x }` is a re-export, too.
    exports.set(exported, { kind: 'binding', binding });
  }
  return {
    program,
    parent: (node) => parents.get(node),
    lookup: (identifier) => meanings.get(identifier),
    top: module.names,
    exports,
    stars,
    loads,
    globals,
  };
}

/** Type-level nodes hold names that are no values. */
function isType(node: Node): boolean {
  if (!node.type.startsWith('TS')) return false;
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'TSExportAssignment':
    case 'TSParameterProperty':
    case 'TSModuleDeclaration':
    case 'TSModuleBlock':
      return false;
    default:
      return true;
  }
}

function exportedName(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' ? String(node.value) : undefined;
}

function declaredNames(node: Node): string[] {
  if (node.type === 'VariableDeclaration')
    return node.declarations.flatMap((declarator) => patternNames(declarator.id));
  if ((isFunction(node) || isClass(node) || node.type === 'TSEnumDeclaration') && node.id)
    return [node.id.name];
  return [];
}

/** Every name that a pattern binds. */
export function patternNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []));
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'RestElement':
      return patternNames(pattern.argument);
    default:
      return [];
  }
}
