import { posix } from 'node:path';
import { findEntry } from '../../project/entry.ts';
import type { Layout } from '../../project/layout.ts';
import type { Project, ViteConfig } from '../../project/project.ts';
import { readHtmlInputs } from '../../project/vite/vite-config.ts';
import { listenerOf } from '../listener-of.ts';
import type { ManualOperation } from '../operation.ts';

/**
 * A build of several pages is wired in its index.html alone: which of the others should ask for pushes is for its people
 * to say, so they are named.
 */
export function planOtherPages(project: Project, layout: Layout, config: ViteConfig): ManualOperation[] {
  const { module, snippet } = listenerOf(project, layout);
  const others = readHtmlInputs(project)
    .filter((page) => page !== layout.html)
    .map((page) => ({ page, entry: findEntry(project, page, config.root, config.base) }))
    .filter(({ entry }) => entry !== layout.entry && !mounts(project, entry, module));
  if (others.length === 0) return [];
  const texts = others.map(({ page, entry }) =>
    entry === undefined
      ? `// ${page}: in the module that starts it`
      : `// ${entry}, which ${page} starts\n${snippet(entry)}`,
  );
  const names = others.map(({ page }) => page).join(', ');
  return [
    {
      kind: 'manual',
      path: config.path,
      reason: `The build has other pages than ${layout.html ?? 'index.html'}, and they neither ask for pushes nor listen for them: ${names}. Add this to those that should, and the manifest's link to their heads`,
      snippet: texts.join('\n\n'),
    },
  ];
}

function mounts(project: Project, entry: string | undefined, module: string): boolean {
  const text = entry === undefined ? undefined : project.files.text(entry);
  return text?.includes(posix.basename(module)) === true;
}
