import { posix } from 'node:path';
import { hasDependency } from '../../../project/dependencies.ts';
import type { PackageJson, Project } from '../../../project/project.ts';
import { readManifest } from '../../../project/read-manifest.ts';
import type { Audit } from '../../audit.ts';
import { isSource } from './source-files.ts';

/** A file that the app starts from in the browser. */
export interface Entry {
  readonly path: string;
  /**
   * `page`: an HTML page or the script it loads. `route`: the framework renders its default export. `server-route`: the same, but
   * on the server until a `use client` module. `script`: runs on load. `guess`: nothing says so, its folder suggests it.
   */
  readonly kind: 'page' | 'route' | 'server-route' | 'script' | 'guess';
}

/** Files of one framework that its conventions start from, relative to the package's folder. */
interface Convention {
  readonly dependencies: readonly string[];
  readonly entries: readonly { readonly files: RegExp; readonly kind: Entry['kind'] }[];
}

const script = String.raw`\.(?:tsx|ts|jsx|js|mts|mjs)$`;
const conventions: readonly Convention[] = [
  {
    // https://nextjs.org/docs/app/getting-started/project-structure
    dependencies: ['next'],
    entries: [
      {
        files: new RegExp(
          `^(?:src/)?app/(?:.*/)?(?:page|layout|template|loading|error|global-error|not-found|default)${script}`,
        ),
        kind: 'server-route',
      },
      { files: new RegExp(`^(?:src/)?pages/(?!api/)(?!.*\\.d\\.ts$).*${script}`), kind: 'route' },
      { files: new RegExp(`^(?:src/)?instrumentation-client${script}`), kind: 'script' },
    ],
  },
  {
    // https://reactrouter.com/start/framework/routing and Remix before it
    dependencies: ['@react-router/dev', '@remix-run/react', '@remix-run/dev'],
    entries: [
      { files: new RegExp(`^app/(?:root|routes/(?!.*\\.server).*)${script}`), kind: 'route' },
      { files: new RegExp(`^app/entry\\.client${script}`), kind: 'script' },
    ],
  },
  {
    // https://docs.astro.build/en/basics/astro-pages/
    dependencies: ['astro'],
    entries: [{ files: /^src\/pages\/.*\.astro$/, kind: 'page' }],
  },
  {
    // https://svelte.dev/docs/kit/routing
    dependencies: ['@sveltejs/kit'],
    entries: [
      { files: /^src\/routes\/(?:.*\/)?\+(?:page|layout|error)(?:@[^/]*)?\.svelte$/, kind: 'route' },
      { files: /^src\/routes\/(?:.*\/)?\+(?:page|layout)\.[jt]s$/, kind: 'script' },
      { files: /^src\/hooks\.client\.[jt]s$/, kind: 'script' },
    ],
  },
  {
    // https://nuxt.com/docs/guide/directory-structure
    dependencies: ['nuxt'],
    entries: [
      { files: /^(?:app\/|src\/)?(?:(?:app|error)|app\/index)\.vue$/, kind: 'route' },
      { files: /^(?:app\/|src\/)?(?:pages|layouts|components)\/.*\.vue$/, kind: 'route' },
      { files: /^(?:app\/|src\/)?plugins\/(?!.*\.server\.).*\.[jt]s$/, kind: 'script' },
      { files: /^(?:app\/|src\/)?(?:composables|utils|middleware)\/.*\.[jt]s$/, kind: 'script' },
    ],
  },
  {
    // https://tanstack.com/start/latest/docs/framework/react/guide/routing
    dependencies: [
      '@tanstack/react-start',
      '@tanstack/react-router',
      '@tanstack/start',
      '@tanstack/solid-start',
    ],
    entries: [
      { files: new RegExp(`^(?:src|app)/routes/(?!api/).*${script}`), kind: 'route' },
      { files: new RegExp(`^(?:src|app)/(?:client|router)${script}`), kind: 'script' },
    ],
  },
  {
    dependencies: ['gatsby'],
    entries: [
      { files: new RegExp(`^src/(?:pages|templates)/.*${script}`), kind: 'route' },
      { files: new RegExp(`^gatsby-browser${script}`), kind: 'script' },
    ],
  },
  {
    // https://create-react-app.dev/docs/folder-structure/
    dependencies: ['react-scripts', 'react-app-rewired', '@craco/craco', '@angular/core', '@vue/cli-service'],
    entries: [{ files: new RegExp(`^src/(?:index|main)${script}`), kind: 'script' }],
  },
];

const mainFile = new RegExp(`^(?:src/|client/|app/)?(?:main|index|client|app|bootstrap)${script}`, 'i');
const clientLibraries = ['react-dom', 'vue', 'svelte', 'preact', 'solid-js', 'lit'];

/**
 * Where the browser starts: HTML pages, the framework's routes and client entries, package by package. Static folders without
 * any page count as guesses, since a server's template may load what lies there.
 */
export function findEntries(project: Project, framework: Audit['framework']): Entry[] {
  const found = new Map<string, Entry>();
  const add = (path: string, kind: Entry['kind']) => {
    if (!found.has(path)) found.set(path, { path, kind });
  };
  const sources = project.files.list().filter((path) => isSource(path));
  for (const path of sources) if (/\.html?$/i.test(path)) add(path, 'page');
  const { entry } = framework?.layout ?? {};
  if (entry !== undefined && project.files.has(entry)) add(entry, 'script');

  for (const { folder, manifest } of packages(project)) {
    const inside = sources.flatMap((path) => {
      if (folder === '.') return [{ path, local: path }];
      return path.startsWith(`${folder}/`) ? [{ path, local: path.slice(folder.length + 1) }] : [];
    });
    const before = found.size;
    for (const convention of conventions) {
      if (!convention.dependencies.some((name) => hasDependency(manifest, name))) continue;
      for (const { path, local } of inside) {
        const fits = convention.entries.find(({ files }) => files.test(local));
        if (fits !== undefined) add(path, fits.kind);
      }
    }
    if (found.size === before && clientLibraries.some((name) => hasDependency(manifest, name))) {
      for (const { path, local } of inside) if (mainFile.test(local)) add(path, 'script');
    }
  }
  if (found.size === 0) {
    for (const path of sources) if (/(?:^|\/)(?:public|static|www|assets)\//.test(path)) add(path, 'guess');
  }
  return [...found.values()];
}

/** Every package.json of the project, the audited folder's own first. */
export function packages(project: Project): { folder: string; manifest: PackageJson | undefined }[] {
  const found: { folder: string; manifest: PackageJson | undefined }[] = [
    { folder: '.', manifest: project.manifest },
  ];
  for (const path of project.files.list()) {
    if (!path.endsWith('/package.json') || path.includes('node_modules/')) continue;
    try {
      found.push({
        folder: posix.dirname(path),
        manifest: readManifest(project.files.text(path) ?? '{}', path),
      });
    } catch {
      // A broken package.json declares nothing.
    }
  }
  return found;
}
