import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import { readNextConfig } from '../../project/next/next-config.ts';
import { findNextFolders } from '../../project/next/next-folders.ts';
import type { Project } from '../../project/project.ts';
import type { Operation } from '../operation.ts';
import { planClient } from '../plan-client.ts';
import { planEnv } from '../plan-env.ts';
import { ownRoutesIn, ownRoutesStep } from '../server/own-routes.ts';
import { type AppRoute, planAppServer } from '../server/plan-app-server.ts';
import { planServer } from '../server/plan-server.ts';
import type { Setup } from '../setup.ts';
import { nextHosts, tunnelStep } from '../tunnel-step.ts';
import { findOwner } from '../worker/find-owner.ts';
import { planWorker } from '../worker/plan-worker.ts';
import { planNextManifest } from './plan-next-manifest.ts';
import { planNextMount } from './plan-next-mount.ts';
import { planNextProxy } from './plan-next-proxy.ts';
import { planNextRewrites } from './plan-next-rewrites.ts';

/** Everything that a Next app needs for Web Push, whichever of its routers it has, in the order in which a person would read it. */
export function planNextApp(project: Project, layout: Layout, setup: Setup): Operation[] {
  const { app } = findNextFolders(project);
  return [
    ...planWorker(project, layout),
    ...planClient(project, layout, {
      config: nextConfigTemplate(layout),
      hasServerComponents: app !== undefined,
    }),
    ...planNextMount(project, layout),
    ...planNextManifest(project, layout),
    ...planNextProxy(project, layout, setup),
    ...planEnv(project, layout, setup),
    ...(setup.server === 'app' ? planAppServer(project, layout, setup, { routes: routesOf(project) }) : []),
    ...(setup.server === 'app' ? ownRoutesStep(ownRoutesOf(project)) : []),
    ...(setup.server === 'node' ? planNextRewrites(project) : []),
    ...(setup.server === 'node' ? planServer(project, layout, setup) : []),
    ...exportStep(project, setup),
    ...standaloneStep(project, setup),
    ...tunnelStep(project, { ...readNextConfig(project), option: nextHosts }),
  ];
}

/** A worker that the app registers by itself needs another module. */
export function nextConfigTemplate(layout: Layout): string {
  const owner = findOwner(layout);
  // Registering the same script a second time changes nothing, so a worker of the usual name needs no other module.
  const isJoined = owner !== undefined && owner.path !== `${layout.publicDir}/sw.js`;
  return isJoined ? 'frameworks/next/config.joined-worker.ts' : 'frameworks/next/config.ts';
}

/** One file that takes all push routes, named as `pageExtensions` want it: `route.page.ts`. */
function routesOf(project: Project): readonly AppRoute[] {
  const { app, pages } = findNextFolders(project);
  const { pageExtensions } = readNextConfig(project);
  const { language } = project;
  const extension = pageExtensions.find((each) => each.split('.').at(-1) === language) ?? language;
  const middle = extension.slice(0, -language.length).replace(/\.$/, '');
  const named = (path: string): string => (middle === '' ? path : `${path}.${middle}`);
  const reason = "hands /api/push over to the push server, inside the app's own";
  return app !== undefined
    ? [
        {
          template: 'frameworks/next-app/route.ts',
          path: named(posix.join(app, 'api/push/[...route]/route')),
          reason,
        },
      ]
    : [
        {
          template: 'frameworks/next-pages/route.ts',
          path: named(posix.join(pages ?? 'pages', 'api/push/[...route]')),
          reason,
        },
      ];
}

/** https://nextjs.org/docs/app/api-reference/file-conventions/dynamic-routes; those of the pages router come first too. */
function ownRoutesOf(project: Project): readonly string[] {
  const { app, pages } = findNextFolders(project);
  return [app, pages].flatMap((folder) =>
    folder === undefined ? [] : ownRoutesIn(project, posix.join(folder, 'api/push')),
  );
}

/** A static export is built without a word where it has routes that answer POST: they are dropped. */
function exportStep(project: Project, { server }: Setup): Operation[] {
  const { unknown, path } = readNextConfig(project);
  if (server !== 'app' || !unknown.includes('output')) return [];
  return [
    {
      kind: 'manual',
      path,
      reason:
        'which `output` Next builds could not be told: where it is "export", the push routes are left out, so that build needs the address of a server that has them',
      snippet: "export const apiBase = 'https://app.example.com/api/push';",
    },
  ];
}

/** What Next leaves out of the folder that it makes for containers: https://nextjs.org/docs/app/api-reference/config/next-config-js/output. */
function standaloneStep(project: Project, { server }: Setup): Operation[] {
  const { output, path, distDir } = readNextConfig(project);
  if (output !== 'standalone') return [];
  const secrets =
    server === 'app' ? ', and the secrets of .env.local in its environment, which is not copied either' : '';
  return [
    {
      kind: 'manual',
      path,
      reason: `\`output\` is "standalone", which leaves public/ out, and the worker in it: where the image is made, copy it as well${secrets}`,
      snippet: `cp -r public ${distDir}/standalone/\ncp -r ${distDir}/static ${distDir}/standalone/${distDir}/`,
    },
  ];
}
