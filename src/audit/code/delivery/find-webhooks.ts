import type { Node } from 'oxc-parser';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { isMarkup } from '../modules/scripts-in-files.ts';
import { hasGlobalGuard } from '../server/global-guards.ts';
import { hasMiddlewareFile } from '../server/server-gates.ts';
import { findRoutes } from '../server/server-routes.ts';
import type { SendPlace } from './delivery.ts';
import { createDeliveryHost } from './delivery-host.ts';
import { judgeWebhook } from './judge-webhook.ts';
import { runRoute } from './run-route.ts';
import type { Webhook } from './webhook.ts';
import { chainOf } from './webhook-chain.ts';
import { isMountedBehind } from './webhook-mounts.ts';
import { vendorOf } from './webhook-vendor.ts';

/** Words without one of which a module answers no request. */
const words = [
  'POST',
  'post(',
  'all(',
  'handler',
  'fetch',
  'Handler',
  'route(',
  'action',
  'serve(',
  '@Post(',
];

/** The routes that services call and that send pushes. */
export function findWebhooks(
  code: CodeModel,
  project: Project,
  places: ReadonlyMap<Node, SendPlace>,
): Webhook[] {
  if (places.size === 0) return [];
  const watching = createDeliveryHost(places, { watchesChecks: true });
  const flow = createFlow(code, watching.host, 10_000);
  const found = new Map<Node, Webhook>();
  for (const path of code.mentioning(words)) {
    const text = project.files.text(path) ?? '';
    if (isMarkup(path) || /['"]use client['"]/.test(text) || !mayBeWebhook(path, text)) continue;
    const module = code.module(path);
    if (module === undefined) continue;
    for (const route of findRoutes(flow, module)) {
      if (found.has(route.handler) || route.isAction) continue;
      const chain = chainOf(flow, module, route);
      const watch = runRoute(flow, watching, route, chain);
      if (watch === undefined || watch.deliveries.length === 0) continue;
      const vendor = vendorOf(project, module, route, chain, watch);
      if (vendor === undefined) continue;
      const gated =
        hasMiddlewareFile(project, module.path) ||
        hasGlobalGuard(code) ||
        chain.mayKnow ||
        isMountedBehind(code, module);
      found.set(route.handler, judgeWebhook(route, chain, watch, vendor, gated));
    }
  }
  return [...found.values()];
}

/** Whether a file's name or words leave it possible: what is not parsed costs nothing. */
function mayBeWebhook(path: string, text: string): boolean {
  return (
    /webhook|[/-]hooks?[/'"`-]|comet-?chat/i.test(text) ||
    /webhook|(?:^|\/)hooks?\//i.test(path.replace(/^src\/hooks\//, '')) ||
    /\.trigger\b|\{[^}]*\btrigger\b[^}]*\} = |\.record\b|\{[^}]*\brecord\b[^}]*\} = /.test(text)
  );
}
