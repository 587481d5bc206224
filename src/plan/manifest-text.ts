import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { copyTemplate } from './template.ts';

/**
 * A manifest to begin with, named like the package. The id is resolved against the origin, not the base: two apps on one
 * origin must not share theirs.
 * @param home path of the app's first page, where that is not the folder that the manifest stands in: `/docs`
 */
export function manifestText(
  project: Project,
  { base: prefix }: Pick<Layout, 'base'>,
  home?: string,
): string {
  const { name: packageName } = project.manifest ?? {};
  const name = (packageName ?? 'App').replace(/^@[^/]*\//, '');
  const template = copyTemplate('manifest/manifest.json', { language: 'js' });
  const manifest = {
    ...(JSON.parse(template) as Record<string, unknown>),
    id: prefix.startsWith('/') ? prefix : undefined,
    ...(home === undefined ? {} : { id: home, start_url: home, scope: home }),
    name,
    short_name: shortName(name),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** What fits below an icon: whole words of the name, where that is longer. */
function shortName(name: string): string {
  if (name.length <= 12) return name;
  const end = Math.max(...['-', '_', '.', ' '].map((separator) => name.lastIndexOf(separator, 12)));
  return name.slice(0, end > 0 ? end : 12);
}
