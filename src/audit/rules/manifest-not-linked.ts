import { findAppManifests } from '../app/app-manifests.ts';
import { isManifestGenerated } from '../app/generated-manifest.ts';
import { isManifestMentioned } from '../app/manifest-mentions.ts';
import { usesPush } from '../app/uses-push.ts';
import type { Rule } from '../rule.ts';

export const manifestNotLinked: Rule = {
  id: 'manifest-not-linked',
  group: 'app',
  title: 'No page links to the web app manifest',
  severity: 'warning',
  why: 'Browsers read the manifest that the page links to and no other: without the link iPhones and iPads add a bookmark to the Home Screen, which gets no push.',
  fix: 'Link the manifest in the head of every page.',
  example: '<link rel="manifest" href="/manifest.json">',
  docs: 'https://developer.mozilla.org/en-US/docs/Web/Progressive_web_apps/Manifest#deploying_a_manifest',
  appliesTo: (audit) => usesPush(audit) && findAppManifests(audit).length > 0,
  *check(audit) {
    const all = findAppManifests(audit);
    if (isManifestGenerated(audit) || all.some((manifest) => isManifestMentioned(audit, manifest))) return;
    const [manifest] = all;
    if (manifest === undefined) return;
    const html = audit.framework?.layout.html;
    yield {
      at: html === undefined ? manifest.at() : { path: html, line: 1, column: 1 },
      certainty: html === undefined ? 'likely' : 'proven',
      message: `Nothing in the repository links to ${audit.nameOf(manifest.path)}, so no browser reads it.`,
    };
  },
};
