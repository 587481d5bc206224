import type { Class, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import { bare, keyName, memberPath, stringValue } from '../literals.ts';

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

/** The outermost function around a node, or the handler that a router is given, and who starts it. */
export function entryOf(module: ParsedModule, ancestors: readonly Node[]): Entry {
  const registered = ancestors.findIndex((_, at) => isRegistered(ancestors, at));
  const index = registered === -1 ? ancestors.findIndex((ancestor) => isFunction(ancestor)) : registered;
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
  const later = index <= 3 && name !== undefined ? exportedAs(module, name) : undefined;
  const exported =
    later !== undefined ||
    ancestors
      .slice(0, index)
      .some(({ type }) => type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration');
  // SvelteKit's form actions and Astro's actions are the properties of one export.
  const actions = ancestors
    .slice(0, index)
    .some(
      (ancestor) =>
        ancestor.type === 'VariableDeclarator' &&
        ancestor.id.type === 'Identifier' &&
        /^(?:actions|server)$/.test(ancestor.id.name),
    );
  const isDefault = ancestors.slice(0, index).some(({ type }) => type === 'ExportDefaultDeclaration');
  const outer = parent?.type === 'CallExpression' ? bare(parent.callee) : undefined;
  // `procedure.handler(async () => …)` belongs to whoever has made the procedure.
  const handed = wrapped && (name === undefined || outer?.type === 'MemberExpression');
  const terminal =
    handed ||
    isGivenToPackage(module, ancestors, index) ||
    isController(ancestors[index - 1]) ||
    registered !== -1 ||
    hasDirective(node.body) ||
    (exported && actions) ||
    (exported && isRoute(module, isDefault && owner === undefined ? 'default' : (later ?? name), name));
  return { module, node, owner, name, terminal };
}

/** The name under which a function is exported elsewhere in its module: `export default withAuth(handler)`, `export { handler as POST }`. */
export function exportedAs({ program }: ParsedModule, name: string): string | undefined {
  for (const statement of program.body) {
    if (statement.type === 'ExportNamedDeclaration') {
      const found = statement.specifiers.find(
        ({ local }) => statement.source === null && local.type === 'Identifier' && local.name === name,
      );
      if (found?.exported.type === 'Identifier') return found.exported.name;
      const { declaration } = statement;
      for (const { id, init } of declaration?.type === 'VariableDeclaration' ? declaration.declarations : [])
        if (id.type === 'Identifier' && init?.type === 'CallExpression' && isWrapped(init, name))
          return id.name;
    }
    const value =
      statement.type === 'ExportDefaultDeclaration'
        ? (statement.declaration as Node)
        : statement.type === 'ExpressionStatement' &&
            statement.expression.type === 'AssignmentExpression' &&
            memberPath(statement.expression.left)?.join('.') === 'module.exports'
          ? statement.expression.right
          : undefined;
    if (value !== undefined && isWrapped(value, name)) return 'default';
  }
  return undefined;
}

function isWrapped(node: Node, name: string): boolean {
  const value = bare(node);
  if (value.type === 'CallExpression') return value.arguments.some((argument) => isWrapped(argument, name));
  return value.type === 'Identifier' && value.name === name;
}

const routing = /^(?:get|post|put|patch|delete|del|all)$/;

/** `app.post('/path', handler)`, wherever it stands. */
function isRegistered(ancestors: readonly Node[], at: number): boolean {
  const [node, parent] = [ancestors[at], ancestors[at - 1]];
  if (isFunction(node) && (hasDirective(node.body) || isRouteOption(ancestors, at))) return true;
  if (!isFunction(node) || parent?.type !== 'CallExpression' || parent.arguments[0] === (node as Node))
    return false;
  const callee = bare(parent.callee);
  const path = parent.arguments[0] && stringValue(parent.arguments[0]);
  return (
    callee.type === 'MemberExpression' &&
    routing.test(keyName(callee) ?? '') &&
    path?.startsWith('/') === true
  );
}

/** `fastify.route({ method, url, handler })` */
function isRouteOption(ancestors: readonly Node[], at: number): boolean {
  const [property, call] = [ancestors[at - 1], ancestors[at - 3]];
  if (property?.type !== 'Property' || keyName(property) !== 'handler' || call?.type !== 'CallExpression')
    return false;
  const callee = bare(call.callee);
  return callee.type === 'MemberExpression' && keyName(callee) === 'route';
}

/** `tool({ execute: … })`, `defineAction({ handler: … })`: a function of an object that a package is given. */
function isGivenToPackage({ program }: ParsedModule, ancestors: readonly Node[], at: number): boolean {
  const [property, object, call] = [ancestors[at - 1], ancestors[at - 2], ancestors[at - 3]];
  if (property?.type !== 'Property' || object?.type !== 'ObjectExpression' || call?.type !== 'CallExpression')
    return false;
  const callee = bare(call.callee);
  return (
    callee.type === 'Identifier' &&
    program.body.some(
      (statement) =>
        statement.type === 'ImportDeclaration' &&
        !/^(?:[.~#/]|@\/)/.test(statement.source.value) &&
        statement.specifiers.some(({ local }) => local.name === callee.name),
    )
  );
}

/** A method that Nest calls for a request: https://docs.nestjs.com/controllers */
export function isController(method: Node | undefined): boolean {
  return (
    method?.type === 'MethodDefinition' &&
    method.decorators.some(({ expression }) => {
      const call = bare(expression);
      const name = call.type === 'CallExpression' ? bare(call.callee) : call;
      return (
        name.type === 'Identifier' &&
        /^(?:Get|Post|Put|Patch|Delete|All|Cron|MessagePattern|EventPattern)$/.test(name.name)
      );
    })
  );
}

/** `'use server'` in a function's own body: https://react.dev/reference/rsc/use-server */
function hasDirective(body: FunctionNode['body']): boolean {
  return (
    body?.type === 'BlockStatement' &&
    body.body.some((statement) => 'directive' in statement && statement.directive === 'use server')
  );
}

/** Whether any client can call a function with arguments of its own. */
export function isServerAction(module: ParsedModule, node: FunctionNode): boolean {
  return hasServerDirective(module) || hasDirective(node.body);
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
