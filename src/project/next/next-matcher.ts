import { pathToRegexp } from 'path-to-regexp';
import { createProjectEvaluator, loadModule } from '../load-module.ts';
import type { Project } from '../project.ts';
import { nothing, propertyOf, type StaticValue } from '../static-value.ts';
import { findNextFolders } from './next-folders.ts';

/** What runs before requests of a Next app, and which of the asked paths it runs for. */
export interface NextProxy {
  /** `proxy.ts`, `src/middleware.ts`. */
  readonly path: string;
  /** As written in `config.matcher`; empty when there is none, which means every path. */
  readonly sources: readonly string[];
  /** False when the matcher cannot be read, although Next wants it written out. */
  readonly isKnown: boolean;
  readonly caught: readonly string[];
}

/**
 * Asks the app's proxy, or middleware, about paths; undefined when there is none.
 * @param paths as the browser asks for them, without the base: `/sw.js`
 */
export function readNextProxy(project: Project, paths: readonly string[]): NextProxy | undefined {
  const { proxy: path } = findNextFolders(project);
  if (path === undefined) return undefined;
  const matcher = readMatcher(project, path);
  if (matcher === nothing) return { path, sources: [], isKnown: true, caught: paths };
  const sources = sourcesOf(matcher);
  if (sources === undefined) return { path, sources: [], isKnown: false, caught: paths };
  return { path, sources, isKnown: true, caught: paths.filter((each) => isCaught(sources, each)) };
}

/**
 * Whether one of the matchers takes the path, as Next 16 has it: a page's data is matched with the page.
 * What `has` and `missing` ask of a request may come true, so they are left out of account.
 */
export function isCaught(sources: readonly string[], path: string): boolean {
  return sources.some((source) => {
    try {
      const isRoot = source === '/';
      const suffix = isRoot ? '(/?index|/?index\\.json)?' : '{(\\.json)}?';
      const pattern = pathToRegexp(`/:nextData(_next/data/[^/]{1,})?${source}${suffix}`, [], {
        delimiter: '/',
        sensitive: true,
        strict: true,
      });
      return pattern.test(path);
    } catch {
      // Next refuses to build with it, so it catches nothing.
      return false;
    }
  });
}

function readMatcher(project: Project, path: string): StaticValue {
  const module = loadModule(project, path);
  if (module === undefined) return { kind: 'unknown' };
  const isExported = /\bexport\b[^;]*\bconfig\b/.test(project.files.text(path) ?? '');
  if (!isExported) return nothing;
  return propertyOf(createProjectEvaluator(project).exported(module, 'config'), 'matcher');
}

/** The sources of a string, of an object with one, or of an array of these. */
function sourcesOf(value: StaticValue): readonly string[] | undefined {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? [value.value] : undefined;
    case 'object':
      return sourcesOf(propertyOf(value, 'source'));
    case 'array': {
      const sources = value.items.map(sourcesOf);
      return value.complete && sources.every((each) => each !== undefined) ? sources.flat() : undefined;
    }
    default:
      return undefined;
  }
}
