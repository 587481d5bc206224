import type { Layout } from '../project/layout.ts';
import type { Project, ViteConfig } from '../project/project.ts';
import { editFile } from './edit-file.ts';
import { addViteProxy, type ViteProxy } from './edits/add-vite-proxy.ts';
import { needed } from './needed.ts';
import type { Operation } from './operation.ts';

/**
 * Where the push server answers below the app's base. A base that is known only at build time may come before it, so then
 * any does: keys that begin with `^` are patterns (https://vite.dev/config/server-options#server-proxy).
 */
export function findProxy({ base, unknown }: Pick<Layout, 'base' | 'unknown'>): ViteProxy {
  const path = unknown.includes('base')
    ? '^(/.*)?/api/push/'
    : `${base.startsWith('/') ? base : '/'}api/push`;
  return { paths: [path.replaceAll(/\/{2,}/g, '/')], target: 'http://localhost:8787' };
}

/** In development and in `vite preview` the push server answers under the app's own origin, as it should in production. */
export function planProxy(project: Project, layout: Layout, config: ViteConfig): Operation[] {
  const reason = 'sends /api/push to the push server in development';
  const proxy = findProxy(layout);
  if (config.path !== undefined) {
    const { path } = config;
    const edited = editFile(project, path, reason, (text) => addViteProxy(text, path, proxy));
    // A shape that cannot be edited can still be read once a person has written the entry into it.
    const isDone =
      edited.kind === 'manual' && proxy.paths.every((each) => config.server.proxy.includes(each));
    return [isDone ? { kind: 'keep', path, reason: 'has an entry for /api/push already' } : needed(edited)];
  }
  const path = `vite.config.${project.language}`;
  const content = `import { defineConfig } from 'vite'\n\n// https://vite.dev/config/\nexport default defineConfig({})\n`;
  const edited = addViteProxy(content, path, proxy);
  if (edited.status !== 'edited') throw new Error('An empty Vite config must be editable.');
  return [{ kind: 'create', path, content: edited.text, reason }];
}
