import { relative, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import {
  type DetectedFramework,
  detectFramework,
  findApps,
  frameworks,
  nameUnsupported,
} from '../../frameworks/index.ts';
import type { Project } from '../../project/project.ts';
import { readProject } from '../../project/read-project.ts';
import { orCancelled } from './ask.ts';
import { shownFolder } from './shown-folder.ts';

interface ChooseOptions {
  readonly framework?: string;
}

export interface ChosenApp {
  readonly project: Project;
  readonly found: DetectedFramework;
}

/**
 * The app that init is about: the folder itself, or one of a workspace's.
 * @param shown the folder as the person wrote it, for messages
 * @param prepare called with each folder before anything in it is read
 * @throws UserError when there is no app of a supported framework, or several and nobody to ask
 */
export async function chooseApp(
  directory: string,
  shown: string,
  options: ChooseOptions,
  interactive: boolean,
  prepare: (root: string) => void,
): Promise<ChosenApp> {
  prepare(directory);
  const project = readProject(directory);
  const found = detectFramework(project);
  if (found) return accept(project, found, options);
  const all = findApps(project);
  const apps = all.filter((app) => app.framework !== undefined);
  const [only] = apps;
  // With another app beside it, even one that init cannot work in, the choice is the person's.
  if (only && all.length === 1)
    return chooseApp(resolve(directory, only.path), only.path, options, interactive, prepare);
  if (only && interactive) {
    const { select } = await import('@clack/prompts');
    const chosen = await select({
      message: 'Which app?',
      options: apps.map(({ path, framework }) => ({ value: path, label: path, hint: framework })),
    });
    return chooseApp(resolve(directory, orCancelled(chosen)), String(chosen), options, interactive, prepare);
  }
  if (only) {
    const lines = apps.map(
      ({ path }) => `  pushwright init ${relative(process.cwd(), resolve(directory, path)) || '.'}`,
    );
    throw new UserError(
      `There are several apps in ${shownFolder(shown)}.`,
      `Choose one:\n${lines.join('\n')}`,
    );
  }
  throw refusal(project, shown);
}

function accept(project: Project, found: DetectedFramework, options: ChooseOptions): ChosenApp {
  if (options.framework !== undefined && options.framework !== found.framework.id) {
    throw new UserError(
      `This looks like ${found.framework.name} (${found.detection.evidence.join(', ')}), not ${options.framework}.`,
      `Leave --framework out, or pass --framework ${found.framework.id}.`,
    );
  }
  return { project, found };
}

function refusal(project: Project, shown: string): UserError {
  const supported = frameworks.map(({ name }) => name).join(', ');
  const named = nameUnsupported(project);
  if (named) {
    return new UserError(
      `${named.name} is not supported yet (${named.evidence.join(', ')}).`,
      `init works in apps made with: ${supported}. audit works in any repository.`,
    );
  }
  if (project.manifest === undefined) {
    return new UserError(
      `There is no package.json in ${shownFolder(shown)}.`,
      'Run init in the folder of a web app, or pass that folder.',
    );
  }
  return new UserError(
    `No web app was found in ${shownFolder(shown)}.`,
    `init works in apps made with: ${supported}. audit works in any repository.`,
  );
}
