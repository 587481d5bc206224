import { readNextConfig } from '../../project/next/next-config.ts';
import type { Project } from '../../project/project.ts';
import { editFile } from '../edit-file.ts';
import { addNextRewrites } from '../edits/add-next-rewrites.ts';
import { needed } from '../needed.ts';
import type { Operation } from '../operation.ts';

/** Next's own server sends the push routes on to the push server, so that they are on the app's origin. */
export function planNextRewrites(project: Project): Operation[] {
  const { path, output, rewrites } = readNextConfig(project);
  const reason = 'sends /api/push to the push server';
  if (output === 'export') {
    return [
      {
        kind: 'manual',
        path,
        reason:
          'with `output: "export"` Next sends nothing on: let the web server answer /api/push with the push server, or name its address as `apiBase` in the client\'s config and the app\'s as PUSH_APP_ORIGIN',
        snippet: "export const apiBase = 'http://localhost:8787/api/push';",
        needed: true,
      },
    ];
  }
  if (path === undefined) {
    const name = `next.config.${project.language === 'ts' ? 'ts' : 'mjs'}`;
    const edited = addNextRewrites('export default {};\n', name);
    if (edited.status !== 'edited') throw new Error('An empty Next config must be editable.');
    return [{ kind: 'create', path: name, content: edited.text, reason }];
  }
  const edited = editFile(project, path, reason, (text) => addNextRewrites(text, path));
  const isDone =
    edited.kind === 'manual' && rewrites && project.files.text(path)?.includes('api/push') === true;
  return [isDone ? { kind: 'keep', path, reason: 'has a rewrite of /api/push already' } : needed(edited)];
}
