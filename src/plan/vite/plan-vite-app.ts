import type { Layout } from '../../project/layout.ts';
import type { Project, ViteConfig } from '../../project/project.ts';
import { assumedStep } from '../assumed-step.ts';
import type { Operation } from '../operation.ts';
import { planClient } from '../plan-client.ts';
import { planEnv } from '../plan-env.ts';
import { planManifest } from '../plan-manifest.ts';
import { planMount } from '../plan-mount.ts';
import { planProxy } from '../plan-proxy.ts';
import { planServer } from '../server/plan-server.ts';
import type { Setup } from '../setup.ts';
import { tunnelStep, viteServer } from '../tunnel-step.ts';
import { findOwner } from '../worker/find-owner.ts';
import { joinsMock } from '../worker/join-msw.ts';
import { planWorker } from '../worker/plan-worker.ts';
import { planOtherPages } from './plan-other-pages.ts';

/** Everything that a Vite app needs for Web Push, in the order in which a person would read it. */
export function planViteApp(project: Project, layout: Layout, config: ViteConfig, setup: Setup): Operation[] {
  const withServer = setup.server === 'node';
  return [
    ...planWorker(project, layout),
    ...planClient(project, layout, { config: viteConfigTemplate(layout) }),
    planMount(project, layout),
    ...planManifest(project, layout),
    ...planOtherPages(project, layout, config),
    ...planEnv(project, layout, setup),
    ...(withServer ? planProxy(project, layout, config) : []),
    ...(withServer ? planServer(project, layout, setup) : []),
    ...assumedStep(layout, config.path),
    ...tunnelStep(project, viteServer(config)),
  ];
}

/** Vite inlines `import.meta.env.NAME`, so another prefix needs another module, and so do a worker that the app registers and mocks. */
export function viteConfigTemplate(layout: Layout): string {
  const owner = findOwner(layout);
  // Registering the same script a second time changes nothing, so a worker of the usual name needs no other module.
  if (owner && owner.path !== `${layout.publicDir}/sw.js`) return 'frameworks/vite/config.joined-worker.ts';
  if (joinsMock(layout)) return 'frameworks/vite/config.msw.ts';
  const usual = layout.publicKeyVariable === 'VITE_VAPID_PUBLIC_KEY';
  return usual ? 'frameworks/vite/config.ts' : 'frameworks/vite/config.any-prefix.ts';
}
