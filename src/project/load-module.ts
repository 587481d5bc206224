import { createEvaluator, type Evaluator } from './evaluate.ts';
import { parseFile } from './parse-file.ts';
import { folderOf, joinPosix, toPosix } from './posix-path.ts';
import type { Project } from './project.ts';
import { type ModuleScope, readModuleScope } from './scope.ts';

const extensions = [
  '',
  '.ts',
  '.mts',
  '.cts',
  '.js',
  '.mjs',
  '.cjs',
  '.tsx',
  '.jsx',
  '/index.ts',
  '/index.js',
];
const known = new WeakMap<Project, Map<string, ModuleScope | undefined>>();

/** A script of the project with its names, parsed once; undefined when it cannot be read or parsed. */
export function loadModule(project: Project, path: string): ModuleScope | undefined {
  const modules = known.get(project) ?? new Map<string, ModuleScope | undefined>();
  known.set(project, modules);
  if (!modules.has(path)) {
    const parsed = parseFile(project, path);
    modules.set(
      path,
      parsed === undefined || parsed.errors.length > 0 ? undefined : readModuleScope(path, parsed.program),
    );
  }
  return modules.get(path);
}

/**
 * An evaluator for a project's files that follows relative imports.
 * @param variables what `import.meta.env.BASE_URL` and the like are worth
 */
export function createProjectEvaluator(project: Project, variables?: ReadonlyMap<string, string>): Evaluator {
  return createEvaluator({
    root: absoluteRoot(project),
    ...(variables === undefined ? {} : { variables }),
    load(from, specifier) {
      const path = joinPosix(folderOf(from), specifier);
      const found = extensions
        .map((extension) => `${path}${extension}`)
        .find((file) => project.files.has(file));
      return found === undefined ? undefined : loadModule(project, found);
    },
  });
}

/** The project's root as an absolute POSIX path, drive letters included: `/C:/app`. */
export function absoluteRoot(project: Project): string {
  const posix = toPosix(project.root);
  return posix.startsWith('/') ? posix : `/${posix}`;
}
