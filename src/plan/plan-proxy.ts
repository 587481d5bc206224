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
    : `${base.startsWith('/') ? base : ''}/api/push`;
  return { paths: [path.replaceAll(/\/{2,}/g, '/')], target: 'http://localhost:8787' };
}

/** In development and in `vite preview` the push server answers under the app's own origin, as it should in production. */
export function planProxy(project: Project, layout: Layout, { path, server }: ViteConfig): Operation[] {
  return planProxyIn(project, findProxy(layout), {
    path,
    proxy: server.proxy,
    fresh: {
      path: `vite.config.${project.language}`,
      content: `import { defineConfig } from 'vite'\n\n// https://vite.dev/config/\nexport default defineConfig({})\n`,
    },
  });
}

/** The configuration file that has Vite's options. */
export interface ProxyConfig {
  /** Undefined when there is none. */
  readonly path: string | undefined;
  /** Keys of the proxy that is configured. */
  readonly proxy: readonly string[];
  /** The one to write where there is none. */
  readonly fresh: { readonly path: string; readonly content: string };
}

/** The entry of the proxy, in whichever file it belongs. */
export function planProxyIn(project: Project, proxy: ViteProxy, config: ProxyConfig): Operation[] {
  const reason = 'sends /api/push to the push server in development';
  if (config.path !== undefined) {
    const { path } = config;
    const edited = editFile(project, path, reason, (text) => addViteProxy(text, path, proxy));
    // A shape that cannot be edited can still be read once a person has written the entry into it.
    const isDone = edited.kind === 'manual' && proxy.paths.every((each) => config.proxy.includes(each));
    return [isDone ? { kind: 'keep', path, reason: 'has an entry for /api/push already' } : needed(edited)];
  }
  const { path, content } = config.fresh;
  const edited = addViteProxy(content, path, proxy);
  if (edited.status !== 'edited') throw new Error('An empty configuration must be editable.');
  return [{ kind: 'create', path, content: edited.text, reason }];
}
