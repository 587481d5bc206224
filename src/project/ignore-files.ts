import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type ignore from 'ignore';
import { toPosix } from './posix-path.ts';

/** Folders that hold no source of the project's own, wherever they stand. */
export const neverListed: ReadonlySet<string> = new Set(['node_modules', '.git', '.pushwright']);

const dependencyFolders = [
  'bower_components',
  'jspm_packages',
  '.yarn',
  '.pnpm-store',
  '.venv',
  '__pycache__',
];
const buildFolders = [
  'dist',
  'build',
  'out',
  'coverage',
  'storybook-static',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
  '.astro',
  '.angular',
  '.turbo',
  '.nx',
  '.cache',
  '.parcel-cache',
  '.vercel',
  '.netlify',
  '.wrangler',
];

type Ignore = ReturnType<typeof ignore>;

/** What .gitignore files say, for folders that git itself cannot be asked about. */
export interface IgnoreFiles {
  /** By https://git-scm.com/docs/gitignore: the deepest file that says something decides, a folder's verdict binds what it holds. */
  isIgnored(path: string): boolean;
  /** Files below the root that are not ignored and not in dependency or build folders; symbolic links are not followed. Unsorted. */
  walk(): string[];
}

/**
 * Evaluates `.gitignore` files from `top` down, and `top/.git/info/exclude`.
 * @param root absolute path that answers are relative to
 * @param top absolute path at or above `root`: the work tree when there is one, else `root`
 */
export function readIgnoreFiles(root: string, top: string): IgnoreFiles {
  // Loaded here because most projects have git to ask, and loading costs more than asking.
  const createIgnore: typeof ignore = createRequire(import.meta.url)('ignore');
  const files = new Map<string, Ignore | undefined>();
  const prefix = toPosix(relative(top, root));
  const rulesOf = (folder: string): Ignore | undefined => {
    if (!files.has(folder)) {
      const texts = [
        ...(folder === '' ? [readIfThere(join(top, '.git', 'info', 'exclude'))] : []),
        readIfThere(join(top, folder, '.gitignore')),
      ].filter((text) => text !== undefined);
      files.set(
        folder,
        texts.length === 0 ? undefined : createIgnore({ allowRelativePaths: true }).add(texts.join('\n')),
      );
    }
    return files.get(folder);
  };
  /** The verdict on one path, its folders not considered; `path` is relative to `top`, a folder's ends in a slash. */
  const isNamed = (path: string): boolean => {
    const segments = path.replace(/\/$/, '').split('/');
    for (let depth = segments.length - 1; depth >= 0; depth--) {
      const folder = segments.slice(0, depth).join('/');
      const rules = rulesOf(folder);
      const verdict = rules?.test(depth === 0 ? path : path.slice(folder.length + 1));
      if (verdict?.unignored) {
        return false;
      }
      if (verdict?.ignored) {
        // A pattern that hit the folder says nothing here: that a deeper file took it back is settled already.
        const parent = segments.slice(depth, -1).join('/');
        return parent === '' || rules?.test(`${parent}/`).ignored !== true;
      }
    }
    return false;
  };
  const isIgnored = (path: string): boolean => {
    const full = prefix === '' ? path : `${prefix}/${path}`;
    const segments = full.split('/').filter((segment) => segment !== '' && segment !== '.');
    if (segments.length === 0 || segments.includes('..')) {
      return false;
    }
    for (let depth = 1; depth < segments.length; depth++) {
      if (isNamed(`${segments.slice(0, depth).join('/')}/`)) {
        return true;
      }
    }
    return isNamed(segments.join('/') + (path.endsWith('/') ? '/' : ''));
  };
  const walk = (): string[] => {
    const found: string[] = [];
    const skipped = new Set([...neverListed, ...dependencyFolders, ...buildFolders]);
    const visit = (folder: string) => {
      for (const entry of entriesOf(join(root, folder))) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const full = prefix === '' ? path : `${prefix}/${path}`;
        if (entry.isDirectory()) {
          if (!skipped.has(entry.name) && !isNamed(`${full}/`)) {
            visit(path);
          }
        } else if (entry.isFile() && !isNamed(full)) {
          found.push(path);
        }
      }
    };
    visit('');
    return found;
  };
  return { isIgnored, walk };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that may not be read holds nothing for us.
    return [];
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
