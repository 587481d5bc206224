import type { Project, ViteConfig } from '../project/project.ts';
import { editFile } from './edit-file.ts';
import { addViteProxy } from './edits/add-vite-proxy.ts';
import type { Operation } from './operation.ts';

const proxy = { paths: ['/api/push'], target: 'http://localhost:8787' } as const;

/** In development and in `vite preview` the push server answers under the app's own origin, as it should in production. */
export function planProxy(project: Project, config: ViteConfig): Operation[] {
  const reason = 'sends /api/push to the push server in development';
  if (config.path !== undefined) {
    const { path } = config;
    return [editFile(project, path, reason, (text) => addViteProxy(text, path, proxy))];
  }
  const path = `vite.config.${project.language}`;
  const content = `import { defineConfig } from 'vite'\n\n// https://vite.dev/config/\nexport default defineConfig({})\n`;
  const edited = addViteProxy(content, path, proxy);
  if (edited.status !== 'edited') throw new Error('An empty Vite config must be editable.');
  return [{ kind: 'create', path, content: edited.text, reason }];
}
