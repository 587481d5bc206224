import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import { findNextFolders } from '../../project/next/next-folders.ts';
import { isCaught, readNextProxy } from '../../project/next/next-matcher.ts';
import type { Project } from '../../project/project.ts';
import { openMatcher } from '../edits/open-matcher.ts';
import type { Operation } from '../operation.ts';
import type { Setup } from '../setup.ts';
import { findOwner } from '../worker/find-owner.ts';

/**
 * What a Next app runs before requests must leave the worker, the manifest and the push routes alone: a browser takes no
 * worker from behind a redirect (https://w3c.github.io/ServiceWorker/#update-algorithm).
 */
export function planNextProxy(project: Project, layout: Layout, { server }: Setup): Operation[] {
  const { app } = findNextFolders(project);
  const exceptions = exceptionsFor(layout, server !== 'none', app !== undefined);
  const proxy = readNextProxy(
    project,
    exceptions.map(({ path }) => path),
  );
  if (proxy === undefined) return [];
  const { path, sources, isKnown, caught } = proxy;
  if (caught.length === 0)
    return [{ kind: 'keep', path, reason: 'leaves the worker and the push routes alone' }];
  const alternatives = exceptions.filter((each) => caught.includes(each.path)).map(({ pattern }) => pattern);
  const reason = `lets the browser have ${listed(caught)} without what ${posix.basename(path)} does`;
  const before = project.files.text(path) ?? '';
  const result = openMatcher(before, path, alternatives);
  if (result.status === 'edited' && isKnown) {
    const added = alternatives.map((each) => `${each}|`).join('');
    const opened = sources.map((source) => source.replace(/^\/\(\(\?!/, (start) => start + added));
    const isOpen = !caught.some((each) => isCaught(opened, each));
    if (isOpen) return [{ kind: 'edit', path, before, after: result.text, reason }];
  }
  const snippet = result.status === 'manual' ? result.snippet : alternatives.join('|');
  return [
    {
      kind: 'manual',
      path,
      reason: `${posix.basename(path)} runs for ${listed(caught)}: where it answers with a redirect or an error there, no worker installs and nobody is subscribed. Leave them out of its matcher, or let them pass first thing`,
      snippet,
    },
  ];
}

interface Exception {
  /** As the browser asks for it, without the base. */
  readonly path: string;
  /** As an alternative of a lookahead in a matcher. */
  readonly pattern: string;
}

function exceptionsFor(layout: Layout, hasServer: boolean, hasApp: boolean): readonly Exception[] {
  const owner = findOwner(layout);
  const { manifest } = layout;
  const name =
    manifest === undefined ? 'manifest.json' : manifest.replace(/^(?:public|(?:src\/)?(?:app|pages))\//, '');
  const served = name
    .replace(/\/route\.\w+$/, '')
    .replace(/^manifest\.[jt]sx?$/, 'manifest.webmanifest')
    .replace(/\.[jt]sx?$/, '');
  const isJoined = owner !== undefined && owner.path !== `${layout.publicDir}/sw.js`;
  const worker = isJoined ? 'push-sw.js' : 'sw.js';
  return [
    { path: `/${worker}`, pattern: worker },
    { path: `/${served}`, pattern: served },
    { path: '/icons/icon-192.png', pattern: 'icons/' },
    ...(hasServer ? [{ path: '/api/push/subscribe', pattern: 'api/push/' }] : []),
    ...(hasApp ? [{ path: '/apple-icon.png', pattern: 'apple-icon' }] : []),
  ];
}

function listed(paths: readonly string[]): string {
  return paths.length < 2 ? paths.join('') : `${paths.slice(0, -1).join(', ')} and ${paths.at(-1)}`;
}
