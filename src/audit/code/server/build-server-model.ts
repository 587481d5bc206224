import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { findDeliveries, findSendPlaces } from '../delivery/find-deliveries.ts';
import { findWebhooks } from '../delivery/find-webhooks.ts';
import type { ServerModel } from './server-model.ts';
import { findSends } from './server-sends.ts';
import { findStores } from './server-stores.ts';

/** What the repository's server code sends and stores. */
export function buildServerModel(code: CodeModel, project: Project): ServerModel {
  const workers = new Set(code.workers.flatMap(({ scripts }) => scripts.map(({ path }) => path)));
  const isServer = (path: string): boolean => !workers.has(path);
  const sends = findSends(code, isServer);
  const stores = findStores(code, project, isServer);
  const modules = new Set([...sends, ...stores].map(({ module }) => module.path));
  const places = findSendPlaces(sends);
  let deliveries: ServerModel['deliveries'] | undefined;
  let webhooks: ServerModel['webhooks'] | undefined;
  return {
    modules: [...modules].sort(),
    sends,
    stores,
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
