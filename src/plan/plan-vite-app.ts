import type { Layout } from '../project/layout.ts';
import type { Project, ViteConfig } from '../project/project.ts';
import type { Operation } from './operation.ts';
import { planClient } from './plan-client.ts';
import { planEnv } from './plan-env.ts';
import { planManifest } from './plan-manifest.ts';
import { planOtherPages } from './plan-other-pages.ts';
import { planProxy } from './plan-proxy.ts';
import { planServer } from './plan-server.ts';
import { planWorker } from './plan-worker.ts';
import type { Setup } from './setup.ts';

/** Everything that a Vite app needs for Web Push, in the order in which a person would read it. */
export function planViteApp(project: Project, layout: Layout, config: ViteConfig, setup: Setup): Operation[] {
  const withServer = setup.server === 'node';
  return [
    ...planWorker(project, layout),
    ...planClient(project, layout),
    ...planManifest(project, layout),
    ...planOtherPages(project, layout, config),
    ...planEnv(project, layout, setup),
    ...(withServer ? planProxy(project, config) : []),
    ...(withServer ? planServer(project, layout, setup) : []),
  ];
}
