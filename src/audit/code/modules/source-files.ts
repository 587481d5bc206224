import { isScript } from '../../../project/parse.ts';
import { isMarkup } from './scripts-in-files.ts';

const leftOut = new Set([
  'node_modules',
  'bower_components',
  '__tests__',
  '__mocks__',
  'test',
  'tests',
  'e2e',
  'cypress',
  'playwright',
  'playwright-report',
  '.storybook',
  'storybook-static',
  'coverage',
  'vendor',
  'dist',
  'build',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
  '.astro',
  '.vercel',
  '.netlify',
]);

/** Whether a path is source code of the app: not a test, a story, a declaration, a vendored bundle or built output. */
export function isSource(path: string): boolean {
  if (!isScript(path) && !isMarkup(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/\.(?:test|spec|stories|story|cy|bench|min|bundle|d)\.[cm]?[jt]sx?$/.test(name)) return false;
  const folders = path.split('/').slice(0, -1);
  const routed = folders.length - addressOf(path).length;
  return !folders.some((folder, index) => leftOut.has(folder) && (index < routed || isHidden(folder)));
}

/** Folders of a path that are parts of an address: `/api/push/test` is a route of the app, whatever it is for. */
function addressOf(path: string): readonly string[] {
  const inApp =
    /(?:^|\/)(?:app|routes)\/(.+)\/(?:route|page|layout|\+server|\+page|\+page\.server)\.\w+$/.exec(path);
  const inPages = /(?:^|\/)(?:pages|server)\/api\/(.+)\/[^/]+$/.exec(path);
  return (inApp?.[1] ?? inPages?.[1])?.split('/') ?? [];
}

/** Never a part of an address. */
function isHidden(folder: string): boolean {
  return folder.startsWith('.') || folder.startsWith('__') || folder === 'node_modules';
}

/** Whether a script's text is a bundle that a tool wrote: long, and hardly any lines. */
export function isMinified(path: string, text: string): boolean {
  if (text.length < 20_000 || !/\.[cm]?js$/.test(path)) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > 400;
}
