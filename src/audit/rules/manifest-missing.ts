import { hasDependency } from '../../project/dependencies.ts';
import type { Audit } from '../audit.ts';
import { keyName } from '../code/literals.ts';
import { attribute } from '../code/scripts-in-files.ts';
import { walk } from '../code/walk.ts';
import type { Location, Rule } from '../rule.ts';

export const manifestMissing: Rule = {
  id: 'manifest-missing',
  group: 'app',
  title: 'The app has no web app manifest',
  severity: 'warning',
  why: 'Safari on iPhones and iPads offers push only to web apps on the Home Screen, which takes a manifest: without one those users silently get nothing.',
  fix: 'Add a manifest with name, icons, start_url and display "standalone", and link it from every page.',
  example: '<link rel="manifest" href="/manifest.json">',
  docs: 'https://webkit.org/blog/13878/web-push-for-web-apps-on-ios-and-ipados/',
  appliesTo: (audit) => audit.code.mentioning(pushWords).length > 0,
  *check(audit) {
    const { files } = audit.project;
    const candidates = files.list().filter(isManifestName);
    if (candidates.some((path) => isManifest(files.text(path))) || isGenerated(audit)) return;
    const broken = candidates.find((path) => /json$|\.webmanifest$/.test(path) && !isJson(files.text(path)));
    if (broken !== undefined) {
      const at = { path: broken, line: 1, column: 1 };
      yield { at, certainty: 'proven', message: 'This manifest is empty or no JSON, so no browser uses it.' };
      return;
    }
    const link = findLink(audit);
    if (link !== undefined) {
      yield {
        at: link,
        certainty: 'likely',
        message: 'This links a manifest, and no file of the repository is one.',
      };
      return;
    }
    const page = audit.framework?.layout.html ?? audit.framework?.layout.entry;
    const path = page ?? audit.code.mentioning(pushWords)[0] ?? 'package.json';
    yield {
      at: { path, line: 1, column: 1 },
      certainty: page === undefined ? 'likely' : 'proven',
      message:
        'The app subscribes to push, and no manifest is in the repository, linked, or made by a plugin.',
    };
  },
};

const pushWords = ['pushManager', 'PushManager', 'firebase/messaging'];

function isManifestName(path: string): boolean {
  return /(^|\/)(manifest\.(json|ts|js|mjs)|[\w.-]+\.webmanifest|[\w.-]*manifest[\w.[\]-]*\.webmanifest[\w.[\]-]*|manifest\[\.\](json|webmanifest)[\w.-]*)$/.test(
    path,
  );
}

/** A module makes the manifest when it is asked for; a file has to be JSON with a field that manifests have. */
function isManifest(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (/\bexport\b/.test(text)) return true;
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof json !== 'object' || json === null || 'manifest_version' in json) return false;
    return ['name', 'short_name', 'icons', 'start_url', 'display'].some((field) => field in json);
  } catch {
    return false;
  }
}

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(text ?? '');
    return true;
  } catch {
    return false;
  }
}

const generators = [
  'vite-plugin-pwa',
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

/** A plugin makes it, unless its options say `manifest: false`; or code writes the link or the answer itself. */
function isGenerated(audit: Audit): boolean {
  const { project, code } = audit;
  const plugin = generators.find((name) => hasDependency(project.manifest, name));
  if (plugin !== undefined && !project.files.list().some((path) => switchesOff(audit, path))) return true;
  return code
    .mentioning(['rel="manifest"', "rel: 'manifest'", 'rel: "manifest"', 'application/manifest+json'])
    .some((path) => {
      return !path.endsWith('.html') && !/\.(jsx|tsx|astro|vue|svelte)$/.test(path);
    });
}

function switchesOff({ code }: Audit, path: string): boolean {
  const parsed = /(^|\/)(vite|astro|nuxt|svelte)\.config\.[cm]?[jt]s$/.test(path)
    ? code.module(path)
    : undefined;
  let off = false;
  if (parsed !== undefined) {
    walk(parsed.program, {
      enter(node) {
        if (node.type === 'Property' && keyName(node) === 'manifest') {
          off ||= node.value.type === 'Literal' && node.value.value === false;
        }
      },
    });
  }
  return off;
}

function findLink({ project, code }: Audit): Location | undefined {
  for (const path of project.files.list()) {
    if (!/\.html?$/.test(path)) continue;
    const tag = code.scripts(path)?.tags.find((candidate) => {
      return candidate.name === 'link' && attribute(candidate, 'rel')?.toLowerCase() === 'manifest';
    });
    if (tag === undefined) continue;
    const before = (project.files.text(path) ?? '').slice(0, tag.start).split('\n');
    return { path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
  return undefined;
}
