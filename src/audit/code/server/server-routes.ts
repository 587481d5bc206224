import type { Class, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import type { Flow } from '../flow/flow.ts';
import { valueBehind } from '../flow/value-behind.ts';
import { bare, keyName, propertyValue } from '../literals.ts';
import { walk } from '../walk.ts';
import { entryOf, exportedAs, isController, isServerAction } from './server-entries.ts';

/** A function that answers requests, and what stands before it. */
export interface Route {
  /** The module that the handler stands in. */
  readonly module: ParsedModule;
  readonly handler: FunctionNode;
  /** The class that the handler is a method of. */
  readonly owner?: Class | undefined;
  /** Source of wrappers and middlewares, for judging by their names. */
  readonly before: string;
  /** A server action gets its caller's data as its arguments; other handlers get a request. */
  readonly isAction: boolean;
}

const registering = new Set([
  'post',
  'put',
  'patch',
  'delete',
  'del',
  'all',
  'route',
  'mutation',
  'handler',
  'action',
]);

/** The route handlers that a module registers with a router or exports to its framework. */
export function findRoutes(flow: Flow, module: ParsedModule): Route[] {
  const routes: Route[] = [];
  const seen = new Set<Node>();
  const add = (route: Route): void => {
    if (!seen.has(route.handler)) routes.push(route);
    seen.add(route.handler);
  };
  walk(module.program, {
    enter(node, _parent, ancestors) {
      if (node.type === 'CallExpression') {
        for (const route of registered(flow, module, node)) add(route);
      } else if (
        isFunction(node) &&
        (!ancestors.some((ancestor) => isFunction(ancestor)) || isServerAction(module, node))
      ) {
        const { terminal, name, owner } = entryOf(module, [...ancestors, node]);
        const exported = ancestors.some(
          ({ type }) => type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration',
        );
        const isAction = isServerAction(module, node);
        const later = name === undefined ? undefined : exportedAs(module, name);
        const called =
          exported || later !== undefined || isAction || isController(ancestors[ancestors.length - 1]);
        if (terminal && called && !/^(?:GET|HEAD|OPTIONS|loader)$/.test(name ?? '')) {
          const outside = later === undefined ? '' : `${exportsText(module)} ${wrapperText(flow, module)}`;
          add({
            module,
            handler: node,
            owner,
            before: `${wrappersOf(module, ancestors)} ${outside}`,
            isAction,
          });
        }
      }
    },
  });
  return routes;
}

/** What a module says where it exports: a handler's wrappers stand there. */
function exportsText({ program, text }: ParsedModule): string {
  return program.body
    .flatMap((statement): readonly Node[] =>
      statement.type === 'ExportDefaultDeclaration' || statement.type === 'ExpressionStatement'
        ? [statement]
        : exportedCalls(statement),
    )
    .map(({ start, end }) => text.slice(start, end))
    .join(' ');
}

/** `export const action = withUser(handler)` */
function exportedCalls(statement: Node): (Node & { type: 'CallExpression' })[] {
  if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration')
    return [];
  return statement.declaration.declarations.flatMap(({ init }) => {
    const value = init && bare(init);
    return value?.type === 'CallExpression' ? [value] : [];
  });
}

/** The source of the functions that exported handlers are wrapped in, where the repository has them. */
function wrapperText(flow: Flow, module: ParsedModule): string {
  const scope = flow.moduleScope(module);
  return module.program.body
    .flatMap(exportedCalls)
    .map(({ callee }) => {
      const found = valueBehind(flow, bare(callee), scope);
      if (found?.kind !== 'function') return '';
      const { node, scope: home } = found;
      return home.module.text.slice(node.start, node.end);
    })
    .join(' ');
}

function wrappersOf(module: ParsedModule, ancestors: readonly Node[]): string {
  return ancestors
    .map((ancestor) => {
      if (ancestor.type === 'CallExpression')
        return module.text.slice(ancestor.callee.start, ancestor.callee.end);
      const decorators =
        ancestor.type === 'MethodDefinition' || ancestor.type === 'ClassDeclaration'
          ? ancestor.decorators
          : [];
      return decorators.map(({ start, end }) => module.text.slice(start, end)).join(' ');
    })
    .join(' ');
}

/** The last function of a registration; options may come before it or after it, or hold it: `route({ handler })`. */
function handlerOf(given: readonly (Node & { type: string })[]): Node | undefined {
  for (const argument of [...given].reverse()) {
    if (argument.type === 'SpreadElement') return undefined;
    const value = bare(argument);
    const within = propertyValue(value, 'handler');
    if (within !== undefined) return within;
    if (value.type !== 'ObjectExpression') return value;
  }
  return undefined;
}

/** `router.post(path, …middlewares, handler)`, `procedure.mutation(handler)`. */
function registered(flow: Flow, module: ParsedModule, node: Node & { type: 'CallExpression' }): Route[] {
  const callee = bare(node.callee);
  const isServe =
    (callee.type === 'Identifier' && callee.name === 'serve') ||
    (callee.type === 'MemberExpression' && keyName(callee) === 'serve');
  if (!isServe && (callee.type !== 'MemberExpression' || !registering.has(keyName(callee) ?? ''))) return [];
  const last = handlerOf(node.arguments);
  if (last === undefined) return [];
  const before = module.text.slice(node.start, last.start);
  const scope = flow.moduleScope(module);
  let target: Node = bare(last);
  let wrapper = '';
  if (target.type === 'CallExpression') {
    wrapper = module.text.slice(target.callee.start, target.callee.end);
    const inner = target.arguments[target.arguments.length - 1];
    if (inner === undefined) return [];
    target = bare(inner);
  }
  if (isFunction(target))
    return [{ module, handler: target, before: `${before} ${wrapper}`, isAction: false }];
  if (target.type !== 'Identifier' && target.type !== 'MemberExpression') return [];
  const found = valueBehind(flow, target, scope);
  if (found?.kind !== 'function') return [];
  return [
    {
      module: found.scope.module,
      handler: found.node,
      before: `${before} ${wrapper}`,
      isAction: false,
    },
  ];
}
