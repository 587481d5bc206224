import type { Node } from 'oxc-parser';
import { type Export, isClass, isFunction } from '../bindings/bindings.ts';
import type { Scope } from '../bindings/scope-tree.ts';
import { stringValue } from '../literals.ts';

/** What one module hands out, and what it loads from inside expressions. */
export interface ModuleLinks {
  readonly stars: readonly string[];
  readonly loads: readonly { readonly node: Node; readonly source: string }[];
  /** Notes what an export declaration hands out; any other node hands out nothing. */
  noteExports(node: Node): void;
  /** Notes `import('…')` and `require('…')`. */
  noteLoad(node: Node): void;
  /** Every export, once the names of the module's own scope are known. */
  exports(module: Scope): ReadonlyMap<string, Export>;
}

export function createModuleLinks(): ModuleLinks {
  const exports = new Map<string, Export>();
  const stars: string[] = [];
  const loads: { node: Node; source: string }[] = [];
  const locals: { exported: string; local: string }[] = [];

  return {
    stars,
    loads,
    noteExports(node) {
      switch (node.type) {
        case 'ExportNamedDeclaration':
          for (const specifier of node.specifiers) {
            const exported = exportedName(specifier.exported);
            const local = exportedName(specifier.local);
            if (exported === undefined || local === undefined) continue;
            if (node.source) exports.set(exported, { kind: 'from', source: node.source.value, name: local });
            else locals.push({ exported, local });
          }
          if (node.declaration) {
            for (const name of declaredNames(node.declaration)) locals.push({ exported: name, local: name });
          }
          break;
        case 'ExportAllDeclaration': {
          const name = node.exported === null ? undefined : exportedName(node.exported);
          if (name === undefined) stars.push(node.source.value);
          else exports.set(name, { kind: 'from', source: node.source.value, name: '*' });
          break;
        }
        case 'ExportDefaultDeclaration': {
          const { declaration } = node;
          if (declaration.type === 'Identifier')
            locals.push({ exported: 'default', local: declaration.name });
          else if ((isFunction(declaration) || isClass(declaration)) && declaration.id) {
            locals.push({ exported: 'default', local: declaration.id.name });
          } else exports.set('default', { kind: 'expression', node: declaration });
          break;
        }
      }
    },
    noteLoad(node) {
      if (node.type === 'ImportExpression') {
        const source = stringValue(node.source);
        if (source !== undefined) loads.push({ node, source });
      } else if (node.type === 'CallExpression') {
        const source = stringValue(node.arguments[0]);
        const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
        if (isRequire && source !== undefined) loads.push({ node, source });
      }
    },
    exports(module) {
      for (const { exported, local } of locals) {
        const binding = module.names.get(local);
        // `import { x } from 'y'; export { x }` is a re-export, too.
        if (binding !== undefined) exports.set(exported, { kind: 'binding', binding });
      }
      return exports;
    },
  };
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
function patternNames(pattern: Node): string[] {
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
