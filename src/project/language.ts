import type { FileIndex, Workspace } from './project.ts';

const configuration = /(?:^|\/)[^/]*\.(?:config|setup|d)\.[cm]?[jt]s$/;
/** Served or generated files say nothing about the language that people write. */
const notWritten = /(?:^|\/)(?:public|static|dist|build|vendor|\.[^/]+)\//;

/**
 * `ts` when there is a tsconfig, here or on the way up to the workspace's root, and at least as much TypeScript as JavaScript, counted in files. Declarations,
 * configuration and served files do not count; single-file components count by their `lang`.
 */
export function readLanguage(files: FileIndex, workspace: Pick<Workspace, 'app'>): 'ts' | 'js' {
  const folders = workspace.app.split('/').map((_, depth, parts) => '../'.repeat(parts.length - depth));
  const hasConfig = ['.', ...(workspace.app === '.' ? [] : folders)].some((folder) =>
    files.entries(folder).some((name) => /^tsconfig(?:\.[\w-]+)*\.json$/.test(name)),
  );
  if (!hasConfig) {
    return 'js';
  }
  let typed = 0;
  let untyped = 0;
  let pages = 0;
  const components: string[] = [];
  for (const path of files.list()) {
    if (configuration.test(path) || notWritten.test(path)) {
      continue;
    }
    if (/\.(?:[cm]?ts|tsx)$/.test(path)) {
      typed++;
    } else if (/\.(?:[cm]?js|jsx)$/.test(path)) {
      untyped++;
    } else if (path.endsWith('.astro')) {
      pages++;
    } else if (/\.(?:vue|svelte)$/.test(path)) {
      components.push(path);
    }
  }
  for (const path of components) {
    if (files.mentions(path, ['<script'])) {
      if (/<script\b[^>]*\blang=["']?tsx?\b/.test(files.text(path) ?? '')) {
        typed++;
      } else {
        untyped++;
      }
    }
  }
  // Astro's own files are TypeScript: where nothing else is written, the tsconfig decides.
  const isAstro = pages > 0 || files.entries('.').some((name) => name.startsWith('astro.config.'));
  return typed > 0 || isAstro ? (typed >= untyped ? 'ts' : 'js') : 'js';
}
