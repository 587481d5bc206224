import { posix } from 'node:path';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { createOrKeep } from './create-or-keep.ts';
import { editFile } from './edit-file.ts';
import { addHtmlHead } from './edits/add-html-head.ts';
import { manifestText } from './manifest-text.ts';
import type { Operation } from './operation.ts';
import { templateBytes } from './template.ts';

const icons = ['icon-192.png', 'icon-512.png', 'maskable-512.png', 'apple-touch-icon.png', 'badge-96.png'];

/**
 * The web app manifest, without which iOS never delivers a push, with icons to begin with.
 * @param options.base what links in the page begin with, where the bundler does not put it there by itself
 */
export function planManifest(
  project: Project,
  layout: Layout,
  { base }: { readonly base?: string } = {},
): Operation[] {
  const { publicDir, html } = layout;
  if (publicDir === false) return [];
  if (layout.generatedManifest !== undefined) {
    return [
      { kind: 'keep', path: layout.generatedManifest, reason: 'the build generates and links the manifest' },
    ];
  }
  const operations: Operation[] = [];
  if (layout.manifest === undefined) {
    const path = posix.join(publicDir, 'manifest.json');
    operations.push(
      createOrKeep(
        project,
        path,
        () => manifestText(project, layout),
        'iOS delivers pushes to installed apps alone, which need one',
      ),
    );
  } else {
    operations.push({ kind: 'keep', path: layout.manifest, reason: 'the app has a manifest' });
  }
  for (const icon of icons) {
    const path = posix.join(publicDir, 'icons', icon);
    operations.push(
      createOrKeep(
        project,
        path,
        () => templateBytes(`manifest/icons/${icon}`),
        'an icon to begin with: draw your own',
      ),
    );
  }
  if (html !== undefined) {
    const manifest = hrefOf(layout.manifest, publicDir);
    operations.push(
      editFile(project, html, 'links the manifest and the icon of the Home Screen', (text) =>
        addHtmlHead(text, { manifest, appleTouchIcon: '/icons/apple-touch-icon.png', base }),
      ),
    );
  }
  return operations;
}

/** Vite puts `base` before absolute links of its pages, so they are written as if there were none. */
function hrefOf(manifest: string | undefined, publicDir: string): string {
  return manifest === undefined ? '/manifest.json' : `/${posix.relative(publicDir, manifest)}`;
}
