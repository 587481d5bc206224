import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import type { Flow } from '../flow/flow.ts';
import { emptyState } from '../flow/flow-state.ts';
import { bare, keyName } from '../literals.ts';
import { walk } from '../walk.ts';
import { entryOf, hasServerDirective } from './server-entries.ts';

/** A function that answers requests, and what stands before it. */
export interface Route {
  /** The module that the handler stands in. */
  readonly module: ParsedModule;
  readonly handler: FunctionNode;
  /** Source of wrappers and middlewares, for judging by their names. */
  readonly before: string;
  /** A server action gets its caller's data as its arguments; other handlers get a request. */
  readonly isAction: boolean;
}

const registering = new Set(['post', 'put', 'patch', 'all', 'route', 'mutation', 'handler', 'action']);

/** The route handlers that a module registers with a router or exports to its framework. */
export function findRoutes(flow: Flow, module: ParsedModule): Route[] {
  const routes: Route[] = [];
  const seen = new Set<Node>();
  const add = (route: Route): void => {
    if (!seen.has(route.handler)) routes.push(route);
    seen.add(route.handler);
  };
  const isActions = hasServerDirective(module);
  walk(module.program, {
    enter(node, _parent, ancestors) {
      if (node.type === 'CallExpression') {
        for (const route of registered(flow, module, node)) add(route);
      } else if (isFunction(node) && !ancestors.some((ancestor) => isFunction(ancestor))) {
        const { terminal, name } = entryOf(module, [...ancestors, node]);
        const exported = ancestors.some(
          ({ type }) => type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration',
        );
        if (terminal && exported && !/^(?:GET|HEAD|OPTIONS|loader)$/.test(name ?? '')) {
          add({ module, handler: node, before: wrappersOf(module, ancestors), isAction: isActions });
        }
      }
    },
  });
  return routes;
}

function wrappersOf(module: ParsedModule, ancestors: readonly Node[]): string {
  return ancestors
    .map((ancestor) =>
      ancestor.type === 'CallExpression' ? module.text.slice(ancestor.callee.start, ancestor.callee.end) : '',
    )
    .join(' ');
}

/** `router.post(path, …middlewares, handler)`, `procedure.mutation(handler)`. */
function registered(flow: Flow, module: ParsedModule, node: Node & { type: 'CallExpression' }): Route[] {
  const callee = bare(node.callee);
  if (callee.type !== 'MemberExpression' || !registering.has(keyName(callee) ?? '')) return [];
  const last = node.arguments[node.arguments.length - 1];
  if (last === undefined || last.type === 'SpreadElement') return [];
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
  flow.refill();
  const [found] = flow.evaluate(target, emptyState, scope);
  if (found?.value.kind !== 'function') return [];
  return [
    {
      module: found.value.scope.module,
      handler: found.value.node,
      before: `${before} ${wrapper}`,
      isAction: false,
    },
  ];
}
