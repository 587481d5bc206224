import type { Class, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import { bare, keyName } from '../literals.ts';

/** Code that something starts: a function with the way it is started, or a module's own statements. */
export interface Entry {
  readonly module: ParsedModule;
  /** The outermost function; undefined for the module's top level. */
  readonly node: FunctionNode | undefined;
  readonly owner: Class | undefined;
  readonly name: string | undefined;
  /** Started by a runtime or a framework, which does nothing with what it returns. */
  readonly terminal: boolean;
}

/** The outermost function around a node, and who starts it. */
export function entryOf(module: ParsedModule, ancestors: readonly Node[]): Entry {
  const index = ancestors.findIndex((ancestor) => isFunction(ancestor));
  const node = ancestors[index];
  if (node === undefined || !isFunction(node))
    return { module, node: undefined, owner: undefined, name: undefined, terminal: true };
  const owner = ancestors
    .slice(0, index)
    .find(
      (ancestor): ancestor is Class =>
        ancestor.type === 'ClassDeclaration' || ancestor.type === 'ClassExpression',
    );
  const parent = ancestors[index - 1];
  const wrapped = parent?.type === 'CallExpression' || parent?.type === 'NewExpression';
  const name = nameOf(node, ancestors.slice(0, index));
  const exported = ancestors
    .slice(0, index)
    .some(({ type }) => type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration');
  const isDefault = ancestors.slice(0, index).some(({ type }) => type === 'ExportDefaultDeclaration');
  const outer = parent?.type === 'CallExpression' ? bare(parent.callee) : undefined;
  // `procedure.handler(async () => …)` belongs to whoever has made the procedure.
  const handed = wrapped && (name === undefined || outer?.type === 'MemberExpression');
  const terminal =
    handed || (exported && isRoute(module, isDefault && owner === undefined ? 'default' : name, name));
  return { module, node, owner, name, terminal };
}

function nameOf(node: FunctionNode, above: readonly Node[]): string | undefined {
  if (node.id) return node.id.name;
  for (const ancestor of [...above].reverse()) {
    switch (ancestor.type) {
      case 'VariableDeclarator':
        return ancestor.id.type === 'Identifier' ? ancestor.id.name : undefined;
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'Property':
        return keyName(ancestor as Node & { key: Node });
      case 'AssignmentExpression':
        return ancestor.left.type === 'MemberExpression'
          ? keyName(ancestor.left)
          : ancestor.left.type === 'Identifier'
            ? ancestor.left.name
            : undefined;
      case 'CallExpression':
      case 'ParenthesizedExpression':
      case 'ObjectExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'AwaitExpression':
        continue;
      default:
        return undefined;
    }
  }
  return undefined;
}

const verbs = new Set([
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'ALL',
  'HEAD',
  'OPTIONS',
  'action',
  'loader',
  'handler',
  'onRequest',
  'onRequestPost',
  'actions',
]);

/** `'use server'` at the top: every export is a server action, which any client can call. */
export function hasServerDirective({ program }: ParsedModule): boolean {
  return program.body.some(
    (statement) =>
      statement.type === 'ExpressionStatement' &&
      'directive' in statement &&
      statement.directive === 'use server',
  );
}

/** Whether a framework calls the export: a route's verb, a worker's `fetch`, a server action. */
export function isRoute(
  module: ParsedModule,
  exported: string | undefined,
  name: string | undefined,
): boolean {
  if (hasServerDirective(module)) return true;
  if (exported !== undefined && verbs.has(exported)) return true;
  if (exported !== 'default') return false;
  if (name !== undefined && ['fetch', 'scheduled', 'queue', 'email'].includes(name)) return true;
  return /(?:^|\/)(?:pages\/api|api|netlify\/functions|functions|server\/(?:api|routes|tasks))\//.test(
    module.path,
  );
}
