import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { readProject } from '../project/read-project.ts';
import { astro } from './astro.ts';
import { cra } from './cra.ts';
import type { Detection, Framework } from './framework.ts';
import { nextApp } from './next-app.ts';
import { nextPages } from './next-pages.ts';
import { nameUnsupported } from './other-frameworks.ts';
import { reactRouter } from './react-router.ts';
import { vite } from './vite.ts';

export { nameUnsupported, type UnsupportedFramework } from './other-frameworks.ts';

/** The frameworks that init can work in; the first one that recognises a repository has it. */
export const frameworks: readonly Framework[] = [nextApp, nextPages, astro, reactRouter, cra, vite];

export interface DetectedFramework {
  readonly framework: Framework;
  readonly detection: Detection;
  readonly layout: Layout;
}

/** The framework of the project's own folder; undefined when it is another one's, or no app at all. */
export function detectFramework(project: Project): DetectedFramework | undefined {
  for (const framework of frameworks) {
    // Most of what is not supported brings Vite along, so these come before the plain Vite app.
    const detection =
      framework === vite && nameUnsupported(project) !== undefined ? undefined : framework.detect(project);
    if (detection !== undefined) {
      return { framework, detection, layout: framework.layout(project) };
    }
  }
  return undefined;
}

/** An app's folder, as far as it is one: supported, or of a framework that we can name. */
export interface AppFolder {
  /** POSIX, relative to the project's root; `.` for the root itself. */
  readonly path: string;
  /** Id of the supported framework. */
  readonly framework?: string;
  /** Name of an unsupported one. */
  readonly unsupported?: string;
}

/**
 * The apps of a repository: the folder itself, its workspace's members, and, when it is neither a workspace nor an app,
 * every folder below that has a package.json of its own. Folders that are no app are left out.
 */
export function findApps(project: Project): readonly AppFolder[] {
  const own = describe(project, '.');
  const members = project.workspace.members;
  const folders = members.length > 0 || own !== undefined ? members : packageFolders(project);
  const below = folders.flatMap((folder) => {
    const app = openBelow(project, folder);
    const found = app === undefined ? undefined : describe(app, folder);
    return found === undefined ? [] : [found];
  });
  return own === undefined ? below : [own, ...below];
}

function describe(project: Project, path: string): AppFolder | undefined {
  const found = detectFramework(project);
  if (found !== undefined) {
    return { path, framework: found.framework.id };
  }
  const unsupported = nameUnsupported(project);
  return unsupported === undefined ? undefined : { path, unsupported: unsupported.name };
}

function packageFolders(project: Project): string[] {
  return project.files
    .list()
    .filter((path) => path.endsWith('/package.json'))
    .map((path) => path.slice(0, -'/package.json'.length));
}

function openBelow(project: Project, folder: string): Project | undefined {
  try {
    return readProject(join(project.root, folder));
  } catch (error) {
    if (error instanceof UserError) {
      // A folder whose package.json is broken is no app that could be offered.
      return undefined;
    }
    throw error;
  }
}
