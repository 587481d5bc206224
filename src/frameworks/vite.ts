import { hasDependency } from '../project/dependencies.ts';
import { findEntry } from '../project/entry.ts';
import { findRouter } from '../project/find-router.ts';
import { findUi } from '../project/find-ui.ts';
import type { Layout } from '../project/layout.ts';
import { lazy } from '../project/lazy.ts';
import { findManifests } from '../project/manifests.ts';
import { folderOf, isInside, joinPosix } from '../project/posix-path.ts';
import type { PackageJson, Project, ViteConfig } from '../project/project.ts';
import { findServiceWorkers } from '../project/service-workers.ts';
import { readOutDirs, readPluginOption, readViteConfig } from '../project/vite/vite-config.ts';
import { workspaceManifest } from '../project/workspace-root.ts';
import type { Framework } from './framework.ts';

const layouts = new WeakMap<Project, Layout>();

export const vite: Framework = {
  id: 'vite',
  name: 'Vite',
  guide: {
    versions: '8, 7',
    client: '`src/push/`',
    mount: 'the module that `index.html` starts',
    publicKey: '`VITE_VAPID_PUBLIC_KEY`',
    secrets: '`.env.local`',
    server: '`server/`',
  },
  detect(project) {
    const config = readViteConfig(project);
    const provider = findVite(project, config);
    if (provider === undefined || config.lib) {
      return undefined;
    }
    const html = joinPosix(config.root, 'index.html');
    const entry = entryOf(project, html, config);
    if (entry === undefined) {
      return undefined;
    }
    // Telling the router's mode reads every source: only when somebody asks.
    const router = lazy(() => findRouter(project));
    return {
      mode: 'spa',
      get router() {
        return router();
      },
      evidence: [provider, ...(config.path === undefined ? [] : [config.path]), html, `entry ${entry}`],
    };
  },
  layout(project) {
    const layout = layouts.get(project) ?? readLayout(project);
    layouts.set(project, layout);
    return layout;
  },
  async plan(project, setup) {
    const { planViteApp } = await import('../plan/vite/plan-vite-app.ts');
    return planViteApp(project, vite.layout(project), readViteConfig(project), setup);
  },
};

/** The module that the page starts; with vite-plugin-html the config may name it in place of the page. */
function entryOf(project: Project, html: string, config: ViteConfig): string | undefined {
  const entry = findEntry(project, html, config.root, config.base);
  if (entry !== undefined || !project.files.has(html)) {
    return entry;
  }
  const named = readPluginOption(project, 'vite-plugin-html', 'entry');
  const path = named === undefined ? undefined : joinPosix(config.root, named);
  return path !== undefined && project.files.has(path) ? path : undefined;
}

const packages = ['vite', 'rolldown-vite', 'vite-plus'];

/** What brings Vite: the app's own package.json, or that of the workspace's root when the app has a Vite config. */
function findVite(project: Project, config: ViteConfig): string | undefined {
  const own = declared(project.manifest);
  if (own !== undefined) {
    return `dependency ${own}`;
  }
  const { workspace } = project;
  if (config.path === undefined || workspace.app === '.') {
    return undefined;
  }
  const shared = declared(workspaceManifest(project));
  return shared === undefined ? undefined : `dependency ${shared} of the workspace`;
}

function declared(manifest: PackageJson | undefined): string | undefined {
  return packages.find((name) => hasDependency(manifest, name));
}

function readLayout(project: Project): Layout {
  const config = readViteConfig(project);
  const html = joinPosix(config.root, 'index.html');
  const hasPage = project.files.has(html);
  const entry = entryOf(project, html, config);
  const publicDirs = config.publicDir === false ? [] : [config.publicDir];
  const manifests = findManifests(project, publicDirs, hasPage ? [html] : []);
  // The worker search reads every source once: only when somebody asks.
  const serviceWorkers = lazy(() =>
    findServiceWorkers(project, { publicDirs, base: config.base, root: config.root }),
  );
  const srcDir = sourceFolder(project, entry, config.root);
  return {
    ui: findUi(project, entry),
    srcDir,
    pushDir: joinPosix(srcDir, 'push'),
    noAppServer: 'a Vite app has no server of its own',
    publicDir: config.publicDir,
    base: config.base,
    envPrefix: config.envPrefix,
    publicKeyVariable: `${config.envPrefix[0]}VAPID_PUBLIC_KEY`,
    envDir: config.envDir,
    localEnvFile: '.env.local',
    entry,
    html: hasPage ? html : undefined,
    manifest: manifests.find(({ source }) => source === 'file')?.path,
    generatedManifest: manifests.find(({ source }) => source === 'generated')?.path,
    outDirs: readOutDirs(project),
    get serviceWorkers() {
      return serviceWorkers();
    },
    unknown: config.unknown,
  };
}

/** `src` of Vite's root when the app starts there, else the folder that it starts in. */
function sourceFolder(project: Project, entry: string | undefined, viteRoot: string): string {
  const src = joinPosix(viteRoot, 'src');
  if (entry === undefined || isInside(src, entry)) {
    return project.files.hasDirectory(src) ? src : viteRoot;
  }
  return folderOf(entry);
}
