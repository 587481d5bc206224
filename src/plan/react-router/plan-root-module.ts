import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import { isScript } from '../../project/parse.ts';
import { isInside } from '../../project/posix-path.ts';
import type { Project } from '../../project/project.ts';
import { editFile } from '../edit-file.ts';
import { addJsxHead } from '../edits/add-jsx-head.ts';
import type { JsxLink } from '../edits/jsx-links.ts';
import { mountBesideOutlet } from '../edits/mount-beside-outlet.ts';
import { listenerOf } from '../listener-of.ts';
import { mountedElsewhere } from '../mounted-elsewhere.ts';
import { needed } from '../needed.ts';
import type { EditOperation, Operation } from '../operation.ts';

/** Our client's start beside the root module's Outlet, and the manifest's links in the head that the app renders. */
export function planRootModule(project: Project, layout: Layout): Operation[] {
  const { entry } = layout;
  if (entry === undefined) {
    const root = posix.join(layout.srcDir, 'root');
    const reason = `there is no root module in ${layout.srcDir}`;
    return [{ kind: 'manual', reason, snippet: listenerOf(project, layout).snippet(root), needed: true }];
  }
  const mount = planMountInRoot(project, layout, entry);
  const links = linksFor(layout);
  if (links.length === 0) return [mount];
  const head = findHead(project, layout, entry);
  const reason = 'links the manifest and the icon of the Home Screen';
  const before = mount.kind === 'edit' && head === entry ? mount.after : undefined;
  const link =
    before === undefined
      ? editFile(project, head, reason, (text) => addJsxHead(text, head, links))
      : editText(before, head, reason, links);
  return mount.kind === 'edit' && link.kind === 'edit' && mount.path === link.path
    ? [{ ...mount, after: link.after, reason: `${mount.reason}; ${link.reason}` }]
    : [mount, link];
}

function planMountInRoot(project: Project, layout: Layout, root: string): Operation {
  const { name, module, specifier } = listenerOf(project, layout);
  const mount = editFile(project, root, 'one import and one mount', (text) =>
    mountBesideOutlet(text, root, { component: name, specifier: specifier(root) }),
  );
  return mount.kind === 'keep' ? mount : (mountedElsewhere(project, root, module, name) ?? needed(mount));
}

/** On top of an edit of the same file: a plan has one operation for a path. */
function editText(
  before: string,
  path: string,
  reason: string,
  links: readonly JsxLink[],
): Exclude<Operation, EditOperation> | EditOperation {
  const result = addJsxHead(before, path, links);
  if (result.status === 'edited') return { kind: 'edit', path, before, after: result.text, reason };
  if (result.status === 'already') return { kind: 'keep', path, reason: result.reason };
  return { kind: 'manual', path, reason: result.reason, snippet: result.snippet };
}

/** The module that renders the document's head: root, or one that root takes it from. */
function findHead(project: Project, { srcDir }: Layout, root: string): string {
  const hasHead = (path: string): boolean =>
    project.files.mentions(path, ['<head']) && /<head[\s>]/.test(project.files.text(path) ?? '');
  if (hasHead(root)) return root;
  const others = project.files
    .list()
    .filter((path) => isScript(path) && isInside(srcDir, path) && project.files.mentions(path, ['<Links']))
    .filter(hasHead);
  return others.length === 1 ? (others[0] ?? root) : root;
}

/** React Router writes nothing before addresses in JSX, so Vite's base stands in them; one that only the build knows is asked for. */
function linksFor({ publicDir, manifest, generatedManifest, base, unknown }: Layout): JsxLink[] {
  if (publicDir === false) return [];
  const href = (path: string): string =>
    unknown.includes('base')
      ? `{\`\${import.meta.env.BASE_URL}${path}\`}`
      : `${base.replace(/\/?$/, '/')}${path}`;
  const file =
    generatedManifest ?? (manifest === undefined ? 'manifest.json' : posix.relative(publicDir, manifest));
  return [
    { rel: 'manifest', href: href(file) },
    ...(generatedManifest === undefined
      ? [{ rel: 'apple-touch-icon', href: href('icons/apple-touch-icon.png') }]
      : []),
  ];
}
