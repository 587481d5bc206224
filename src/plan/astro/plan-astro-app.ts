import { posix } from 'node:path';
import type { AstroConfig } from '../../project/astro/astro-config.ts';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import { assumedStep } from '../assumed-step.ts';
import { createOrKeep } from '../create-or-keep.ts';
import type { Operation } from '../operation.ts';
import { planClient } from '../plan-client.ts';
import { planEnv } from '../plan-env.ts';
import { planManifest } from '../plan-manifest.ts';
import { findProxy, planProxyIn } from '../plan-proxy.ts';
import { middlewareStep } from '../server/middleware-step.ts';
import { ownRoutesIn, ownRoutesStep } from '../server/own-routes.ts';
import { planAppServer } from '../server/plan-app-server.ts';
import { planServer } from '../server/plan-server.ts';
import type { Setup } from '../setup.ts';
import { copyTemplate } from '../template.ts';
import { tunnelStep, viteHosts } from '../tunnel-step.ts';
import { findOwner } from '../worker/find-owner.ts';
import { planWorker } from '../worker/plan-worker.ts';
import { type AstroDocuments, planAstroDocuments } from './plan-astro-documents.ts';

/** Everything that an Astro app needs for Web Push, in the order in which a person would read it. */
export function planAstroApp(
  project: Project,
  layout: Layout,
  config: AstroConfig,
  documents: AstroDocuments,
  setup: Setup,
): Operation[] {
  const client = { ui: documents.island ? 'react' : 'none', pushDir: layout.pushDir } as const;
  return [
    ...planWorker(project, layout),
    ...planClient(project, client, { config: astroConfigTemplate(layout) }),
    ...(documents.island ? [] : [mountPages(project, layout)]),
    ...planManifest(project, layout),
    ...planAstroDocuments(project, layout, documents),
    ...planEnv(project, layout, setup),
    ...(setup.server === 'node' ? planProxyIn(project, ...proxyOf(layout, config)) : []),
    ...(setup.server === 'node' ? planServer(project, layout, setup) : []),
    ...(setup.server === 'app' ? planAstroRoutes(project, layout, config, setup) : []),
    ...assumedStep(layout, config.path),
    ...tunnelStep(project, { ...config, option: viteHosts }),
  ];
}

/** Vite inlines `import.meta.env.NAME`, so another prefix needs another module, and so does a worker that the app registers. */
export function astroConfigTemplate(layout: Layout): string {
  const owner = findOwner(layout);
  if (owner && owner.path !== `${layout.publicDir}/sw.js`) return 'frameworks/astro/config.joined-worker.ts';
  const usual = layout.publicKeyVariable === 'PUBLIC_VAPID_PUBLIC_KEY';
  return usual ? 'frameworks/astro/config.ts' : 'frameworks/astro/config.any-prefix.ts';
}

/** The function that a document's script calls: a page that ClientRouter swaps in has another body. */
function mountPages(project: Project, { pushDir }: Layout): Operation {
  const { language } = project;
  return createOrKeep(
    project,
    posix.join(pushDir, `mount-pages.${language}`),
    () => copyTemplate('frameworks/astro/mount-pages.ts', { language }),
    'mounts it on every page that is shown, with <ClientRouter /> too',
  );
}

function planAstroRoutes(project: Project, layout: Layout, config: AstroConfig, setup: Setup): Operation[] {
  const folder = posix.join(layout.srcDir, 'pages/api/push');
  const server = planAppServer(project, layout, setup, {
    routes: [
      {
        template: 'frameworks/astro/route.ts',
        path: posix.join(folder, '[...route]'),
        reason: 'hands the push routes over to the push server, and is never prerendered',
      },
    ],
    environment: 'frameworks/astro/environment.ts',
  });
  // https://docs.astro.build/en/guides/routing/#route-priority-order
  return [
    ...server,
    ...ownRoutesStep(ownRoutesIn(project, folder)),
    ...planMiddleware(project, layout),
    ...productionStep(project, layout, config),
  ];
}

/** `astro dev` reads env files; a server that was built has the environment of its process alone. */
function productionStep(project: Project, layout: Layout, { outDir, adapter }: AstroConfig): Operation[] {
  const scripts = Object.values(project.manifest?.scripts ?? {});
  if (scripts.some((script) => /--env-file|dotenv/.test(script))) return [];
  const file = layout.envDir === false ? layout.localEnvFile : posix.join(layout.envDir, layout.localEnvFile);
  const isOwn = adapter !== '@astrojs/node';
  return [
    {
      kind: 'manual',
      reason: `In production nothing reads ${file} for the server: set its variables where the app runs, all but PUSH_DEV_USER.${isOwn ? '' : ' To try it on this machine'}`,
      snippet: isOwn
        ? ''
        : `PUSH_DEV_USER= node --env-file=${file} ${posix.join(outDir, 'server/entry.mjs')}`,
    },
  ];
}

/** https://docs.astro.build/en/guides/middleware/ */
function planMiddleware(project: Project, { srcDir }: Layout): Operation[] {
  const path = ['middleware', 'middleware/index']
    .flatMap((name) =>
      ['ts', 'js', 'mts', 'mjs'].map((extension) => posix.join(srcDir, `${name}.${extension}`)),
    )
    .find((each) => project.files.has(each));
  const snippet = "if (context.url.pathname.includes('/api/push/')) return next();";
  return middlewareStep(project, path, "The app's middleware", snippet);
}

function proxyOf(
  layout: Layout,
  { path, proxy }: AstroConfig,
): [Parameters<typeof planProxyIn>[1], Parameters<typeof planProxyIn>[2]] {
  const fresh = {
    path: 'astro.config.mjs',
    content:
      "import { defineConfig } from 'astro/config';\n\n// https://astro.build/config\nexport default defineConfig({});\n",
  };
  const found = findProxy(layout);
  // In development, Astro takes its base off a request before Vite's proxy sees it; in `astro preview` it does not.
  const base = layout.base.replaceAll(/^\/+|\/+$/g, '');
  const paths = base === '' || layout.unknown.includes('base') ? found.paths : [`^(/${base})?/api/push/`];
  return [
    { ...found, paths, isAstro: true },
    { path, proxy, fresh },
  ];
}
