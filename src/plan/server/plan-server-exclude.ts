import { posix } from 'node:path';
import { folderOf } from '../../project/posix-path.ts';
import type { Project } from '../../project/project.ts';
import { compiles, defaultExcludes, readAppConfigs } from '../../project/tsconfig.ts';
import { editFile } from '../edit-file.ts';
import { addTsconfigExclude } from '../edits/add-tsconfig-exclude.ts';
import { needed } from '../needed.ts';
import type { Operation } from '../operation.ts';

/**
 * Keeps the push server out of the app's own type check: it has settings of its own, and what it imports with `.ts` at the
 * end the app's would refuse. Nothing where the app's do not cover it.
 * @param directory the server's folder
 */
export function planServerExclude(project: Project, directory: string): Operation[] {
  return readAppConfigs(project)
    .filter(({ path }) => !path.startsWith('../') && folderOf(path) !== directory)
    .filter((config) => compiles(config, posix.join(directory, 'main.ts')))
    .map((config) => {
      const written = (path: string): string => posix.relative(folderOf(config.path), path);
      return needed(
        editFile(
          project,
          config.path,
          `leaves ${directory}/, which has settings of its own, out of the app's`,
          (text) => addTsconfigExclude(text, written(directory), defaultExcludes(config).map(written)),
        ),
      );
    });
}
