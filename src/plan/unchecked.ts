import type { Project } from '../project/project.ts';
import { compiles, readAppConfigs } from '../project/tsconfig.ts';

/**
 * A file of ours as it is written into an app whose settings check JavaScript: marked as one to leave out. A page has none
 * of the globals that a worker has, and the types of our other scripts were taken out of them.
 * https://www.typescriptlang.org/tsconfig/#checkJs
 */
export function unchecked<Content extends string | Uint8Array>(
  project: Project,
  path: string,
  content: Content,
): string | Content {
  if (typeof content !== 'string' || !/\.[cm]?jsx?$/.test(path)) return content;
  // A module of types alone, of which nothing is left: it is not written.
  if (content.trim() === 'export {};' || !checks(project, path)) return content;
  // Our worker is known by its first line.
  return content.replace(/^(?:\/\/.*\n)*/, (comments) => `${comments}// @ts-nocheck\n`);
}

function checks(project: Project, path: string): boolean {
  return ['tsconfig.json', 'jsconfig.json']
    .flatMap((name) => readAppConfigs(project, name))
    .some((config) => config.checksScripts === true && compiles(config, path));
}
