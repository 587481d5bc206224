import { readHtml } from './html.ts';
import { folderOf, joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';
import { readPwaPlugin } from './pwa-plugin.ts';
import { readJson } from './read-json.ts';

/** A web app manifest that the app has or makes. */
export interface WebManifest {
  /** File in the repository; for one that is generated, its name in the output. */
  readonly path: string;
  /** `file`: stands in a public folder or where a page links to; `generated`: made by the build. */
  readonly source: 'file' | 'generated';
  /** Pages that link to it. */
  readonly linkedFrom: readonly string[];
}

const names = /^(?:manifest\.json|[\w.-]+\.webmanifest|site\.manifest|webmanifest\.json)$/i;

/**
 * Web app manifests: files of that name in public folders, files that a page links to, and vite-plugin-pwa's.
 * @param publicDirs folders that are served as they are, relative to the project's root
 * @param pages HTML files that may link to one
 */
export function findManifests(
  project: Project,
  publicDirs: readonly string[],
  pages: readonly string[],
): readonly WebManifest[] {
  const linkedFrom = new Map<string, string[]>();
  for (const page of pages) {
    for (const href of readHtml(project, page)?.manifests ?? []) {
      const path = placesOf(href, page, publicDirs).find((place) => project.files.has(place));
      if (path !== undefined) {
        linkedFrom.set(path, [...(linkedFrom.get(path) ?? []), page]);
      }
    }
  }
  const inPublic = publicDirs.flatMap((folder) =>
    project.files
      .entries(folder)
      .filter((name) => names.test(name))
      .map((name) => joinPosix(folder, name))
      .filter((path) => isManifest(project, path)),
  );
  const found: WebManifest[] = [...new Set([...linkedFrom.keys(), ...inPublic])].map((path) => ({
    path,
    source: 'file',
    linkedFrom: linkedFrom.get(path) ?? [],
  }));
  const plugin = readPwaPlugin(project);
  if (plugin?.manifest !== undefined) {
    // The plugin writes the link into every page by itself.
    found.push({ path: plugin.manifest, source: 'generated', linkedFrom: [...pages] });
  }
  return found;
}

/** Where a link in a page may lead: a public folder, or beside the page. */
function placesOf(href: string, page: string, publicDirs: readonly string[]): string[] {
  const path = href
    .replace('%BASE_URL%', '/')
    .replace('%PUBLIC_URL%', '')
    .replace(/[?#].*$/, '')
    .replace(/^\/+/, '');
  if (path === '' || /^[a-z][a-z\d+.-]*:/i.test(href)) {
    return [];
  }
  return [...publicDirs, folderOf(page)].map((folder) => joinPosix(folder, path));
}

/** Other tools name their files manifest.json too: a browser extension's has `manifest_version`, a bundler's maps files. */
function isManifest(project: Project, path: string): boolean {
  const text = project.files.text(path);
  if (text === undefined) {
    return false;
  }
  const json = readJson(text);
  if (!json.ok) {
    // A broken manifest is still the app's manifest.
    return true;
  }
  const fields = json.value;
  return (
    typeof fields === 'object' &&
    fields !== null &&
    !('manifest_version' in fields) &&
    ['name', 'short_name', 'icons', 'start_url', 'display'].some((field) => field in fields)
  );
}
