import { hasDependency } from '../dependencies.ts';
import type { Project } from '../project.ts';
import { readNextConfig } from './next-config.ts';
import { findNextFolders } from './next-folders.ts';

/** A Next app, by which of its two routers there are. */
export interface NextApp {
  readonly hasApp: boolean;
  readonly hasPages: boolean;
  /** `app`, `pages`, `app+pages`. */
  readonly routers: string;
  /** What was seen, one short statement each. */
  readonly evidence: readonly string[];
}

/** The Next app of the project's own folder; undefined when there is none, however many left-overs of one. */
export function detectNext(project: Project): NextApp | undefined {
  const { manifest } = project;
  if (manifest?.dependencies?.next === undefined && manifest?.devDependencies?.next === undefined) {
    return undefined;
  }
  const { path } = readNextConfig(project);
  const script = scriptThat(project, /(?:^|[\s/])next\s+(?:dev|build|start)\b/);
  if (path === undefined && script === undefined && isAnother(project)) return undefined;
  const { app, pages } = findNextFolders(project);
  if (app === undefined && pages === undefined) return undefined;
  const routers = [...(app === undefined ? [] : ['app']), ...(pages === undefined ? [] : ['pages'])];
  return {
    hasApp: app !== undefined,
    hasPages: pages !== undefined,
    routers: routers.join('+'),
    evidence: [
      'dependency next',
      ...(path === undefined ? [] : [path]),
      ...(path === undefined && script !== undefined ? [`script ${script}`] : []),
      ...[app, pages].filter((folder) => folder !== undefined),
    ],
  };
}

/** A `next` dependency may be a left-over, and other frameworks have folders of the same names. */
function isAnother(project: Project): boolean {
  const others =
    /(?:^|[\s/])(?:astro|gatsby|remix|react-router|vite|react-scripts|craco|nuxt|expo|vinxi|umi|waku)(?:\s|$)/;
  const hasPage = hasDependency(project.manifest, 'vite') && project.files.has('index.html');
  return hasPage || scriptThat(project, others) !== undefined;
}

function scriptThat(project: Project, runs: RegExp): string | undefined {
  return Object.entries(project.manifest?.scripts ?? {}).find(([, line]) => runs.test(line))?.[0];
}
