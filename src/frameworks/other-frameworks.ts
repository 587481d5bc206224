import { hasDependency } from '../project/dependencies.ts';
import type { Project } from '../project/project.ts';
import { readViteConfig } from '../project/vite/vite-config.ts';

/** A framework that is recognised and not supported. */
export interface UnsupportedFramework {
  /** `nuxt`, `angular`: for reports. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** What was seen, one short statement each. */
  readonly evidence: readonly string[];
}

interface Sign {
  readonly id: string;
  readonly name: string;
  /** Any of these dependencies speaks for it. */
  readonly dependencies?: readonly string[];
  /** Any of these plugins in the Vite config speaks for it. */
  readonly plugins?: readonly string[];
  /** What has to be there as well as a dependency, as evidence; empty when nothing is to be said, undefined when it is not there. */
  readonly confirmedBy?: (project: Project) => string | undefined;
  /** File names at the root that speak for it alone. */
  readonly files?: readonly string[];
}

/**
 * First match wins. What renders on a server, or owns the build, comes before what a plain Vite app also has; most of
 * these bring a `vite` dependency, a Vite config, or even an index.html along.
 */
const signs: readonly Sign[] = [
  { id: 'nuxt', name: 'Nuxt', dependencies: ['nuxt', 'nuxt3', 'nuxt-nightly', 'nuxt-edge'] },
  { id: 'sveltekit', name: 'SvelteKit', dependencies: ['@sveltejs/kit'], plugins: ['@sveltejs/kit/vite'] },
  {
    id: 'solidstart',
    name: 'SolidStart',
    dependencies: ['@solidjs/start', 'solid-start'],
    plugins: ['@solidjs/start/config', '@solidjs/start/vite', 'solid-start/vite'],
  },
  {
    id: 'qwik',
    name: 'Qwik City',
    dependencies: ['@builder.io/qwik-city', '@qwik.dev/router', '@builder.io/qwik', '@qwik.dev/core'],
  },
  {
    id: 'tanstack-start',
    name: 'TanStack Start',
    dependencies: [
      '@tanstack/react-start',
      '@tanstack/solid-start',
      '@tanstack/vue-start',
      '@tanstack/start',
    ],
    plugins: ['@tanstack/react-start/plugin/vite', '@tanstack/solid-start/plugin/vite'],
  },
  { id: 'remix', name: 'Remix 2', dependencies: ['@remix-run/dev'], plugins: ['@remix-run/dev'] },
  { id: 'gatsby', name: 'Gatsby', dependencies: ['gatsby'] },
  { id: 'redwood', name: 'RedwoodJS', dependencies: ['@redwoodjs/core', '@redwoodjs/vite', 'rwsdk'] },
  { id: 'analog', name: 'Analog', dependencies: ['@analogjs/platform'] },
  { id: 'waku', name: 'Waku', dependencies: ['waku'] },
  { id: 'vike', name: 'Vike', dependencies: ['vike', 'vite-plugin-ssr'] },
  { id: 'fresh', name: 'Fresh', plugins: ['@fresh/plugin-vite'] },
  { id: 'honox', name: 'HonoX', dependencies: ['honox'] },
  { id: 'vinxi', name: 'Vinxi', dependencies: ['vinxi'] },
  { id: 'quasar', name: 'Quasar', dependencies: ['@quasar/app-vite', '@quasar/app-webpack'] },
  { id: 'ember', name: 'Ember', dependencies: ['ember-source'] },
  { id: 'umi', name: 'Umi', dependencies: ['umi', '@umijs/max'] },
  { id: 'modern-js', name: 'Modern.js', dependencies: ['@modern-js/app-tools'] },
  {
    id: 'angular',
    name: 'Angular',
    dependencies: ['@angular/cli', '@angular/build', '@angular-devkit/build-angular'],
    files: ['angular.json'],
  },
  { id: 'vue-cli', name: 'Vue CLI', dependencies: ['@vue/cli-service'], confirmedBy: usedByScripts },
  { id: 'preact-cli', name: 'Preact CLI', dependencies: ['preact-cli'], confirmedBy: usedByScripts },
  {
    id: 'electron',
    name: 'Electron',
    dependencies: ['electron-vite', '@electron-forge/plugin-vite'],
    plugins: ['vite-plugin-electron', 'vite-plugin-electron/simple'],
  },
  {
    id: 'extension',
    name: 'A browser extension',
    dependencies: ['wxt', 'plasmo'],
    plugins: ['@crxjs/vite-plugin'],
  },
  { id: 'laravel', name: 'Laravel', dependencies: ['laravel-vite-plugin'], plugins: ['laravel-vite-plugin'] },
  { id: 'rails', name: 'Vite Ruby', dependencies: ['vite-plugin-ruby', 'vite-plugin-rails'] },
  { id: 'vitepress', name: 'VitePress', dependencies: ['vitepress'], confirmedBy: notAnApp },
  { id: 'docusaurus', name: 'Docusaurus', dependencies: ['@docusaurus/core'] },
  { id: 'slidev', name: 'Slidev', dependencies: ['@slidev/cli'] },
  { id: 'expo', name: 'Expo', dependencies: ['expo'], confirmedBy: notAnApp },
  { id: 'react-native', name: 'React Native', dependencies: ['react-native'], confirmedBy: notAnApp },
  { id: 'rsbuild', name: 'Rsbuild', dependencies: ['@rsbuild/core'], confirmedBy: notAnApp },
  { id: 'parcel', name: 'Parcel', dependencies: ['parcel', 'parcel-bundler'], confirmedBy: notAnApp },
  { id: 'webpack', name: 'A webpack build', dependencies: ['webpack'], confirmedBy: notAnApp },
];

/** The framework of a project that none of ours is made for; undefined when none of these is recognised either. */
export function nameUnsupported(project: Project): UnsupportedFramework | undefined {
  for (const sign of signs) {
    const evidence = evidenceFor(sign, project);
    if (evidence.length > 0) {
      return { id: sign.id, name: sign.name, evidence };
    }
  }
  return undefined;
}

function evidenceFor(sign: Sign, project: Project): string[] {
  const named = (sign.dependencies ?? []).filter((name) => hasDependency(project.manifest, name));
  const confirmation = named.length > 0 ? sign.confirmedBy?.(project) : undefined;
  const dependencies = sign.confirmedBy === undefined || confirmation !== undefined ? named : [];
  const plugins =
    sign.plugins === undefined
      ? []
      : readViteConfig(project).plugins.filter((plugin) => sign.plugins?.includes(plugin));
  const files = (sign.files ?? []).filter((name) => project.files.has(name));
  return [
    ...dependencies.slice(0, 2).map((name) => `dependency ${name}`),
    ...(confirmation === undefined || confirmation === '' ? [] : [confirmation]),
    ...plugins.map((name) => `plugin ${name}`),
    ...files,
  ];
}

/** Left-overs of a migration stay in package.json: one that no script runs any more decides nothing. */
function usedByScripts(project: Project): string | undefined {
  const scripts = Object.entries(project.manifest?.scripts ?? {});
  const program = /(?:^|[\s/])(?:vue-cli-service|preact)(?:\s|$)/;
  const script = scripts.find(([, line]) => program.test(line));
  if (script !== undefined) {
    return `script ${script[0]}`;
  }
  return notAnApp(project);
}

/** These are also found beside a Vite app: in its tests, its documentation, its mobile sibling. */
function notAnApp(project: Project): string | undefined {
  return hasDependency(project.manifest, 'vite') && project.files.has('index.html') ? undefined : '';
}
