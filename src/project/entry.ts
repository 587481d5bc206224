import { readHtml } from './html.ts';
import { parseModule } from './parse.ts';
import { folderOf, joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';

const extensions = ['', '.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs'];

/**
 * The module that a page starts: its first module script that leads to a file of the project, or, for a script written
 * in the page, that script's first import that does. POSIX path; undefined when there is none.
 * @param html POSIX path of the page
 * @param viteRoot what `/` in the page stands for, relative to the project's root; the page's folder by default
 * @param base the app's base, which may precede paths in the page
 */
export function findEntry(project: Project, html: string, viteRoot?: string, base = '/'): string | undefined {
  const page = readHtml(project, html);
  if (page === undefined) {
    return undefined;
  }
  const root = viteRoot ?? folderOf(html);
  for (const script of page.scripts) {
    if (!script.isModule) {
      continue;
    }
    const urls = script.src === undefined ? importsOf(script.text) : [script.src];
    for (const url of urls) {
      const path = findScript(project, url, html, root, base);
      if (path !== undefined) {
        return path;
      }
    }
  }
  return undefined;
}

function findScript(
  project: Project,
  url: string,
  html: string,
  root: string,
  base: string,
): string | undefined {
  const plain = url
    .replace('%BASE_URL%', '/')
    .replace(/[?#].*$/, '')
    .replace(/^\/{2,}/, '/');
  if (plain === '' || /^[a-z][a-z\d+.-]*:/i.test(url) || url.startsWith('//')) {
    return undefined;
  }
  const withoutBase =
    base !== '/' && base.startsWith('/') && plain.startsWith(base) ? plain.slice(base.length) : undefined;
  const places = plain.startsWith('/')
    ? [joinPosix(root, plain), ...(withoutBase === undefined ? [] : [joinPosix(root, withoutBase)])]
    : [joinPosix(folderOf(html), plain)];
  for (const place of places) {
    const found = extensions
      .map((extension) => `${place}${extension}`)
      .find((path) => project.files.has(path));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Specifiers that an inline module imports, in order. */
function importsOf(text: string): string[] {
  return parseModule('inline.js', text).program.body.flatMap((statement) =>
    statement.type === 'ImportDeclaration' ? [statement.source.value] : [],
  );
}
