import { hasDependency } from '../../project/dependencies.ts';
import { isScript } from '../../project/parse.ts';
import type { PackageJson, Project } from '../../project/project.ts';
import { readPwaPlugin } from '../../project/pwa-plugin.ts';
import { readJson } from '../../project/read-json.ts';
import type { Audit } from '../audit.ts';

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
  const manifests = packageManifests(project);
  const isDeclared = (name: string): boolean => manifests.some((manifest) => hasDependency(manifest, name));
  // A configuration that cannot be read, or that stands in another package, may still have it.
  if (pwa === undefined && isDeclared('vite-plugin-pwa')) return true;
  return (
    generators.some(isDeclared) ||
    code.mentioning(['application/manifest+json']).some((path) => isScript(path))
  );
}

/** package.json of the folder and of every package below it. */
function packageManifests({ manifest, files }: Project): PackageJson[] {
  const below = files.list().filter((path) => path.endsWith('/package.json'));
  const read = below.map((path) => readJson(files.text(path) ?? ''));
  const objects = read.flatMap((json) =>
    json.ok && typeof json.value === 'object' && json.value !== null ? [json.value as PackageJson] : [],
  );
  return [...(manifest === undefined ? [] : [manifest]), ...objects];
}
