import { posix } from 'node:path';
import { hasDependency } from '../project/dependencies.ts';
import { findPlatform, whyNotOn } from '../project/deploy-platform.ts';
import type { Layout } from '../project/layout.ts';
import { lazy } from '../project/lazy.ts';
import { findLinkedManifest } from '../project/linked-manifest.ts';
import { findManifests } from '../project/manifests.ts';
import { joinPosix } from '../project/posix-path.ts';
import type { Project, ViteConfig } from '../project/project.ts';
import {
  type ReactRouterConfig,
  readReactRouterConfig,
} from '../project/react-router/react-router-config.ts';
import { findServiceWorkers } from '../project/service-workers.ts';
import { readViteConfig } from '../project/vite/vite-config.ts';
import type { Framework } from './framework.ts';

const layouts = new WeakMap<Project, Layout>();

export const reactRouter: Framework = {
  id: 'react-router',
  name: 'React Router (framework mode)',
  guide: {
    versions: '8, 7',
    client: '`app/push/`',
    mount: 'beside the `<Outlet />` of `app/root`',
    publicKey: '`VITE_VAPID_PUBLIC_KEY`',
    secrets: '`.env`',
    server: '`app/routes/api.push` and its line in `app/routes.ts`, or `server/`',
  },
  detect(project) {
    const plugin = '@react-router/dev/vite';
    const signs = [
      ...(hasDependency(project.manifest, '@react-router/dev') ? ['dependency @react-router/dev'] : []),
      ...(readViteConfig(project).plugins.includes(plugin) ? [`plugin ${plugin}`] : []),
    ];
    const config = readReactRouterConfig(project);
    const files = [config.root, config.routes].filter((path) => path !== undefined);
    if (signs.length === 0 || files.length === 0) return undefined;
    return {
      mode: config.prerender ? 'prerender' : config.ssr ? 'ssr' : 'spa',
      router: 'react-router (framework)',
      evidence: [...signs, ...(config.path === undefined ? [] : [config.path]), ...files],
    };
  },
  layout(project) {
    const layout = layouts.get(project) ?? readLayout(project);
    layouts.set(project, layout);
    return layout;
  },
  async plan(project, setup) {
    const { planReactRouterApp } = await import('../plan/react-router/plan-react-router-app.ts');
    const configs = { app: readReactRouterConfig(project), vite: readViteConfig(project) };
    return planReactRouterApp(project, reactRouter.layout(project), configs, setup);
  },
};

function readLayout(project: Project): Layout {
  const vite = readViteConfig(project);
  const config = readReactRouterConfig(project);
  const publicDirs = vite.publicDir === false ? [] : [vite.publicDir];
  const manifests = findManifests(project, publicDirs, []);
  const linked = linkedManifest(project, config.root, vite.publicDir);
  const serviceWorkers = lazy(() =>
    findServiceWorkers(project, { publicDirs, base: vite.base, root: vite.root }),
  );
  return {
    ui: 'react',
    srcDir: config.appDirectory,
    pushDir: joinPosix(config.appDirectory, 'push'),
    noAppServer: whyNoServer(project, config, vite),
    publicDir: vite.publicDir,
    base: vite.base,
    envPrefix: vite.envPrefix,
    publicKeyVariable: `${vite.envPrefix[0]}VAPID_PUBLIC_KEY`,
    envDir: vite.envDir,
    localEnvFile: localEnvFile(project, vite.envDir),
    entry: config.root,
    html: undefined,
    manifest: linked?.path ?? manifests.find(({ source }) => source === 'file')?.path,
    generatedManifest: linked?.made ?? manifests.find(({ source }) => source === 'generated')?.path,
    outDirs: ['client', 'server'].map((name) => joinPosix(config.buildDirectory, name)),
    get serviceWorkers() {
      return serviceWorkers();
    },
    unknown: [...vite.unknown, ...config.unknown],
  };
}

/** What root links: a file of the public folder, or what a route or the build makes. */
function linkedManifest(
  project: Project,
  root: string | undefined,
  publicDir: string | false,
): { path?: string; made?: string } | undefined {
  const href = root === undefined ? undefined : findLinkedManifest(project, root);
  if (href === undefined || href === '') return undefined;
  const name = href.replace(/[?#].*$/, '');
  const path = publicDir === false ? undefined : joinPosix(publicDir, name);
  return path !== undefined && project.files.has(path) ? { path } : { made: posix.basename(name) };
}

/** The official templates ignore `.env` and nothing else; others follow Vite, where `.env` is for everybody. */
function localEnvFile(project: Project, envDir: string | false): string {
  const folder = envDir === false ? '.' : envDir;
  const names = ['.env', '.env.local'];
  const ignored = names.find((name) => project.git.isIgnored(joinPosix(folder, name)));
  return ignored ?? (project.git.isTracked(joinPosix(folder, '.env')) ? '.env.local' : '.env');
}

function whyNoServer(project: Project, config: ReactRouterConfig, vite: ViteConfig): string | undefined {
  const { path = 'react-router.config' } = config;
  if (config.unknown.includes('ssr')) return `${path} sets ssr in a way that can only be known when it runs`;
  if (!config.ssr) return `ssr is false in ${path}`;
  const platform = findPlatform(project, [...vite.plugins, ...config.presets]);
  if (platform !== undefined) return whyNotOn(platform);
  return config.routes === undefined ? `there is no routes file in ${config.appDirectory}` : undefined;
}
