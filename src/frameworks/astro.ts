import type { AstroDocuments } from '../plan/astro/plan-astro-documents.ts';
import { type AstroConfig, readAstroConfig } from '../project/astro/astro-config.ts';
import { findAstroDocuments } from '../project/astro/astro-layouts.ts';
import { dependencyRange, hasDependency } from '../project/dependencies.ts';
import type { Layout } from '../project/layout.ts';
import { lazy } from '../project/lazy.ts';
import { findManifests } from '../project/manifests.ts';
import { joinPosix } from '../project/posix-path.ts';
import type { Project } from '../project/project.ts';
import { findServiceWorkers } from '../project/service-workers.ts';
import type { Framework } from './framework.ts';

const layouts = new WeakMap<Project, Layout>();

export const astro: Framework = {
  id: 'astro',
  name: 'Astro',
  guide: {
    versions: '7, 6, 5',
    client: '`src/push/`',
    mount: 'every `.astro` file that holds the document',
    publicKey: '`PUBLIC_VAPID_PUBLIC_KEY`',
    secrets: '`.env`',
    server: '`src/pages/api/push/[...route]` with an adapter for Node, else `server/`',
  },
  detect(project) {
    if (!hasDependency(project.manifest, 'astro')) return undefined;
    const config = readAstroConfig(project);
    const pages = joinPosix(config.srcDir, 'pages');
    const hasPages = project.files.hasDirectory(pages);
    // A package for Astro, or a repository that only checks its files with it, depends on it too.
    const script = Object.entries(project.manifest?.scripts ?? {}).find(([, line]) =>
      /(?:^|[\s/])astro\s+(?:dev|build|preview)\b/.test(line),
    );
    if (config.path === undefined && !hasPages && script === undefined) return undefined;
    const { adapter, output, unknown } = config;
    const by = adapter ?? (unknown.includes('adapter') ? 'an adapter that could not be read' : undefined);
    return {
      mode: by === undefined ? 'static' : `${output}, ${by}`,
      router: 'astro (pages)',
      evidence: [
        'dependency astro',
        ...(config.path === undefined ? [] : [config.path]),
        ...(hasPages ? [pages] : []),
        ...(config.path === undefined && !hasPages && script !== undefined ? [`script ${script[0]}`] : []),
      ],
    };
  },
  layout(project) {
    const layout = layouts.get(project) ?? readLayout(project);
    layouts.set(project, layout);
    return layout;
  },
  async plan(project, setup) {
    const { planAstroApp } = await import('../plan/astro/plan-astro-app.ts');
    const config = readAstroConfig(project);
    return planAstroApp(project, astro.layout(project), config, documentsOf(project, config), setup);
  },
};

function documentsOf(project: Project, config: AstroConfig): AstroDocuments {
  const renderers = rendererOf.filter(([integration]) => config.integrations.includes(integration));
  return {
    paths: findAstroDocuments(project, config.srcDir),
    starlight: config.integrations.includes('@astrojs/starlight'),
    // With Preact or Solid beside it, whose JSX a file is depends on folders that they are told.
    island:
      renderers.some(([, ui]) => ui === 'react') && !renderers.some(([, ui]) => /preact|solid/.test(ui)),
  };
}

const rendererOf: readonly (readonly [integration: string, ui: Layout['ui']])[] = [
  ['@astrojs/react', 'react'],
  ['@astrojs/preact', 'preact'],
  ['@astrojs/vue', 'vue'],
  ['@astrojs/svelte', 'svelte'],
  ['@astrojs/solid-js', 'solid'],
];

function readLayout(project: Project): Layout {
  const config = readAstroConfig(project);
  const { srcDir, publicDir, base, envPrefix, integrations } = config;
  const documents = findAstroDocuments(project, srcDir);
  const manifests = findManifests(project, [publicDir], documents);
  // The worker search reads every source once: only when somebody asks.
  const serviceWorkers = lazy(() =>
    findServiceWorkers(project, { publicDirs: [publicDir], base, root: config.root }),
  );
  return {
    ui: rendererOf.find(([integration]) => integrations.includes(integration))?.[1] ?? 'none',
    srcDir,
    pushDir: joinPosix(srcDir, 'push'),
    noAppServer: whyNoServer(project, config),
    publicDir,
    base,
    envPrefix,
    publicKeyVariable: `${envPrefix[0]}VAPID_PUBLIC_KEY`,
    envDir: config.envDir,
    localEnvFile: localEnvFile(project, config.envDir),
    entry: documents[0],
    html: undefined,
    manifest: manifests.find(({ source }) => source === 'file')?.path,
    generatedManifest:
      manifests.find(({ source }) => source === 'generated')?.path ?? routedManifest(project, config),
    outDirs: [config.outDir],
    get serviceWorkers() {
      return serviceWorkers();
    },
    unknown: config.unknown,
  };
}

/** What Astro's own templates keep out of git is `.env`; the file is the one of the two that git ignores here. */
function localEnvFile(project: Project, envDir: string | false): string {
  const ignored = ['.env', '.env.local'].find((name) =>
    project.git.isIgnored(joinPosix(envDir === false ? '.' : envDir, name)),
  );
  return ignored ?? '.env';
}

/** A manifest that a plugin or a route of the app makes, by its name in the output. */
function routedManifest(project: Project, { srcDir, integrations }: AstroConfig): string | undefined {
  const route = project.files
    .entries(joinPosix(srcDir, 'pages'))
    .map((name) => /^((?:manifest\.json|[\w.-]+\.webmanifest))\.[jt]s$/.exec(name)?.[1])
    .find((name) => name !== undefined);
  const byPlugin = ['astro-webmanifest', 'astro-favicons'].some((name) => integrations.includes(name));
  return route ?? (byPlugin ? 'manifest.webmanifest' : undefined);
}

/** Adapters whose server is one Node process that stays, on a machine with a disk. */
const nodeAdapters = ['@astrojs/node', '@matthewp/astro-fastify'];

/** Why the app's own server cannot answer, a clause; undefined when it can. */
function whyNoServer(project: Project, { adapter, unknown, path }: AstroConfig): string | undefined {
  // `astro:env/server` came with it: https://docs.astro.build/en/reference/modules/astro-env/
  const major = Number(/\d+/.exec(dependencyRange(project.manifest, 'astro') ?? '')?.[0] ?? Number.NaN);
  if (major < 5) return 'the push server reads its variables from astro:env, which came with Astro 5';
  if (unknown.includes('adapter')) return `which adapter ${path ?? 'the config'} sets could not be told`;
  if (adapter === undefined) return 'no adapter is set, so a build has no server';
  if (nodeAdapters.includes(adapter)) return undefined;
  return `${adapter} runs the app where no Node process stays and no file is kept`;
}
