import { hasDependency } from '../../project/dependencies.ts';
import { isScript } from '../../project/parse.ts';
import { readPwaPlugin } from '../../project/pwa-plugin.ts';
import type { Audit } from '../audit.ts';
import { packages } from '../code/modules/entries.ts';

const generators = [
  '@vite-pwa/astro',
  '@vite-pwa/nuxt',
  '@vite-pwa/remix',
  '@vite-pwa/sveltekit',
  '@vue/cli-plugin-pwa',
  '@remix-pwa/cli',
  'astro-webmanifest',
  '@astrojs/pwa',
  'gatsby-plugin-manifest',
  'webpack-pwa-manifest',
  'favicons-webpack-plugin',
  'vite-plugin-favicons-inject',
  'vite-plugin-web-manifest',
  '@angular/pwa',
  'unplugin-favicons',
];

/** A plugin makes it, unless its options say `manifest: false`; or code of the app answers the request. */
export function isManifestGenerated({ project, code }: Audit): boolean {
  const pwa = readPwaPlugin(project);
  if (pwa?.manifest !== undefined) return true;
  const isDeclared = (name: string): boolean =>
    packages(project).some(({ manifest }) => hasDependency(manifest, name));
  // A configuration that cannot be read, or that stands in another package, may still have it.
  if (pwa === undefined && isDeclared('vite-plugin-pwa')) return true;
  return (
    generators.some(isDeclared) ||
    code.mentioning(['application/manifest+json']).some((path) => isScript(path))
  );
}
