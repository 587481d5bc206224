import { posix } from 'node:path';
import { isScript } from '../project/parse.ts';
import type { Project } from '../project/project.ts';
import type { KeepOperation } from './operation.ts';

/**
 * The module beside the entry that mounts our listener: who did it by hand may have chosen any, such as a layout.
 * @param entry the module, or modules, that it is looked for beside
 * @param module where the listener is, without its extension: `src/push/push-listener`
 * @param name what it exports: rendered in React, called elsewhere
 */
export function mountedElsewhere(
  project: Project,
  entry: string | readonly string[] | undefined,
  module: string,
  name: string,
): KeepOperation | undefined {
  const folder = posix.dirname(module);
  if (!project.files.hasDirectory(folder)) return undefined;
  const entries = [entry ?? []].flat();
  const specifier = `${posix.basename(folder)}/${posix.basename(module)}`;
  const use = new RegExp(`<${name}\\b|\\(\\s*${name}\\b|\\b${name}\\s*\\(`);
  const path = project.files
    .list()
    .filter((each) => isScript(each) || /\.(?:vue|svelte|astro)$/.test(each))
    .filter((each) => !entries.includes(each) && !each.startsWith(`${folder}/`) && !isTest.test(each))
    .find((each) => project.files.mentions(each, [specifier]) && use.test(project.files.text(each) ?? ''));
  return path === undefined ? undefined : { kind: 'keep', path, reason: 'mounts it already' };
}

const isTest = /(?:^|\/)(?:tests?|__tests__|e2e)\/|\.(?:test|spec|stories)\.\w+$/;
