import { relative, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import {
  type AppFolder,
  type DetectedFramework,
  detectFramework,
  findApps,
  frameworks,
} from '../../frameworks/index.ts';
import type { Project } from '../../project/project.ts';
import { readProject } from '../../project/read-project.ts';
import { orCancelled } from './ask.ts';
import { refuseFolder } from './refuse-folder.ts';
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
  const supported = all.filter((app) => app.framework !== undefined);
  const apps = supported.filter(({ framework }) => [undefined, framework].includes(options.framework));
  const [only] = apps;
  // With another app beside it, even one that init cannot work in, the choice is the person's.
  if (only && (all.length === 1 || (options.framework !== undefined && apps.length === 1)))
    return chooseApp(resolve(directory, only.path), only.path, options, interactive, prepare);
  if (only && interactive) {
    const { select } = await import('@clack/prompts');
    const chosen = await select({
      message: 'Which app?',
      options: apps.map(({ path, framework }) => ({ value: path, label: path, hint: nameOf(framework) })),
    });
    return chooseApp(resolve(directory, orCancelled(chosen)), String(chosen), options, interactive, prepare);
  }
  if (only) throw severalApps(directory, shown, apps, all);
  throw refuseFolder(project, shown, all, options.framework);
}

function severalApps(
  directory: string,
  shown: string,
  apps: readonly AppFolder[],
  all: readonly AppFolder[],
): UserError {
  const lines = apps.map(({ path }) => {
    const folder = relative(process.cwd(), resolve(directory, path)) || '.';
    return `  pushwright init ${/^[\w./@\\-]+$/.test(folder) ? folder : `"${folder}"`}`;
  });
  const others = all.filter(({ unsupported }) => unsupported !== undefined);
  const note = others.map(({ path, unsupported }) => `${path} is ${unsupported}`).join(', ');
  return new UserError(
    `There are several apps in ${shownFolder(shown)}.`,
    `Choose one:\n${lines.join('\n')}${note && `\n${note}: init does not support that yet.`}`,
  );
}

function nameOf(id: string | undefined): string | undefined {
  return frameworks.find((framework) => framework.id === id)?.name;
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
