import { posix } from 'node:path';
import { findAstroLinks } from '../../project/astro/astro-layouts.ts';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import { type AstroLink, addAstroHead } from '../edits/add-astro-head.ts';
import type { EditResult } from '../edits/edit-result.ts';
import { type MountedInAstro, mountInAstro } from '../edits/mount-in-astro.ts';
import { importSpecifier } from '../import-specifier.ts';
import { mountedElsewhere } from '../mounted-elsewhere.ts';
import { needed } from '../needed.ts';
import type { Operation } from '../operation.ts';

/** The documents that push is mounted in. */
export interface AstroDocuments {
  /** Layouts first: see `findAstroDocuments`. */
  readonly paths: readonly string[];
  /** A React island; else a script. */
  readonly island: boolean;
}

/** In every document of the app: our listener, the manifest's link and that of the Home Screen icon. One edit a file. */
export function planAstroDocuments(
  project: Project,
  layout: Layout,
  { paths, island }: AstroDocuments,
): Operation[] {
  const name = island ? 'PushListener' : 'mountPushOnPages';
  const module = posix.join(layout.pushDir, island ? 'push-listener' : 'mount-pages');
  const extension = `.${project.language}${island ? 'x' : ''}`;
  const mountedFrom = (path: string): MountedInAstro => ({
    kind: island ? 'island' : 'script',
    name,
    specifier: importSpecifier(project, path, module, extension),
  });
  const elsewhere = mountedElsewhere(project, paths, module, name);
  const operations = paths.flatMap((path) => {
    const mount = elsewhere === undefined ? mountedFrom(path) : undefined;
    return planDocument(project, path, mount, linksFor(project, layout, path));
  });
  if (elsewhere !== undefined) return [elsewhere, ...operations];
  if (paths.length > 0) {
    // Where one document asks for pushes, the others are a matter of completeness.
    const isMounted = operations.some(({ kind }) => kind !== 'manual');
    return isMounted ? operations : operations.map(needed);
  }
  const edit = mountInAstro('', 'The app', mountedFrom(posix.join(layout.srcDir, 'layouts/Layout.astro')));
  const snippet = edit.status === 'manual' ? edit.snippet : '';
  return [
    needed({
      kind: 'manual',
      reason: `No .astro file in ${layout.srcDir} has a <body>, so where push is mounted is for you to say: a component that is on every page will do`,
      snippet,
    }),
  ];
}

function planDocument(
  project: Project,
  path: string,
  mount: MountedInAstro | undefined,
  links: readonly AstroLink[],
): Operation[] {
  const before = project.files.text(path);
  if (before === undefined) {
    return mount === undefined
      ? []
      : [{ kind: 'manual', path, reason: `${path} is not readable as text`, snippet: `<${mount.name} />` }];
  }
  const steps: readonly ((text: string) => EditResult)[] = [
    ...(mount === undefined ? [] : [(text: string) => mountInAstro(text, path, mount)]),
    ...(links.length === 0 ? [] : [(text: string) => addAstroHead(text, path, links)]),
  ];
  let after = before;
  const manual: Operation[] = [];
  for (const step of steps) {
    const result = step(after);
    if (result.status === 'edited') after = result.text;
    if (result.status === 'manual') {
      manual.push({ kind: 'manual', path, reason: result.reason, snippet: result.snippet });
    }
  }
  const what = [
    ...(mount === undefined ? [] : ['mounts push']),
    ...(links.length === 0 ? [] : ['links the manifest and the icon of the Home Screen']),
  ].join(', ');
  if (after !== before) return [{ kind: 'edit', path, before, after, reason: what }, ...manual];
  return manual.length > 0
    ? manual
    : [{ kind: 'keep', path, reason: 'mounts push and links the manifest already' }];
}

/** Links that the document lacks. A base that is known only at build time is Astro's to say. */
function linksFor(project: Project, layout: Layout, path: string): AstroLink[] {
  if (layout.publicDir === false) return [];
  const there = findAstroLinks(project, layout.srcDir, path);
  const href = (file: string): string =>
    layout.unknown.includes('base')
      ? `{\`\${import.meta.env.BASE_URL.replace(/\\/$/, '')}/${file}\`}`
      : posix.join(layout.base, file);
  const { manifest, generatedManifest, publicDir } = layout;
  const file = manifest === undefined ? 'manifest.json' : posix.relative(publicDir, manifest);
  const links = [
    ...(generatedManifest === undefined ? [{ rel: 'manifest', href: href(file) }] : []),
    ...(generatedManifest === undefined
      ? [{ rel: 'apple-touch-icon', href: href('icons/apple-touch-icon.png') }]
      : []),
  ];
  return links.filter(
    ({ rel }) => !there.has(rel) && !(rel === 'apple-touch-icon' && there.has(`${rel}-precomposed`)),
  );
}
