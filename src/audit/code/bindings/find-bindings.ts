import type { ImportDeclarationSpecifier, Node, Program } from 'oxc-parser';
import { createModuleLinks } from '../modules/module-links.ts';
import { children } from '../walk.ts';
import type { Bindings, FunctionNode } from './bindings.ts';
import { createScopeTree, type Scope } from './scope-tree.ts';

/** Resolves every name of a module to its declaration, by the scoping of ECMAScript. Types are left out. */
export function findBindings(program: Program): Bindings {
  const parents = new Map<Node, Node>();
  const tree = createScopeTree();
  const links = createModuleLinks();

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
    const inner = tree.open(scope, true);
    if (node.type === 'FunctionExpression' && node.id) {
      parents.set(node.id, node);
      tree.declare(inner, node.id, 'function', node);
    }
    for (const parameter of node.params) {
      tree.declarePattern(parameter as Node, inner, 'parameter', node);
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
      case 'Identifier':
      case 'JSXIdentifier':
        tree.use(node, node.name, scope);
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
          parents.set(specifier.local, specifier);
          tree.declare(scope, specifier.local, 'import', specifier, {
            source: node.source.value,
            name: importedName(specifier),
          });
        }
        return;
      case 'ExportNamedDeclaration':
        if (node.exportKind === 'type') return;
        for (const specifier of node.specifiers) parents.set(specifier, node);
        visitChild(node.declaration, node, scope);
        links.noteExports(node);
        return;
      case 'ExportAllDeclaration':
        if (node.exportKind !== 'type') links.noteExports(node);
        return;
      case 'ExportDefaultDeclaration':
        visitChild(node.declaration, node, scope);
        links.noteExports(node);
        return;
      case 'VariableDeclaration': {
        const target = node.kind === 'var' ? scope.hoist : scope;
        for (const declarator of node.declarations) {
          parents.set(declarator, node);
          tree.declarePattern(declarator.id, target, 'variable', declarator);
          visitChild(declarator.id, declarator, scope);
          visitChild(declarator.init, declarator, scope);
        }
        return;
      }
      case 'FunctionDeclaration':
        if (node.id) {
          parents.set(node.id, node);
          tree.declare(scope, node.id, 'function', node);
        }
        visitFunction(node, scope);
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        visitFunction(node, scope);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const inner = tree.open(scope, false);
        if (node.id) {
          parents.set(node.id, node);
          tree.declare(node.type === 'ClassDeclaration' ? scope : inner, node.id, 'class', node);
        }
        for (const decorator of node.decorators ?? []) visitChild(decorator, node, scope);
        visitChild(node.superClass, node, scope);
        visitChild(node.body, node, inner);
        return;
      }
      case 'TSEnumDeclaration':
        parents.set(node.id, node);
        tree.declare(scope, node.id, 'enum', node);
        return;
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
        visitChildren(node, tree.open(scope, false));
        return;
      case 'StaticBlock':
        visitChildren(node, tree.open(scope, true));
        return;
      case 'CatchClause': {
        const inner = tree.open(scope, false);
        if (node.param) {
          tree.declarePattern(node.param, inner, 'catch', node);
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
      case 'ImportExpression':
      case 'CallExpression':
        links.noteLoad(node);
        visitChildren(node, scope);
        return;
      default:
        if (isType(node)) return;
        visitChildren(node, scope);
    }
  };

  visitChildren(program, tree.module);
  return {
    program,
    parent: (node) => parents.get(node),
    lookup: tree.meaning,
    top: tree.module.names,
    exports: links.exports(tree.module),
    stars: links.stars,
    loads: links.loads,
    globals: tree.resolveUses(),
  };
}

function importedName(specifier: ImportDeclarationSpecifier): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
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
