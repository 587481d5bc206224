import { hasDependency } from './dependencies.ts';
import type { Project } from './project.ts';

const routers: readonly (readonly [name: string, label: string])[] = [
  ['@tanstack/react-router', 'TanStack Router'],
  ['@tanstack/solid-router', 'TanStack Router'],
  ['react-router', 'react-router'],
  ['react-router-dom', 'react-router'],
  ['wouter', 'wouter'],
  ['wouter-preact', 'wouter'],
  ['preact-router', 'preact-router'],
  ['preact-iso', 'preact-iso'],
  ['vue-router', 'vue-router'],
  ['@solidjs/router', '@solidjs/router'],
  ['svelte-routing', 'svelte-routing'],
  ['svelte-spa-router', 'svelte-spa-router'],
];

/** The client's router, as a label: `react-router (data)`, `vue-router`, `none`. */
export function findRouter(project: Project): string {
  const found = routers.find(([name]) => hasDependency(project.manifest, name));
  if (found === undefined) {
    return 'none';
  }
  const [, label] = found;
  return label === 'react-router' ? `react-router (${reactRouterMode(project)})` : label;
}

/** See https://reactrouter.com/start/modes; framework mode is another framework here. */
function reactRouterMode(project: Project): 'data' | 'declarative' {
  const isData = project.files
    .list()
    .some(
      (path) =>
        /\.[jt]sx?$/.test(path) &&
        project.files.mentions(path, ['RouterProvider', 'createBrowserRouter', 'createHashRouter']),
    );
  return isData ? 'data' : 'declarative';
}
