import type { Node } from 'oxc-parser';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { emptyState } from '../flow/flow-state.ts';
import { opaque, type Value } from '../flow/flow-values.ts';
import { isMarkup } from '../modules/scripts-in-files.ts';
import { seemsAuthenticated } from './server-auth.ts';
import { hasGate } from './server-gates.ts';
import type { SubscriptionRemoval, SubscriptionStore } from './server-model.ts';
import { handsRequestOn, isFromOutside, parameterName, readable } from './server-requests.ts';
import { findRoutes, type Route } from './server-routes.ts';
import { createStoreHost } from './server-store-host.ts';

/** Routes that store a push subscription or give one up, with where the owner's name comes from. */
export function findStores(
  code: CodeModel,
  project: Project,
  isServer: (path: string) => boolean,
  sendsPushes: boolean,
): { readonly stores: SubscriptionStore[]; readonly removals: SubscriptionRemoval[] } {
  const stores: SubscriptionStore[] = [];
  const removals: SubscriptionRemoval[] = [];
  // Elsewhere a subscription is one that is paid for, and such repositories have hundreds of routes that speak of it.
  if (!sendsPushes && code.mentioning(webPush).length === 0) return { stores, removals };
  const seen = new Set<Node>();
  const host = createStoreHost();
  const flow = createFlow(code, host, 8_000);
  for (const path of code.mentioning(['ubscri', 'p256dh'])) {
    // A page's or a component's scripts are the browser's.
    const text = isServer(path) && !isMarkup(path) ? project.files.text(path) : undefined;
    const module = text !== undefined && isAboutPush(`${path} ${text}`) ? code.module(path) : undefined;
    if (module === undefined) continue;
    for (const route of findRoutes(flow, module)) {
      if (seen.has(route.handler)) continue;
      seen.add(route.handler);
      const source = route.module.text.slice(route.handler.start, route.handler.end);
      if (!/subscri|endpoint|p256dh/i.test(`${route.before} ${source}`)) continue;
      host.clear();
      if (!walkRoute(flow, route)) continue;
      const isChecked = host.isChecked();
      if (host.found.size === 0) {
        for (const { module: at, node, owner } of host.removed.values()) {
          if (owner === undefined || !isFromOutside(owner, route.isAction)) continue;
          removals.push({
            module: at,
            node,
            handler: route.handler,
            owner: { path: readable(owner), module: at, node },
            authenticated: hasGate(code, project, route.module.path) || seemsAuthenticated(route),
            route: route.module,
            handsRequestOn: handsRequestOn(route.handler, route.isAction),
          });
        }
      }
      for (const { module: at, node, owner } of host.found.values()) {
        // A subscription that is paid for is stored as well.
        if (
          ![at, route.module].some(
            ({ text: whole }) => pushWords.test(whole) || (sendsPushes && !paid.test(whole)),
          )
        )
          continue;
        const authenticated =
          hasGate(code, project, route.module.path) ||
          seemsAuthenticated(route) ||
          (owner !== undefined && !isFromOutside(owner, route.isAction));
        stores.push({
          module: at,
          node,
          handler: route.handler,
          owner: owner && { path: readable(owner), module: at, node },
          authenticated,
          route: route.module,
          handsRequestOn: handsRequestOn(route.handler, route.isAction),
          endpointChecked: isChecked || checksInSchemas(code, [at.path, route.module.path]),
        });
      }
    }
  }
  return { stores, removals };
}

/** One of these stands in every repository that has to do with Web Push. */
const webPush = [
  'pushManager',
  'PushManager',
  'PushSubscription',
  'pushsubscriptionchange',
  'applicationServerKey',
  'p256dh',
  'web-push',
  'vapid',
  'VAPID',
  '/push',
  'pushSubscription',
  'push_subscription',
  'push-subscription',
];
const pushWords = /push|notif|p256dh|endpoint/i;
const paid =
  /stripe|paypal|paddle|billing|invoice|pric(?:e|ing)|payment|checkout|\bplans?\b|newsletter|e?mail/i;

/** A subscription that nothing more is said of may be a browser's, unless money is spoken of. */
function isAboutPush(text: string): boolean {
  return pushWords.test(text) || (/\bsubscription\b/i.test(text) && !paid.test(text));
}

function walkRoute(flow: Flow, { module, handler, owner, isAction }: Route): boolean {
  const scope = flow.moduleScope(module);
  const self: Value | undefined = owner && { kind: 'instance', of: { kind: 'class', node: owner, scope } };
  const origins = new Set(['request']);
  const values = handler.params.map((parameter, index) =>
    opaque(parameterName(parameter as Node, index, isAction), origins, { truth: true }),
  );
  flow.refill();
  try {
    flow.call({ kind: 'function', node: handler, scope, self }, values, emptyState, {
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

/** What a schema can ask of an endpoint beyond its being a URL. */
const refinements = ['refine(', 'superRefine(', '.regex(', '.check(', 'pipe(', '@Matches', 'host_whitelist'];

/** Whether a schema in the modules, or in what they import, may look at more of an endpoint than its form. */
function checksInSchemas(code: CodeModel, paths: readonly string[]): boolean {
  const involved = new Set(paths);
  for (const path of paths) {
    for (const statement of code.module(path)?.program.body ?? []) {
      if (statement.type !== 'ImportDeclaration') continue;
      const target = code.resolve(path, statement.source.value);
      if (target !== undefined) involved.add(target);
    }
  }
  return code.mentioning(refinements).some((path) => involved.has(path));
}
