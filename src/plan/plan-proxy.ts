import type { Project, ViteConfig } from '../project/project.ts';
import { editFile } from './edit-file.ts';
import { addViteProxy } from './edits/add-vite-proxy.ts';
import { needed } from './needed.ts';
import type { Operation } from './operation.ts';

const proxy = { paths: ['/api/push'], target: 'http://localhost:8787' } as const;

/** In development and in `vite preview` the push server answers under the app's own origin, as it should in production. */
export function planProxy(project: Project, config: ViteConfig): Operation[] {
  const reason = 'sends /api/push to the push server in development';
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
