import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from '../../src/plan/operation.ts';

export const filesForTests = {
  'index.html': '\uFEFF<html>\r\n</html>',
  'src/main.ts': 'start();\n',
  '.env.local': 'SECRET=kept\n',
  'src/other.ts': 'untouched\n',
};

/** A plan with every kind of file change: new folders, edits of odd files, a secret, binary content. */
export function planForTests(root: string): Operation[] {
  const edit = (path: string, after: (before: string) => string, secret = false): Operation => {
    const before = readFileSync(join(root, path), 'utf8');
    return { kind: 'edit', path, before, after: after(before), reason: 'test', secret };
  };
  return [
    { kind: 'create', path: 'public/sw.js', content: 'worker\n', reason: 'test' },
    { kind: 'create', path: 'public/icons/a.png', content: new Uint8Array([0, 255, 1]), reason: 'test' },
    edit('index.html', (before) => before.replace('<html>', '<html><head>')),
    edit('src/main.ts', (before) => `import './push';\n${before}`),
    { kind: 'create', path: 'src/push/deep/client.ts', content: 'export {};\n', reason: 'test' },
    edit('.env.local', (before) => `${before}VAPID_PRIVATE_KEY=x\n`, true),
    { kind: 'keep', path: 'src/other.ts', reason: 'already right' },
    { kind: 'manual', path: 'src/other.ts', reason: 'by hand', snippet: 'x' },
  ];
}

/** A workspace whose member is the project: `apps/web`. */
export const workspaceForTests = {
  'package.json': '{ "workspaces": ["apps/*"] }\n',
  'package-lock.json': '{ "packages": {} }\r\n',
  'apps/web/package.json': '{ "name": "web" }\n',
  '.yarn/cache/react-npm-19.zip': 'theirs',
};

/** What the install of a member does: changes the lockfile above, and makes files above and here. */
const program = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync('../../package-lock.json', 'more');
writeFileSync('../../.pnp.cjs', 'new');
writeFileSync('../../.yarn/cache/hono-npm-4.zip', 'new');
mkdirSync('node_modules/hono', { recursive: true });
writeFileSync('node_modules/hono/index.js', '');
`;

/** A plan with an install in a member of a workspace. */
export function planForMember(root: string, more = ''): Operation[] {
  const before = readFileSync(join(root, 'package.json'), 'utf8');
  const after = before.replace('"web"', '"web", "dependencies": { "hono": "^4.0.0" }');
  return [
    { kind: 'edit', path: 'package.json', before, after, reason: 'test' },
    {
      kind: 'install',
      directory: '.',
      workspace: '../..',
      packages: ['hono'],
      dev: false,
      command: [process.execPath, '-e', program + more],
      reason: 'test',
    },
  ];
}
