import { type AppManifest, findAppManifests, notLiteral } from '../app/app-manifests.ts';
import { usesPush } from '../app/uses-push.ts';
import type { Rule } from '../rule.ts';

export const manifestIncomplete: Rule = {
  id: 'manifest-incomplete',
  group: 'app',
  title: 'The web app manifest lacks what installing takes',
  severity: 'warning',
  why: 'Safari on iPhones and iPads makes a Home Screen web app, the only kind that gets push, of a manifest whose display is "standalone" or "fullscreen"; without name, icons and start_url other browsers do not offer to install it.',
  fix: 'Give the manifest name, icons, start_url, and display "standalone".',
  example: `{
  "name": "Chat",
  "start_url": "/",
  "display": "standalone",
  "icons": [{ "src": "/icon-512.png", "sizes": "512x512", "type": "image/png" }]
}`,
  docs: 'https://webkit.org/blog/13878/web-push-for-web-apps-on-ios-and-ipados/',
  appliesTo: (audit) => usesPush(audit) && findAppManifests(audit).length > 0,
  *check(audit) {
    for (const manifest of manifestsInUse(findAppManifests(audit))) {
      const display = manifest.field('display');
      if (typeof display === 'string' && display !== 'standalone' && display !== 'fullscreen') {
        yield {
          at: manifest.at('display'),
          certainty: 'proven',
          message: `With display "${display.slice(0, 30)}" iPhones and iPads add a bookmark to the Home Screen, which gets no push.`,
        };
      }
      const missing = missingFields(manifest);
      if (missing.length === 0) continue;
      yield {
        at: manifest.at(),
        certainty: 'proven',
        message: `The manifest has no ${listed(missing)}${missing.includes('display') ? ': without display iPhones and iPads add a bookmark, which gets no push' : ''}.`,
      };
    }
  },
};

/** One of several that no page links to may be left over from something else. */
function manifestsInUse(all: readonly AppManifest[]): readonly AppManifest[] {
  const linked = all.filter(({ linkedFrom }) => linkedFrom.length > 0);
  return linked.length > 0 ? linked : all.length === 1 ? all : [];
}

function missingFields(manifest: AppManifest): string[] {
  const has = (name: string): boolean => {
    const value = manifest.field(name);
    return value === notLiteral || (Array.isArray(value) ? value.length > 0 : Boolean(value));
  };
  const missing = ['display', 'start_url', 'icons'].filter((name) => !has(name));
  return has('name') || has('short_name') ? missing : ['name', ...missing];
}

function listed(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', no ')} and no ${names[names.length - 1]}`;
}
