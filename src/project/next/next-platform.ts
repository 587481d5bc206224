import { hasDependency } from '../dependencies.ts';
import type { Project } from '../project.ts';
import { readJson } from '../read-json.ts';
import { readNextConfig } from './next-config.ts';

/**
 * Why a Next app's own server cannot answer the push routes, a clause: it has none, or one without a lasting process and
 * disk, which the queue and the database need. Only what files of the repository say counts.
 */
export function whyNoNextServer(project: Project): string | undefined {
  const { files, manifest } = project;
  const { output, path, pageExtensions } = readNextConfig(project);
  if (output === 'export') return `\`output\` is "export" in ${path}, so the build has no server`;
  const wanted = project.language;
  if (!pageExtensions.some((extension) => extension.split('.').at(-1) === wanted)) {
    return `\`pageExtensions\` in ${path} has none that ends in "${wanted}", so no route can be written`;
  }
  const worker = ['@opennextjs/cloudflare', '@cloudflare/next-on-pages'].find((name) =>
    hasDependency(manifest, name),
  );
  if (worker !== undefined)
    return `${worker} runs it in Cloudflare Workers, which keep neither a process nor a disk`;
  const wrangler = ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc'].find((name) => files.has(name));
  if (wrangler !== undefined)
    return `${wrangler} runs it in Cloudflare Workers, which keep neither a process nor a disk`;
  if (files.has('netlify.toml') && !isElsewhere(project)) {
    return 'netlify.toml runs it in functions, which keep neither a process nor a disk';
  }
  if (isVercel(project) && !isElsewhere(project)) {
    return 'vercel.json runs it in functions, which keep neither a process nor a disk';
  }
  return undefined;
}

/** Whether the app is made to run in a container or by a process manager as well. */
function isElsewhere(project: Project): boolean {
  const { files } = project;
  return (
    readNextConfig(project).output === 'standalone' ||
    files
      .entries('.')
      .some((name) =>
        /^(?:Dockerfile(?:\..*)?|(?:docker-)?compose[\w.-]*\.ya?ml|fly\.toml|render\.yaml|Procfile|ecosystem\.config\.\w+)$/.test(
          name,
        ),
      )
  );
}

/** A vercel.json also stands in repositories that only switch something off in it. */
function isVercel({ files }: Project): boolean {
  const text = files.text('vercel.json');
  const json = text === undefined ? undefined : readJson(text);
  if (json === undefined || !json.ok || typeof json.value !== 'object' || json.value === null) return false;
  return Object.keys(json.value).some((key) => !['$schema', 'git', 'github'].includes(key));
}
