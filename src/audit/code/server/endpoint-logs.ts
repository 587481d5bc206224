import type { CallExpression, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { type Binding, type Bindings, isFunction } from '../bindings/bindings.ts';
import { findBindings } from '../bindings/find-bindings.ts';
import { bare, keyName, memberPath, rootOf } from '../literals.ts';
import { leaves } from '../values/leaves.ts';
import { walk } from '../walk.ts';
import type { SendSite } from './server-model.ts';

/** A call that writes an endpoint, or something that holds one, to a log. */
export interface EndpointLog {
  readonly node: Node;
  readonly logs: 'endpoint' | 'subscription' | 'error';
  /** The console prints every property; what a logger leaves out is its own affair. */
  readonly toConsole: boolean;
}

/** Calls of a module of the push server that log endpoints, subscriptions or what web-push rejects with. */
export function findEndpointLogs(module: ParsedModule, sends: readonly SendSite[]): EndpointLog[] {
  const found: EndpointLog[] = [];
  let known: Bindings | undefined;
  walk(module.program, {
    enter(node) {
      const target = node.type === 'CallExpression' ? logTarget(node) : undefined;
      if (node.type !== 'CallExpression' || target === undefined) return;
      known ??= findBindings(module.program);
      const bindings = known;
      for (const argument of node.arguments) {
        const logs = logged(argument, bindings, sends, true);
        if (logs === undefined) continue;
        found.push({ node, logs, toConsole: target === 'console' });
        break;
      }
    },
  });
  return found;
}

const levels = /^(?:log|info|warn|warning|error|debug|trace|verbose|notice|dir|fatal|critical)$/;

function logTarget(call: CallExpression): 'console' | 'logger' | undefined {
  const path = memberPath(call.callee);
  if (path === undefined || path.length < 2 || !levels.test(path.at(-1) ?? '')) return undefined;
  if (path[0] === 'console') return 'console';
  return /^(?:log|logger|fastify)$/i.test(path.at(-2) ?? '') ? 'logger' : undefined;
}

/** What an expression shows of a subscription; `whole`: with all its properties, not as a text. */
function logged(
  node: Node,
  bindings: Bindings,
  sends: readonly SendSite[],
  whole: boolean,
): EndpointLog['logs'] | undefined {
  const value = bare(node);
  const first = (nodes: readonly Node[], asText: boolean): EndpointLog['logs'] | undefined => {
    for (const part of nodes) {
      const logs = logged(part, bindings, sends, !asText && whole);
      if (logs !== undefined) return logs;
    }
    return undefined;
  };
  switch (value.type) {
    case 'TemplateLiteral':
      return first(value.expressions, true);
    case 'BinaryExpression':
      return first([value.left, value.right], true);
    case 'ObjectExpression':
      return first(
        value.properties.map((property) =>
          property.type === 'Property' ? property.value : property.argument,
        ),
        false,
      );
    case 'CallExpression':
      return memberPath(value.callee)?.join('.') === 'JSON.stringify'
        ? first(value.arguments.slice(0, 1), false)
        : undefined;
    case 'MemberExpression':
      if (keyName(value) === 'endpoint')
        return isSubscription(value.object, bindings, sends) ? 'endpoint' : undefined;
      return whole && isSubscription(value, bindings, sends) ? 'subscription' : undefined;
    case 'Identifier': {
      const binding = bindings.lookup(value);
      if (binding === undefined) return undefined;
      if (isEndpoint(binding, bindings, sends)) return 'endpoint';
      if (!whole) return undefined;
      if (isFailure(binding, bindings, sends)) return 'error';
      if (!isSubscription(value, bindings, sends)) return undefined;
      return binding.references.some((reference) => isPostedTo(reference, sends))
        ? 'endpoint'
        : 'subscription';
    }
    default:
      return undefined;
  }
}

/** A name for a subscription's endpoint: taken out of one, or given to a send as one. */
function isEndpoint(binding: Binding, bindings: Bindings, sends: readonly SendSite[]): boolean {
  if (binding.name !== 'endpoint') return false;
  const { declaration } = binding;
  if (declaration.type === 'VariableDeclarator') {
    if (declaration.id.type === 'ObjectPattern') {
      // `const { endpoint, keys } = …`
      return declaration.id.properties.some(
        (property) => property.type === 'Property' && /^(?:keys|p256dh)$/.test(keyName(property) ?? ''),
      );
    }
    const init = declaration.init && bare(declaration.init);
    return init?.type === 'MemberExpression' && isSubscription(init.object, bindings, sends);
  }
  return binding.references.some((reference) => {
    const parent = bindings.parent(reference);
    return parent?.type === 'Property' && isPart(parent, sends);
  });
}

/** Whether a property stands in the subscription that a send is given. */
function isPart(property: Node, sends: readonly SendSite[]): boolean {
  return sends.some(({ details }) => {
    const given = details.type === 'CallExpression' ? details.arguments[0] : undefined;
    return given !== undefined && property.start >= given.start && property.end <= given.end;
  });
}

/** An expression that a send is given, or makes its endpoint from, somewhere in the module, or that has keys like one. */
function isSubscription(node: Node, bindings: Bindings, sends: readonly SendSite[]): boolean {
  const value = bare(node);
  const text = memberPath(value)?.join('.');
  if (text === undefined) return false;
  const home = value.type === 'Identifier' ? bindings.lookup(value) : rootBinding(value, bindings);
  if (home === undefined) return false;
  return home.references.some((reference) => {
    let at: Node = reference;
    for (;;) {
      const parent = bindings.parent(at);
      if (parent?.type === 'MemberExpression' && parent.object === at && memberPath(at)?.join('.') !== text)
        at = parent;
      else break;
    }
    if (memberPath(at)?.join('.') !== text) return false;
    return isUsedAsSubscription(at, bindings, sends);
  });
}

/** `fetch(address, …)`: what such a send is given is the endpoint itself. */
function isPostedTo(node: Node, sends: readonly SendSite[]): boolean {
  return sends.some(
    ({ via, details }) =>
      via === 'fetch' &&
      details.type === 'CallExpression' &&
      details.arguments[0] !== undefined &&
      bare(details.arguments[0]) === node,
  );
}

function isUsedAsSubscription(node: Node, bindings: Bindings, sends: readonly SendSite[]): boolean {
  let at = node;
  let parent = bindings.parent(at);
  while (parent !== undefined && bare(parent) === bare(at)) {
    at = parent;
    parent = bindings.parent(at);
  }
  if (parent?.type === 'CallExpression') {
    const call = parent;
    return (
      sends.some(({ details }) => details === call) &&
      call.arguments[0] === (at as (typeof call.arguments)[0])
    );
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== at) return false;
  return (
    /^(?:keys|p256dh)$/.test(keyName(parent) ?? '') ||
    (keyName(parent) === 'endpoint' && isPostedTo(parent, sends))
  );
}

function rootBinding(node: Node, bindings: Bindings): Binding | undefined {
  return bindings.lookup(rootOf(node));
}

/** What a `catch` around a web-push send, or behind it, is given, as long as nothing sorts errors by their class. */
function isFailure(binding: Binding, bindings: Bindings, sends: readonly SendSite[]): boolean {
  const sorted = binding.references.some((reference) => {
    const parent = bindings.parent(reference);
    if (parent?.type !== 'BinaryExpression' || parent.operator !== 'instanceof') return false;
    return !isLeftToPushes(parent, bindings);
  });
  if (sorted) return false;
  const own = sends.filter(({ via, node }) => via === 'web-push' && node.type === 'CallExpression');
  const within = (node: Node): boolean =>
    own.some((send) => send.node.start >= node.start && send.node.end <= node.end);
  if (binding.kind === 'catch') {
    const clause =
      binding.declaration.type === 'CatchClause' ? binding.declaration : bindings.parent(binding.id);
    const around = clause && bindings.parent(clause);
    return (
      around?.type === 'TryStatement' &&
      own.some(({ node }) => nearestTry(node, bindings) === around && !isCaught(node, bindings))
    );
  }
  const handler = binding.declaration;
  if (binding.kind !== 'parameter' || !isFunction(handler) || handler.params[0] !== binding.id) return false;
  const call = bindings.parent(handler);
  const callee = call?.type === 'CallExpression' ? bare(call.callee) : undefined;
  return callee?.type === 'MemberExpression' && keyName(callee) === 'catch' && within(callee.object);
}

/** `if (!(error instanceof WebPushError)) throw error;`: what comes after it is what web-push rejects with. */
function isLeftToPushes(test: Node & { type: 'BinaryExpression' }, bindings: Bindings): boolean {
  if (memberPath(test.right)?.at(-1) !== 'WebPushError') return false;
  let at = bindings.parent(test);
  while (at?.type === 'ParenthesizedExpression') at = bindings.parent(at);
  if (at?.type !== 'UnaryExpression' || at.operator !== '!') return false;
  const choice = bindings.parent(at);
  return choice?.type === 'IfStatement' && choice.test === at && leaves(choice.consequent);
}

/** The `try` that catches what an expression throws, functions in between left aside. */
function nearestTry(node: Node, bindings: Bindings): Node | undefined {
  let below = node;
  for (let at = bindings.parent(node); at !== undefined; at = bindings.parent(at)) {
    if (at.type === 'TryStatement' && at.block === below && at.handler !== null) return at;
    below = at;
  }
  return undefined;
}

/** `send(…).catch(…)`: nothing of the failure comes further. */
function isCaught(node: Node, bindings: Bindings): boolean {
  const parent = bindings.parent(node);
  if (parent?.type !== 'MemberExpression' || parent.object !== node) return false;
  const name = keyName(parent);
  const call = bindings.parent(parent);
  return name === 'catch' || (name === 'then' && call !== undefined && isCaught(call, bindings));
}
