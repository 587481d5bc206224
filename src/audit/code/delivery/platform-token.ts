import type { Project } from '../../../project/project.ts';

/**
 * Whether a Supabase function is called with a token alone, which is so unless its project says otherwise:
 * https://supabase.com/docs/guides/functions/function-configuration
 */
export function asksForPlatformToken(project: Project, path: string): boolean {
  const [, folder, name] = /^((?:.*\/)?supabase\/)functions\/([^/]+)\//.exec(path) ?? [];
  if (folder === undefined || name === undefined) return false;
  let section = '';
  for (const line of (project.files.text(`${folder}config.toml`) ?? '').split('\n')) {
    section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? section;
    const isIt = section.replace(/["'\s]/g, '') === `functions.${name}`;
    if (isIt && /^\s*verify_jwt\s*=\s*false\b/.test(line)) return false;
  }
  return true;
}
