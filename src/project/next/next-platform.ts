import { findPlatform, whyNotOn } from '../deploy-platform.ts';
import type { Project } from '../project.ts';
import { readNextConfig } from './next-config.ts';

/** Why a Next app's own server cannot answer the push routes, a clause. Only what files of the repository say counts. */
export function whyNoNextServer(project: Project): string | undefined {
  const { output, path, pageExtensions } = readNextConfig(project);
  if (output === 'export') return `\`output\` is "export" in ${path}, so the build has no server`;
  const wanted = project.language;
  if (!pageExtensions.some((extension) => extension.split('.').at(-1) === wanted)) {
    return `\`pageExtensions\` in ${path} has none that ends in "${wanted}", so no route can be written`;
  }
  const platform = findPlatform(project, [], output === 'standalone');
  return platform === undefined ? undefined : whyNotOn(platform);
}
