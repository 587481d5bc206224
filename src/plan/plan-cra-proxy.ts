import type { Project } from '../project/project.ts';
import { editFile } from './edit-file.ts';
import { addPackageField } from './edits/add-package-field.ts';
import { needed } from './needed.ts';
import type { Operation } from './operation.ts';

const target = 'http://localhost:8787';

/**
 * In development the push server answers under the app's own origin: what react-scripts does not know itself, it sends to
 * `proxy` of package.json. https://create-react-app.dev/docs/proxying-api-requests-in-development
 */
export function planCraProxy(project: Project): Operation {
  const reason = 'sends /api/push to the push server in development';
  const own = project.files.entries('src').find((name) => /^setupProxy\.[cm]?[jt]s$/.test(name));
  const given = project.manifest?.proxy;
  if (own !== undefined) {
    const path = `src/${own}`;
    return project.files.text(path)?.includes('api/push')
      ? { kind: 'keep', path, reason: 'has an entry for /api/push already' }
      : {
          kind: 'manual',
          needed: true,
          path,
          reason: `${reason}: add this before other entries`,
          snippet: entry,
        };
  }
  if (given === target) return { kind: 'keep', path: 'package.json', reason: `${reason} already` };
  if (given !== undefined) {
    return {
      kind: 'manual',
      needed: true,
      path: 'package.json',
      reason: `\`proxy\` sends everything to another server: have that one send /api/push on to ${target}, or take src/setupProxy.js in its place and add this`,
      snippet: entry,
    };
  }
  return needed(editFile(project, 'package.json', reason, (text) => addPackageField(text, 'proxy', target)));
}

const entry = `// const { createProxyMiddleware } = require('http-proxy-middleware');
app.use(createProxyMiddleware('/api/push', { target: '${target}' }));`;
