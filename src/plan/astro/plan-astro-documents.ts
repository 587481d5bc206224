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
  /** Starlight has documents of its own, beside those of the app. */
  readonly starlight: boolean;
}

/** In every document of the app: our listener, the manifest's link and that of the Home Screen icon. One edit a file. */
export function planAstroDocuments(
  project: Project,
  layout: Layout,
  { paths, island, starlight }: AstroDocuments,
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
  const ofStarlight = starlight ? [starlightStep(layout, paths.length === 0, mountedFrom)] : [];
  if (paths.length > 0) {
    // Where one document asks for pushes, the others are a matter of completeness.
    const isMounted = operations.some(({ kind }) => kind !== 'manual');
    return [...(isMounted ? operations : operations.map(needed)), ...ofStarlight];
  }
  if (starlight) return ofStarlight;
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

/** https://starlight.astro.build/guides/overriding-components/ */
function starlightStep(
  layout: Layout,
  isOnly: boolean,
  mountedFrom: (path: string) => MountedInAstro,
): Operation {
  const path = posix.join(layout.srcDir, 'components/PushFooter.astro');
  const { kind, name, specifier } = mountedFrom(path);
  const line = `import { ${name} } from '${specifier}';`;
  const isIsland = kind === 'island';
  const file = [
    '---',
    "import Footer from '@astrojs/starlight/components/Footer.astro';",
    ...(isIsland ? [line] : []),
    '---',
    '<Footer />',
    ...(isIsland
      ? [`<${name} client:only="react" />`]
      : ['<script>', `  ${line}`, `  ${name}();`, '</script>']),
  ];
  const manifest = layout.manifest === undefined ? 'manifest.json' : posix.basename(layout.manifest);
  const links = [
    ...(layout.generatedManifest === undefined ? [['manifest', manifest]] : []),
    ['apple-touch-icon', 'icons/apple-touch-icon.png'],
  ].map(
    ([rel, href = '']) =>
      `    { tag: 'link', attrs: { rel: '${rel}', href: '${posix.join(layout.base, href)}' } },`,
  );
  const options = [
    '// In the options of starlight():',
    `  components: { Footer: './${path}' },`,
    '  head: [',
    ...links,
    '  ],',
  ];
  const step: Operation = {
    kind: 'manual',
    path,
    reason: `The pages of Starlight get push from a component that stands in for its footer: write this to ${path}, and name it in the options of starlight()`,
    snippet: [...file, '', ...options].join('\n'),
  };
  return isOnly ? needed(step) : step;
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
