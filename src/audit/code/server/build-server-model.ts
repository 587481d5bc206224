import type { Project } from '../../../project/project.ts';
import type { FunctionNode } from '../bindings/bindings.ts';
import type { CodeModel } from '../code-model.ts';
import { findDeliveries, findSendPlaces } from '../delivery/find-deliveries.ts';
import { findWebhooks } from '../delivery/find-webhooks.ts';
import { createFlow } from '../flow/create-flow.ts';
import { seemsAuthenticated } from './server-auth.ts';
import { type Entry, isServerAction } from './server-entries.ts';
import { hasGate } from './server-gates.ts';
import { createServerHost } from './server-host.ts';
import type { ServerModel } from './server-model.ts';
import { findRoutes, type Route } from './server-routes.ts';
import { findSends } from './server-sends.ts';
import { findStores } from './server-stores.ts';

/** What the repository's server code sends and stores. */
export function buildServerModel(code: CodeModel, project: Project): ServerModel {
  const workers = new Set(code.workers.flatMap(({ scripts }) => scripts.map(({ path }) => path)));
  const isServer = (path: string): boolean => !workers.has(path);
  const sends = findSends(code, isServer);
  const { stores, removals } = findStores(code, project, isServer, sends.length > 0);
  const modules = new Set([...sends, ...stores, ...removals].map(({ module }) => module.path));
  const places = findSendPlaces(code, sends);
  let deliveries: ServerModel['deliveries'] | undefined;
  let webhooks: ServerModel['webhooks'] | undefined;
  return {
    modules: [...modules].sort(),
    sends,
    stores,
    removals,
    isGuarded(entry) {
      if (hasGate(code, project, entry.module.path)) return true;
      return entry.node !== undefined && seemsAuthenticated(routeOf(code, entry, entry.node));
    },
    get deliveries() {
      deliveries ??= findDeliveries(code, places);
      return deliveries;
    },
    get webhooks() {
      webhooks ??= findWebhooks(code, project, places);
      return webhooks;
    },
  };
}

/** The route that begins with an entry's function, with what stands before it. */
function routeOf(code: CodeModel, { module }: Entry, handler: FunctionNode): Route {
  const flow = createFlow(code, createServerHost());
  const known = findRoutes(flow, module).find((route) => route.handler === handler);
  return known ?? { module, handler, before: '', isAction: isServerAction(module, handler) };
}
