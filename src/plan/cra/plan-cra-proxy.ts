import type { Project } from '../../project/project.ts';
import { editFile } from '../edit-file.ts';
import { addPackageField } from '../edits/add-package-field.ts';
import { needed } from '../needed.ts';
import type { Operation } from '../operation.ts';
import { copyTemplate } from '../template.ts';
import { unchecked } from '../unchecked.ts';

const target = 'http://localhost:8787';
const ours = 'src/setupProxy.js';

/**
 * In development the push server answers under the app's own origin. By a module rather than `proxy` of package.json: with
 * that one, react-scripts 5 refuses to start on a machine without an address in a private network.
 * https://create-react-app.dev/docs/proxying-api-requests-in-development
 */
export function planCraProxy(project: Project): Operation {
  const reason = 'sends /api/push to the push server in development';
  const there = project.files.text(ours);
  if (there?.includes('api/push'))
    return { kind: 'keep', path: ours, reason: 'has an entry for /api/push already' };
  if (there !== undefined) {
    const why = `${reason}: add this before other entries`;
    return { kind: 'manual', needed: true, path: ours, reason: why, snippet: entry };
  }
  if (project.manifest?.type !== 'module') {
    return {
      kind: 'create',
      path: ours,
      content: unchecked(project, ours, copyTemplate('frameworks/cra/setup-proxy.cjs', { language: 'js' })),
      reason,
    };
  }
  // react-scripts requires that file, and a module cannot be required in every Node.
  if (project.manifest.proxy === target)
    return { kind: 'keep', path: 'package.json', reason: `${reason} already` };
  return needed(editFile(project, 'package.json', reason, (text) => addPackageField(text, 'proxy', target)));
}

const entry = `// const { createProxyMiddleware } = require('http-proxy-middleware');
app.use(createProxyMiddleware('/api/push', { target: '${target}' }));`;
