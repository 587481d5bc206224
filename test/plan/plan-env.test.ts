import { afterAll, describe, expect, test } from 'vitest';
import { vite } from '../../src/frameworks/vite.ts';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, removeTemporary } from '../support/copy-fixture.ts';
import { planOf } from '../support/plan-of.ts';
import { setupForTests } from '../support/setup-for-tests.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const app = (config = '', more: Record<string, string> = {}) => ({
  'package.json': '{"devDependencies":{"vite":"8"}}',
  'vite.config.js': config === '' ? 'export default {};\n' : config,
  'index.html': '<!doctype html><head></head><script type="module" src="/src/main.js"></script>',
  'src/main.js': 'export {};\n',
  '.gitignore': 'node_modules\n*.local\n',
  ...more,
});
const options = (text: string) => `export default { ${text} };\n`;

describe('a prefix that would put a secret into the bundle is refused', () => {
  test.each([
    ["'VAPID_'", 'none', 'VAPID_PRIVATE_KEY'],
    ["['VITE_', 'VAPID_PRIV']", 'none', 'VAPID_PRIVATE_KEY'],
    ["''", 'none', 'VAPID_PRIVATE_KEY'],
    ["['VITE_', 'PUSH_']", 'node', 'PUSH_TOKEN_SECRET'],
    ["['VITE_', 'PUSH_SEND']", 'node', 'PUSH_SEND_SECRET'],
  ] as const)('%s with --server %s', async (prefix, server, name) => {
    const plan = planOf(app(options(`envPrefix: ${prefix}`)), server);
    await expect(plan).rejects.toThrow(`exposes ${name} to the browser`);
  });

  test('and no other', async () => {
    const { textOf } = await planOf(app(options("envPrefix: ['PUSH_', 'PUBLIC_']")), 'none');
    expect(textOf('.env.local')).toContain('PUSH_VAPID_PUBLIC_KEY=public\n');
    expect(textOf('src/push/config.js')).toContain('findPublicKey(import.meta.env)');
  });
});

describe('secrets stay out of git', () => {
  test('in a file that is ignored, which is marked as secret', async () => {
    const { at } = await planOf(app(), 'none');
    expect(at('.env.local')).toMatchObject({ kind: 'create', secret: true });
    expect(at('.gitignore')).toBeUndefined();
  });

  test('by a line in .gitignore where it is not', async () => {
    const { textOf } = await planOf(app('', { '.gitignore': 'node_modules\n' }), 'none');
    expect(textOf('.gitignore')).toMatch(/\n\.env\.local\n$/);
  });

  test('by a step where git has the file already', async () => {
    const root = writeTree(app('', { '.gitignore': '', '.env.local': 'A=1\n' }));
    commitAll(root);
    const project = readProject(root);
    const operations = await vite.plan(project, setupForTests({ server: 'none' }));
    const there = operations.filter((each) => 'path' in each && each.path === '.env.local');
    expect(there).toEqual([
      expect.objectContaining({
        kind: 'manual',
        needed: true,
        reason: expect.stringContaining('git tracks'),
      }),
    ]);
    expect(there[0]).toHaveProperty('snippet', expect.not.stringContaining('private'));
  });

  test('in the folder that the app reads them from', async () => {
    const { at, textOf } = await planOf(app(options("envDir: 'env'")), 'none');
    expect(textOf('env/.env.local')).toContain('VAPID_PRIVATE_KEY=private');
    expect(textOf('env/.env.example')).toContain('VAPID_PRIVATE_KEY=\n');
    expect(at('.env.local')).toBeUndefined();
  });

  test('by a step without values where the app reads none', async () => {
    const { operations, steps } = await planOf(app(options('envDir: false')), 'none');
    const [snippet] = steps('envDir is switched off');
    expect(snippet).toBe('VITE_VAPID_PUBLIC_KEY=\nVAPID_PRIVATE_KEY=\nVAPID_SUBJECT=');
    expect(
      operations.some((each) => 'path' in each && each.kind !== 'manual' && /\.env/.test(each.path ?? '')),
    ).toBe(false);
  });
});
