import { positionAt } from '../../project/parse.ts';
import { readJson } from '../../project/read-json.ts';
import { isManifestAnswered } from '../app/answered-manifest.ts';
import { manifestFiles } from '../app/app-manifests.ts';
import { isManifestGenerated } from '../app/generated-manifest.ts';
import { pushFiles, usesPush } from '../app/uses-push.ts';
import type { Audit } from '../audit.ts';
import { attribute } from '../code/modules/scripts-in-files.ts';
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
  appliesTo: usesPush,
  *check(audit) {
    const { files } = audit.project;
    const linked = manifestFiles(audit).map(({ path }) => path);
    const candidates = [...linked, ...files.list().filter(isManifestName)];
    if (candidates.some((path) => isManifest(files.text(path))) || isManifestGenerated(audit)) return;
    const broken = candidates.find(
      (path) =>
        (linked.includes(path) || /json$|\.webmanifest$/.test(path)) && !readJson(files.text(path) ?? '').ok,
    );
    if (broken !== undefined) {
      const at = { path: broken, line: 1, column: 1 };
      yield { at, certainty: 'proven', message: 'This manifest is empty or no JSON, so no browser uses it.' };
      return;
    }
    const link = findLink(audit) ?? findLinkInCode(audit);
    if (link !== undefined) {
      if (isManifestAnswered(audit, link.path)) return;
      yield {
        at: link,
        certainty: 'likely',
        message: 'This links a manifest, and no file of the repository is one.',
      };
      return;
    }
    const page = audit.framework?.layout.html ?? audit.framework?.layout.entry;
    const path = page ?? pushFiles(audit)[0] ?? 'package.json';
    yield {
      at: { path, line: 1, column: 1 },
      certainty: page === undefined ? 'likely' : 'proven',
      message:
        'The app subscribes to push, and no manifest is in the repository, linked, or made by a plugin.',
    };
  },
};

function isManifestName(path: string): boolean {
  return /(^|\/)(manifest\.(json|ts|js|mjs)|[\w.-]+\.webmanifest|[\w.-]*manifest[\w.[\]-]*\.webmanifest[\w.[\]-]*|manifest\[\.\](json|webmanifest)[\w.-]*)$/.test(
    path,
  );
}

/** A module makes the manifest when it is asked for; a file has to be JSON with a field that manifests have. */
function isManifest(text: string | undefined): boolean {
  if (text === undefined) return false;
  const json = readJson(text);
  if (!json.ok) return /\bexport\b/.test(text);
  const fields = json.value;
  if (typeof fields !== 'object' || fields === null || 'manifest_version' in fields) return false;
  return ['name', 'short_name', 'icons', 'start_url', 'display'].some((field) => field in fields);
}

function findLink({ project, code }: Audit): Location | undefined {
  for (const path of project.files.list()) {
    if (!/\.html?$/.test(path)) continue;
    const tag = code.scripts(path)?.tags.find((candidate) => {
      return candidate.name === 'link' && attribute(candidate, 'rel')?.toLowerCase() === 'manifest';
    });
    if (tag === undefined) continue;
    return { path, ...positionAt(project.files.text(path) ?? '', tag.start) };
  }
  return undefined;
}

/** Components write the link too. */
function findLinkInCode({ code, project }: Audit): Location | undefined {
  const written = ['rel="manifest"', "rel: 'manifest'", 'rel: "manifest"'];
  const path = code.mentioning(written)[0];
  if (path === undefined) return undefined;
  const text = project.files.text(path) ?? '';
  return { path, ...positionAt(text, Math.max(...written.map((each) => text.indexOf(each)))) };
}
