import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { type Call, type Flow, type Host, TooManyPaths } from '../flow/flow.ts';
import { namesIn } from '../flow/flow-declarations.ts';
import { emptyState, type State } from '../flow/flow-state.ts';
import { type OpaqueValue, opaque, originsOf, type Scope, type Value } from '../flow/flow-values.ts';
import { isMarkup } from '../modules/scripts-in-files.ts';
import { walk } from '../walk.ts';
import { hasGate, seemsAuthenticated } from './server-auth.ts';
import { createServerHost } from './server-host.ts';
import type { SubscriptionStore } from './server-model.ts';
import { findRoutes, type Route } from './server-routes.ts';

/** Routes that store a push subscription, with where the owner's name comes from. */
export function findStores(
  code: CodeModel,
  project: Project,
  isServer: (path: string) => boolean,
): SubscriptionStore[] {
  const stores: SubscriptionStore[] = [];
  let gate: boolean | undefined;
  const seen = new Set<Node>();
  const host = createStoreHost();
  const flow = createFlow(code, host.host, 20_000);
  for (const path of code.mentioning(['ubscri', 'p256dh'])) {
    // A page's or a component's scripts are the browser's.
    const text = isServer(path) && !isMarkup(path) ? project.files.text(path) : undefined;
    const module =
      text !== undefined && /push|notif|p256dh|endpoint/i.test(text) ? code.module(path) : undefined;
    if (module === undefined) continue;
    for (const route of findRoutes(flow, module)) {
      if (seen.has(route.handler)) continue;
      seen.add(route.handler);
      const source = route.module.text.slice(route.handler.start, route.handler.end);
      if (!/subscri|endpoint|p256dh/i.test(`${route.before} ${source}`)) continue;
      host.found.clear();
      if (!walkRoute(flow, route)) continue;
      for (const { module: at, node, owner } of host.found.values()) {
        gate ??= hasGate(code, project);
        const authenticated =
          gate || seemsAuthenticated(route) || (owner !== undefined && !isFromOutside(owner, route));
        stores.push({
          module: at,
          node,
          handler: route.handler,
          owner: owner && { path: readable(owner), module: at, node },
          authenticated,
          route: route.module,
          handsRequestOn: handsRequestOn(route),
        });
      }
    }
  }
  return stores;
}

function walkRoute(flow: Flow, { module, handler, isAction }: Route): boolean {
  const scope = flow.moduleScope(module);
  const origins = new Set(['request']);
  const values = handler.params.map((parameter, index) => {
    const name =
      isAction && parameter.type === 'Identifier' ? `input.${parameter.name}` : `argument ${index}`;
    return opaque(name, origins, { truth: true });
  });
  flow.refill();
  try {
    flow.call({ kind: 'function', node: handler, scope }, values, emptyState, {
      node: handler as never,
      scope,
      name: '',
      receiver: undefined,
      isNew: false,
    });
    return true;
  } catch (error) {
    if (error instanceof TooManyPaths) return false;
    throw error;
  }
}

/** `createClient(request)`: the request itself, or its cookies, go somewhere else. */
function handsRequestOn({ handler }: Route): boolean {
  const [first] = handler.params;
  const names = first === undefined ? [] : namesIn(first as Node);
  let found = false;
  walk(handler.body as Node, {
    enter(node) {
      if (node.type !== 'CallExpression') return;
      found ||= node.arguments.some(
        (argument) => argument.type === 'Identifier' && names.includes(argument.name),
      );
    },
  });
  return found;
}

interface Found {
  readonly module: ParsedModule;
  readonly node: Node;
  readonly owner: OpaqueValue | undefined;
}

const storing =
  /insert|create|save|upsert|update|store|^(?:set|put|add|push|run|exec|execute|query|tag|write|append|register|hset|sadd|unshift)$/i;
const finding = /find|get|select|load|lookup|where|first|query|by/i;

/** The server's runtime, with an eye on calls that are given a subscription of the request. */
function createStoreHost(): { host: Host; found: Map<Node, Found> } {
  const found = new Map<Node, Found>();
  /** Records that were looked up by an owner that the request names, by the place of the look-up. */
  const looked = new Map<number, OpaqueValue>();
  const base = createServerHost();
  const note = (node: Node, scope: Scope, owner: OpaqueValue | undefined): void => {
    if (found.get(node)?.owner === undefined) found.set(node, { module: scope.module, node, owner });
  };
  const host: Host = {
    ...base,
    unseen(_callee, values, state: State, site: Call) {
      const flat = values.flatMap((value) => leaves(value, ''));
      const owner = flat.find(isOwner)?.value;
      if (flat.some(isSubscription) && storing.test(site.name) && writes(values))
        note(site.node, site.scope, owner);
      else if (owner !== undefined && finding.test(site.name)) looked.set(site.node.start, owner);
      return state;
    },
    assign(target, key, value, state, node, scope, flow) {
      if (target.kind !== 'opaque' || !leaves(value, key ?? '').some(isSubscription)) return undefined;
      const record = [...looked].find(([start]) => target.path.includes(`@${start}`));
      let owner = record?.[1];
      if (node.type === 'MemberExpression' && node.computed) {
        const [named] = flow.evaluate(node.property, state, scope);
        if (named?.value.kind === 'opaque' && isOwner({ key: '', value: named.value })) owner = named.value;
      }
      if (owner !== undefined) note(node, scope, owner);
      return undefined;
    },
  };
  return { host, found };
}

interface Leaf {
  readonly key: string;
  readonly value: OpaqueValue;
}

/** The opaque values inside a value, each with the name it is stored under. */
function leaves(value: Value, key: string): Leaf[] {
  switch (value.kind) {
    case 'opaque':
      return [{ key, value }];
    case 'object':
      return [...value.properties].flatMap(([name, property]) =>
        leaves(property, name.startsWith('...') ? key : name),
      );
    case 'array':
      return value.elements.flatMap((element) => leaves(element, key));
    case 'either':
      return value.alternatives.flatMap((alternative) => leaves(alternative.value, key));
    default:
      return [];
  }
}

const subscriptionName = /subscription|endpoint|p256dh/i;
const ownerName =
  /^x?(?:push)?(?:user|owner|member|account|customer|employee|person|profile|player|uid|email|username)(?:id|uuid|uid|identifier|name|key|email|address)?$/i;

function isSubscription({ key, value }: Leaf): boolean {
  if (!originsOf(value).has('request')) return false;
  return subscriptionName.test(key) || subscriptionName.test(value.path);
}

function isOwner({ key, value }: Leaf): boolean {
  if (!originsOf(value).has('request') || subscriptionName.test(value.path)) return false;
  const last = /([\w-]+)(?:\)(?:@\d+)?)?\)*$/.exec(value.path.replace(/@\d+/g, ''))?.[1] ?? '';
  return [key, last].some((name) => ownerName.test(name.replace(/[^a-z]/gi, '')));
}

/** SQL that only reads stores nothing. */
function writes(values: readonly Value[]): boolean {
  const [first] = values;
  return (
    first?.kind !== 'constant' ||
    typeof first.value !== 'string' ||
    !/^\s*(?:select|delete)\b/i.test(first.value)
  );
}

/** Parts of a request that whoever sends it fills in as they like; everything else may be a session's. */
function isFromOutside(owner: OpaqueValue, route: Route): boolean {
  if (route.isAction) return owner.path.includes('input.');
  const text = owner.path.replace(/@\d+/g, '');
  const parts = /argument \d+((?:\.(?:request|req|raw|event|ctx|c))*)\.(\w+)/.exec(text);
  return (
    parts !== null &&
    /^(?:body|query|params|headers|json|formData|text|searchParams|nextUrl|url|param|input|parseBody|header)$/.test(
      parts[2] ?? '',
    )
  );
}

/** `request.body.userId` for people. */
function readable(owner: OpaqueValue): string {
  return owner.path
    .replace(/@\d+/g, '')
    .replace(/argument \d+/g, 'request')
    .replace(/request\.(?:request|req)\b/g, 'request')
    .replace(/\.(json|formData|text)\(\)/g, '.body')
    .replace(/\.get\((\w+)\)/g, '.$1');
}
