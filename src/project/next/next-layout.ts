import type { Layout } from '../layout.ts';
import { lazy } from '../lazy.ts';
import { findManifests } from '../manifests.ts';
import { joinPosix } from '../posix-path.ts';
import type { Project } from '../project.ts';
import { findServiceWorkers } from '../service-workers.ts';
import { readNextConfig } from './next-config.ts';
import { findNextFolders } from './next-folders.ts';
import { whyNoNextServer } from './next-platform.ts';

const layouts = new WeakMap<Project, Layout>();

/** Where a Next app wants things; the same for both routers. */
export function readNextLayout(project: Project): Layout {
  const layout = layouts.get(project) ?? read(project);
  layouts.set(project, layout);
  return layout;
}

function read(project: Project): Layout {
  const config = readNextConfig(project);
  const { source, rootLayouts, customApp } = findNextFolders(project);
  const base = `${config.basePath}/`;
  // The worker search reads every source once: only when somebody asks.
  const serviceWorkers = lazy(() => findServiceWorkers(project, { publicDirs: ['public'], base, root: '.' }));
  return {
    ui: 'react',
    srcDir: source,
    pushDir: joinPosix(source, 'push'),
    noAppServer: whyNoNextServer(project),
    publicDir: 'public',
    base,
    envPrefix: ['NEXT_PUBLIC_'],
    publicKeyVariable: 'NEXT_PUBLIC_VAPID_PUBLIC_KEY',
    envDir: '.',
    localEnvFile: '.env.local',
    developmentEnvFile: '.env.development.local',
    entry: rootLayouts[0] ?? customApp,
    html: undefined,
    manifest: findManifest(project),
    outDirs: [config.distDir, ...(config.output === 'export' ? ['out'] : [])],
    get serviceWorkers() {
      return serviceWorkers();
    },
    unknown: config.unknown.map((field) => (field === 'basePath' ? 'base' : field)),
  };
}

/** The app router's own file, a public one, or a route that answers under a manifest's name. */
function findManifest(project: Project): string | undefined {
  const { app, pages } = findNextFolders(project);
  const { pageExtensions } = readNextConfig(project);
  const conventional = ['json', 'webmanifest', ...pageExtensions]
    .map((extension) => `${app}/manifest.${extension}`)
    .find((path) => app !== undefined && project.files.has(path));
  const served = findManifests(project, ['public'], []).find(({ source }) => source === 'file')?.path;
  const routed = (): string | undefined =>
    project.files
      .list()
      .find(
        (path) =>
          [app, pages].some((folder) => folder !== undefined && path.startsWith(`${folder}/`)) &&
          /\/(?:[\w-]*manifest\.json|[\w.-]+\.webmanifest)(?:\/route)?\.[jt]sx?$/.test(path),
      );
  return conventional ?? served ?? routed();
}
