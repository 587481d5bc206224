import type { BuiltWorker } from './built-workers.ts';
import { hasDependency } from './dependencies.ts';
import { isInside, joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';
import { readWorkerFile } from './worker-file.ts';

/** Workers whose source lies elsewhere than where they are served: Create React App's, and those of a bundler's command line. */
export function findCompiledWorkers(project: Project, publicDirs: readonly string[]): readonly BuiltWorker[] {
  return [...createReactAppWorker(project), ...commandLineWorkers(project, publicDirs)];
}

/** Since version 4, react-scripts builds `src/service-worker` when it is there; before, it wrote a worker by itself. */
function createReactAppWorker(project: Project): BuiltWorker[] {
  if (!hasDependency(project.manifest, 'react-scripts')) {
    return [];
  }
  const source = ['js', 'ts'].map((extension) => `src/service-worker.${extension}`);
  return source
    .filter((path) => project.files.has(path))
    .slice(0, 1)
    .map((path) => ({
      path,
      kind: 'workbox',
      output: 'service-worker.js',
      config: 'package.json',
      maker: 'react-scripts',
      registersItself: false,
    }));
}

/** `esbuild src/sw.ts --bundle --outfile=public/sw.js` and the like, in the scripts of package.json. */
function commandLineWorkers(project: Project, publicDirs: readonly string[]): BuiltWorker[] {
  const found: BuiltWorker[] = [];
  for (const line of Object.values(project.manifest?.scripts ?? {})) {
    for (const command of line.split(/&&|\|\||;|\|(?!\|)/)) {
      const maker = command.match(
        /(?:^|[\s/])(esbuild|rollup|rolldown|swc|bun build|tsup|webpack)(?=\s)/,
      )?.[1];
      const out = command.match(/(?:--outfile|--output|--file|-o)[=\s]+["']?([^\s"']+\.[cm]?js)/)?.[1];
      if (maker === undefined || out === undefined) {
        continue;
      }
      const written = joinPosix(out);
      const source = [...command.matchAll(/[^\s"'=]+\.[cm]?[jt]s(?=["'\s]|$)/g)]
        .map(([path]) => joinPosix(path))
        .find((path) => path !== written && project.files.has(path));
      const kind = source === undefined ? undefined : readWorkerFile(project, source)?.kind;
      if (source === undefined || kind === undefined) {
        continue;
      }
      const folder = publicDirs.find((dir) => dir !== '.' && isInside(dir, written));
      const output =
        folder === undefined
          ? written.replace(/^(?:dist|build|out)\/(?:client\/)?/, '')
          : written.slice(folder.length + 1);
      found.push({ path: source, kind, output, config: 'package.json', maker, registersItself: false });
    }
  }
  return found;
}
