import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { isFunction } from '../bindings/bindings.ts';
import type { Flow } from '../flow/flow.ts';
import type { FunctionValue, Value } from '../flow/flow-values.ts';
import { valueBehind } from '../flow/value-behind.ts';
import { bare, keyName, stringValue } from '../literals.ts';
import { comesFromPassing, letsEverybodyPass } from '../server/pass-through.ts';
import { speaksOfKnowing } from '../server/server-auth.ts';
import type { Route } from '../server/server-routes.ts';
import { walk } from '../walk.ts';
import type { CodePlace } from './delivery.ts';

/** What stands before a route's handler. */
export interface Chain {
  /** The route's path, where it is registered with one. */
  readonly path: string | undefined;
  /** Middlewares of the repository, in the order in which they run. */
  readonly functions: readonly FunctionValue[];
  /** Something of a package, or something that cannot be followed, may know who asks. */
  readonly mayKnow: boolean;
  /** A middleware for this path that is registered after the route. */
  readonly tooLate: CodePlace | undefined;
}

/** The middlewares in front of a route, of its own registration and of `use` in the same module. */
export function chainOf(flow: Flow, module: ParsedModule, route: Route): Chain {
  let registration: (Node & { type: 'CallExpression' }) | undefined;
  const uses: (Node & { type: 'CallExpression' })[] = [];
  walk(module.program, {
    enter(node) {
      if (node.type !== 'CallExpression' || bare(node.callee).type !== 'MemberExpression') return;
      const name = keyName(bare(node.callee) as Node & { property: Node });
      if (name === 'use') uses.push(node);
      if (name === undefined || !registers.has(name)) return;
      const last = node.arguments.at(-1);
      if (last !== undefined && meansHandler(flow, module, last, route)) registration = node;
    },
  });
  if (registration === undefined)
    return {
      path: undefined,
      functions: [],
      mayKnow: speaksOfKnowing(route.before),
      tooLate: undefined,
    };
  const path = stringValue(registration.arguments[0]);
  const router = receiverOf(registration);
  const functions: FunctionValue[] = [];
  let mayKnow = false;
  let tooLate: CodePlace | undefined;
  const take = (argument: Node): void => {
    if (stringValue(argument) !== undefined) return;
    const value = meantBy(flow, module, argument);
    if (value?.kind === 'function') functions.push(value);
    else if (value?.kind !== 'opaque' || !comesFromPassing(value.path))
      mayKnow ||= !letsEverybodyPass(module, argument);
  };
  for (const use of uses) {
    const [first] = use.arguments;
    const prefix = stringValue(first);
    if (receiverOf(use) !== router || (prefix !== undefined && !covers(prefix, path))) continue;
    if (use.start > registration.start) {
      const text = module.text.slice(use.start, use.end);
      if (prefix !== undefined && speaksOfKnowing(text)) tooLate ??= { module, node: use };
    } else for (const argument of use.arguments) take(argument);
  }
  for (const argument of registration.arguments.slice(0, -1)) take(argument);
  return { path, functions, mayKnow, tooLate };
}

const registers = new Set(['post', 'put', 'all', 'route']);

function meansHandler(flow: Flow, module: ParsedModule, node: Node, route: Route): boolean {
  const target = bare(node);
  if (target === route.handler) return true;
  if (target.type === 'CallExpression')
    return target.arguments.some((argument) => meansHandler(flow, module, argument, route));
  if (target.type !== 'Identifier' && target.type !== 'MemberExpression') return false;
  const value = meantBy(flow, module, target);
  return value?.kind === 'function' && value.node === route.handler;
}

function meantBy(flow: Flow, module: ParsedModule, node: Node): Value | undefined {
  const target = bare(node);
  const scope = flow.moduleScope(module);
  if (isFunction(target)) return { kind: 'function', node: target, scope };
  if (target.type !== 'Identifier' && target.type !== 'MemberExpression' && target.type !== 'CallExpression')
    return undefined;
  return valueBehind(flow, target, scope);
}

function receiverOf(node: Node & { type: 'CallExpression' }): string {
  const callee = bare(node.callee);
  const object = callee.type === 'MemberExpression' ? bare(callee.object) : callee;
  return object.type === 'Identifier' ? object.name : '';
}

/** Whether `app.use(prefix)` stands before a path. */
function covers(prefix: string, path: string | undefined): boolean {
  const plain = prefix.replace(/\/?\*$/, '').replace(/\/$/, '');
  return path !== undefined && (plain === '' || path === plain || path.startsWith(`${plain}/`));
}
