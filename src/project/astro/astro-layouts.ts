import { folderOf, isInside, joinPosix } from '../posix-path.ts';
import type { Project } from '../project.ts';
import { type AstroTemplate, readAstroTemplate } from './astro-template.ts';

const templates = new WeakMap<Project, Map<string, AstroTemplate | undefined>>();

/**
 * The .astro files that hold a whole document, layouts first and pages last: everything that a browser gets comes from
 * one of them. Pages that Astro leaves out and e-mails are none.
 * @param srcDir relative to the project's root
 */
export function findAstroDocuments(project: Project, srcDir: string): readonly string[] {
  const pages = joinPosix(srcDir, 'pages');
  const found = astroFiles(project, srcDir).filter((path) => {
    if (/(?:^|\/)(?:e?mails?|tests?|__tests__)\//i.test(path)) return false;
    if (isInside(pages, path) && /\/_/.test(path.slice(pages.length))) return false;
    if (!project.files.mentions(path, ['<html', '</body', '<body'])) return false;
    const template = templateOf(project, path);
    return template === undefined || template.tags.some(({ name }) => name === 'html' || name === 'body');
  });
  const rank = (path: string) => (isInside(pages, path) ? 2 : /(?:^|\/)layouts?\//i.test(path) ? 0 : 1);
  return found.sort((one, two) => rank(one) - rank(two));
}

/** Relations of the links that a document has by itself or by an .astro component that it is made of. */
export function findAstroLinks(project: Project, srcDir: string, document: string): ReadonlySet<string> {
  const files = astroFiles(project, srcDir);
  const found = new Set<string>();
  const reached = new Set([document]);
  // It grows while it is walked: components are made of others.
  for (const path of reached) {
    const text = project.files.text(path) ?? '';
    const tags = templateOf(project, path)?.tags;
    const relations =
      tags === undefined
        ? [...text.matchAll(/<link\b[^>]*\srel=["']([^"']+)/g)].map(([, rel]) => rel)
        : tags.filter(({ name }) => name === 'link').map(({ attributes }) => attributes.get('rel'));
    for (const relation of relations.flatMap((rel) => rel?.toLowerCase().split(/\s+/) ?? [])) {
      found.add(relation);
    }
    // Packages that write the head take links as data.
    if (/\brel['"]?\s*:\s*['"]manifest['"]/.test(text)) found.add('manifest');
    for (const [, specifier = ''] of text.matchAll(/['"]([^'"\n]+\.astro)['"]/g)) {
      const place = placeOf(specifier, path, files);
      if (place !== undefined) reached.add(place);
    }
  }
  return found;
}

/** The file behind a specifier: relative to the importer, else under an alias, whose first segment stands for a folder. */
function placeOf(specifier: string, from: string, files: readonly string[]): string | undefined {
  if (specifier.startsWith('.')) return files.find((path) => path === joinPosix(folderOf(from), specifier));
  const tail = specifier.slice(specifier.indexOf('/'));
  return files.find((path) => path.endsWith(tail));
}

function astroFiles(project: Project, srcDir: string): string[] {
  return project.files.list().filter((path) => path.endsWith('.astro') && isInside(srcDir, path));
}

function templateOf(project: Project, path: string): AstroTemplate | undefined {
  const known = templates.get(project) ?? new Map<string, AstroTemplate | undefined>();
  templates.set(project, known);
  if (!known.has(path)) known.set(path, readAstroTemplate(project.files.text(path) ?? ''));
  return known.get(path);
}
