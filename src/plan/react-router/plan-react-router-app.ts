import type { Layout } from '../../project/layout.ts';
import type { Project, ViteConfig } from '../../project/project.ts';
import type { ReactRouterConfig } from '../../project/react-router/react-router-config.ts';
import { pluginCalls } from '../../project/vite/vite-config.ts';
import { assumedStep } from '../assumed-step.ts';
import type { Operation } from '../operation.ts';
import { planClient } from '../plan-client.ts';
import { planEnv } from '../plan-env.ts';
import { planManifest } from '../plan-manifest.ts';
import { planProxy } from '../plan-proxy.ts';
import { planServer } from '../server/plan-server.ts';
import type { Setup } from '../setup.ts';
import { tunnelStep, viteServer } from '../tunnel-step.ts';
import { viteConfigTemplate } from '../vite/plan-vite-app.ts';
import { planWorker } from '../worker/plan-worker.ts';
import { planBasename } from './plan-basename.ts';
import { planResourceRoute } from './plan-resource-route.ts';
import { planRootModule } from './plan-root-module.ts';

/** Everything that a React Router app in framework mode needs for Web Push, in the order in which a person would read it. */
export function planReactRouterApp(
  project: Project,
  layout: Layout,
  { app, vite }: { readonly app: ReactRouterConfig; readonly vite: ViteConfig },
  setup: Setup,
): Operation[] {
  const hasServerComponents = pluginCalls(project).some(({ name }) => name === 'unstable_reactRouterRSC');
  return [
    ...planWorker(project, layout),
    ...planClient(project, layout, { config: viteConfigTemplate(layout), hasServerComponents }),
    ...planRootModule(project, layout),
    ...planManifest(project, layout),
    ...planEnv(project, layout, setup),
    ...(setup.server === 'app' ? planResourceRoute(project, layout, app, setup) : []),
    ...(setup.server === 'node' ? planProxy(project, layout, vite) : []),
    ...(setup.server === 'node' ? planServer(project, layout, setup) : []),
    ...planBasename(project, layout, app, setup),
    ...assumedStep(layout, vite.path),
    ...tunnelStep(project, viteServer(vite)),
  ];
}
