import { posix } from 'node:path';
import { UserError } from '../../errors.ts';
import { type AppFolder, frameworks, nameUnsupported } from '../../frameworks/index.ts';
import type { Project } from '../../project/project.ts';
import { shownFolder } from './shown-folder.ts';

/**
 * Why init has nothing to do in a folder, and what it can do elsewhere.
 * @param apps what was found in it, nothing that was asked for
 * @param wanted the framework that was asked for
 */
export function refuseFolder(
  project: Project,
  shown: string,
  apps: readonly AppFolder[],
  wanted: string | undefined,
): UserError {
  const where = shownFolder(shown);
  const supported = frameworks.map(({ name }) => name).join(', ');
  const advice = `init works in apps made with: ${supported}. audit works in any repository.`;
  if (apps.some(({ framework }) => framework !== undefined)) {
    const list = apps
      .map(({ path, framework, unsupported }) => `${path} (${framework ?? unsupported})`)
      .join(', ');
    return new UserError(
      `No app in ${where} is made with ${wanted}: ${list}.`,
      'Leave --framework out, or pass the folder of an app.',
    );
  }
  const nx = nxProjects(project);
  if (nx.length > 0) {
    const names = nx.map((folder) => (folder === '.' ? where.replace(/^this/, 'This') : folder));
    return new UserError(
      `${names.slice(0, 5).join(', ')}: ${names.length === 1 ? 'an Nx project' : 'Nx projects'} without a package.json. init needs one beside the app, as in a workspace of packages: it says which framework the app is made with, and takes what the push server needs.`,
      'Give the app a package.json with its dependencies and name its folder under "workspaces" of the root, or wire it by hand. audit works in any repository.',
    );
  }
  const named = nameUnsupported(project);
  if (named)
    return new UserError(`${named.name} is not supported yet (${named.evidence.join(', ')}).`, advice);
  if (apps.length > 0) {
    const list = apps.map(({ path, unsupported }) => `${path} is ${unsupported}`).join(', ');
    return new UserError(`No app in ${where} is one that init supports yet: ${list}.`, advice);
  }
  if (project.manifest === undefined) {
    return new UserError(
      `There is no package.json in ${where}.`,
      'Run init in the folder of a web app, or pass that folder.',
    );
  }
  return new UserError(`No web app was found in ${where}.`, advice);
}

/** Folders that Nx takes for projects and no package manager for packages: https://nx.dev/reference/project-configuration. */
function nxProjects({ files }: Project): string[] {
  return files
    .list()
    .filter((path) => posix.basename(path) === 'project.json')
    .map((path) => posix.dirname(path))
    .filter((folder) => !files.has(posix.join(folder, 'package.json')))
    .filter((folder) =>
      files
        .entries(folder)
        .some((name) => /^(?:index\.html|(?:next|astro|react-router)\.config\.\w+)$/.test(name)),
    );
}
