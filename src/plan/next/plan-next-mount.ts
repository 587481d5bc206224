import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import { readNextConfig } from '../../project/next/next-config.ts';
import { findNextFolders } from '../../project/next/next-folders.ts';
import type { Project } from '../../project/project.ts';
import { editFile } from '../edit-file.ts';
import { mountInApp } from '../edits/mount-in-app.ts';
import { mountInLayout } from '../edits/mount-in-layout.ts';
import { listenerOf } from '../listener-of.ts';
import { mountedElsewhere } from '../mounted-elsewhere.ts';
import { needed } from '../needed.ts';
import type { Operation } from '../operation.ts';
import { copyTemplate } from '../template.ts';
import { unchecked } from '../unchecked.ts';

/** Our listener in what every page goes through: each root layout of the app router, and `_app` of the pages router. */
export function planNextMount(project: Project, layout: Layout): Operation[] {
  const { app, pages, rootLayouts, customApp } = findNextFolders(project);
  const { name, module, specifier, snippet } = listenerOf(project, layout);
  const elsewhere = (path: string | undefined, mount: Operation): Operation =>
    mount.kind === 'manual' ? (mountedElsewhere(project, path, module, name) ?? needed(mount)) : mount;

  const operations = rootLayouts.map((path) =>
    elsewhere(
      path,
      editFile(project, path, 'one import and one element, last in the body', (text) =>
        mountInLayout(text, path, { component: name, specifier: specifier(path) }),
      ),
    ),
  );
  if (app !== undefined && rootLayouts.length === 0) {
    operations.push(
      elsewhere(undefined, {
        kind: 'manual',
        reason: `no root layout could be found in ${app}`,
        snippet: snippet(posix.join(app, 'layout')),
      }),
    );
  }
  if (pages === undefined) return operations;
  if (customApp === undefined) return [...operations, createApp(project, layout, pages)];
  const edit = editFile(project, customApp, 'one import and one element beside the page', (text) =>
    mountInApp(text, customApp, { component: name, specifier: specifier(customApp) }),
  );
  return [...operations, elsewhere(customApp, edit)];
}

/** Next has an `_app` of its own until there is one in the repository. */
function createApp(project: Project, { pushDir }: Layout, pages: string): Operation {
  const { language } = project;
  const path = pagesFile(project, pages, '_app');
  return {
    kind: 'create',
    path,
    content: unchecked(
      project,
      path,
      copyTemplate('frameworks/next-pages/app.tsx', {
        language,
        bundled: true,
        place: { path, push: pushDir },
      }),
    ),
    reason: 'goes around every page, and mounts the listener there',
  };
}

/** A component in the pages folder, named as `pageExtensions` and the language want it: `pages/_app.page.tsx`. */
export function pagesFile(project: Project, pages: string, name: string): string {
  const { pageExtensions } = readNextConfig(project);
  const wanted = project.language === 'ts' ? ['tsx'] : ['jsx', 'js'];
  const extension = wanted.flatMap((end) =>
    pageExtensions.filter((each) => each.split('.').at(-1) === end),
  )[0];
  return posix.join(pages, `${name}.${extension ?? wanted[0]}`);
}
