import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { copyTemplate } from './template.ts';

/** A manifest to begin with, named like the package. The id is resolved against the origin, not the base: two apps on one origin must not share theirs. */
export function manifestText(project: Project, { base: prefix }: Pick<Layout, 'base'>): string {
  const { name: packageName } = project.manifest ?? {};
  const name = (packageName ?? 'App').replace(/^@[^/]*\//, '');
  const base = JSON.parse(copyTemplate('manifest/manifest.json', { language: 'js' })) as Record<
    string,
    unknown
  >;
  return `${JSON.stringify({ ...base, id: prefix.startsWith('/') ? prefix : undefined, name, short_name: name.slice(0, 12) }, null, 2)}\n`;
}
