import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import { readNextConfig } from '../../project/next/next-config.ts';
import { findNextFolders } from '../../project/next/next-folders.ts';
import { isScript } from '../../project/parse.ts';
import type { Project } from '../../project/project.ts';
import { createOrKeep } from '../create-or-keep.ts';
import { editFile } from '../edit-file.ts';
import { addDocumentLinks } from '../edits/add-document-links.ts';
import { manifestText } from '../manifest-text.ts';
import type { Operation } from '../operation.ts';
import { copyTemplate, templateBytes } from '../template.ts';
import { unchecked } from '../unchecked.ts';
import { pagesFile } from './plan-next-mount.ts';

const icons = ['icon-192.png', 'icon-512.png', 'maskable-512.png', 'badge-96.png'];
const touchIcon = 'apple-touch-icon.png';

/** The web app manifest, without which iOS never delivers a push, with icons to begin with, and what links them. */
export function planNextManifest(project: Project, layout: Layout): Operation[] {
  const { app, pages } = findNextFolders(project);
  const { manifest } = layout;
  const folder = app ?? 'public';
  const operations: Operation[] = [
    manifest === undefined
      ? createOrKeep(
          project,
          posix.join(folder, 'manifest.json'),
          () => manifestText(project, layout, homeOf(project)),
          'iOS delivers pushes to installed apps alone, which need one',
        )
      : { kind: 'keep', path: manifest, reason: 'the app has a manifest' },
  ];
  const create = (path: string, icon: string): Operation =>
    createOrKeep(
      project,
      path,
      () => templateBytes(`manifest/icons/${icon}`),
      'an icon to begin with: draw your own',
    );
  operations.push(...icons.map((icon) => create(`public/icons/${icon}`, icon)));
  if (app !== undefined && !hasTouchIcon(project, app)) {
    // Next links what has this name by itself: https://nextjs.org/docs/app/api-reference/file-conventions/metadata/app-icons.
    operations.push(create(posix.join(app, 'apple-icon.png'), touchIcon));
  }
  if (pages !== undefined) {
    operations.push(
      create(`public/icons/${touchIcon}`, touchIcon),
      ...linkInDocument(project, layout, pages),
    );
  }
  if (app !== undefined && manifest?.startsWith('public/') && !isLinked(project)) {
    operations.push({
      kind: 'manual',
      path: findNextFolders(project).rootLayouts[0],
      reason: `nothing was found that links ${manifest}: name it in the metadata of the root layout`,
      snippet: `export const metadata = {\n  manifest: '${layout.base}${posix.relative('public', manifest)}',\n};`,
    });
  }
  return operations;
}

/** Next's home below a base has no slash at its end, unless it is told to: `/docs/` is redirected, and no page of `/docs/` covers it. */
function homeOf(project: Project): string | undefined {
  const { basePath, trailingSlash } = readNextConfig(project);
  return trailingSlash || basePath === '' ? undefined : basePath;
}

function hasTouchIcon(project: Project, app: string): boolean {
  const { files } = project;
  return (
    files.entries(app).some((name) => /^apple-icon\d*\.\w+$/.test(name)) ||
    files
      .list()
      .filter((path) => isScript(path) && files.mentions(path, ['apple-touch-icon', 'apple:']))
      .some((path) => /apple-touch-icon|\bicons:\s*\{[^}]*\bapple:/.test(files.text(path) ?? ''))
  );
}

/** A link in JSX, `metadata.manifest`, or code that makes the link from a constant. */
function isLinked({ files }: Project): boolean {
  return files
    .list()
    .some(
      (path) =>
        isScript(path) &&
        files.mentions(path, ['manifest']) &&
        /rel=\{?['"`]manifest|[mM]etadata\b[\s\S]*\bmanifest:/.test(files.text(path) ?? ''),
    );
}

/** The pages router links by hand, in `_document`; a link that some page has in its own head will do. */
function linkInDocument(project: Project, layout: Layout, pages: string): Operation[] {
  const { document } = findNextFolders(project);
  const { manifest, base, unknown } = layout;
  const isServed = manifest === undefined || /^(?:public|(?:src\/)?app)\//.test(manifest);
  const name = manifest === undefined ? 'manifest.json' : manifest.replace(/^(?:public|(?:src\/)?app)\//, '');
  const links = [
    { rel: 'manifest', href: `${base}${name.replace(/\.[jt]sx?$/, '.webmanifest')}` },
    { rel: 'apple-touch-icon', href: `${base}icons/${touchIcon}` },
  ].filter(({ rel }) => rel !== 'manifest' || isServed);
  const reason = 'links the manifest and the icon of the Home Screen';
  const missing = links.filter(({ rel }) => !isLinkedAs(project, rel));
  if (missing.length === 0)
    return [{ kind: 'keep', path: document ?? pages, reason: 'the links are there already' }];
  const snippet = missing.map(({ rel, href }) => `<link rel="${rel}" href="${href}" />`).join('\n');
  if (document !== undefined) {
    if (unknown.includes('base')) {
      const why = 'the basePath is known at build time alone, and these links need it in front';
      return [{ kind: 'manual', path: document, reason: `${reason}: ${why}`, snippet }];
    }
    return [editFile(project, document, reason, (text) => addDocumentLinks(text, document, missing))];
  }
  const isUsual = missing.length === links.length && (manifest === undefined || name === 'manifest.json');
  const path = pagesFile(project, pages, '_document');
  if (!isUsual || project.files.has(path)) return [{ kind: 'manual', path, reason, snippet }];
  const { language } = project;
  const content = copyTemplate('frameworks/next-pages/document.tsx', { language, bundled: true });
  return [{ kind: 'create', path, content: unchecked(project, path, content), reason }];
}

function isLinkedAs({ files }: Project, rel: string): boolean {
  return files
    .list()
    .some(
      (path) =>
        isScript(path) &&
        files.mentions(path, [rel]) &&
        new RegExp(`\\brel=\\{?['"\`]${rel}`).test(files.text(path) ?? ''),
    );
}
