import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Cancelled, UserError } from '../../src/errors.ts';
import { apply } from '../../src/plan/apply.ts';
import { type Disk, disk } from '../../src/plan/disk.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { isInterrupted } from '../../src/plan/roll-back.ts';
import { undo } from '../../src/plan/undo.ts';
import { makeFolder, removeFolder, snapshot } from '../support/tree.ts';
import { filesForTests, planForTests } from './plan-for-tests.ts';

let root: string;
beforeEach(() => {
  root = makeFolder(filesForTests);
});
afterEach(() => removeFolder(root));

const ours = ['.pushwright'];
const init = (operations: readonly Operation[], more = {}) =>
  apply(root, operations, { command: 'init', ...more });

test('applies a plan, and undo restores every byte and mode', async () => {
  chmodSync(join(root, 'src/main.ts'), 0o640);
  const before = snapshot(root);
  await init(planForTests(root));
  expect(readFileSync(join(root, 'src/main.ts'), 'utf8')).toBe("import './push';\nstart();\n");
  expect(snapshot(root)['public/icons/a.png']).toBe('644 AP8B');
  expect(snapshot(root)['src/main.ts']).toMatch(/^640 /);
  expect(snapshot(root)['.env.local']).toMatch(/^600 /);
  expect(readFileSync(join(root, '.pushwright/.gitignore'), 'utf8')).toBe('*\n');
  expect(undo(root)).toMatchObject({ command: 'init', interrupted: false, left: [] });
  expect(snapshot(root)).toEqual(before);
  expect(undo(root)).toBeUndefined();
});

test('two applies are taken back one after the other', async () => {
  const first = snapshot(root);
  await init(planForTests(root));
  const second = snapshot(root, ours);
  await init([{ kind: 'create', path: 'more.txt', content: 'x', reason: 'test' }]);
  undo(root);
  expect(snapshot(root, ours)).toEqual(second);
  undo(root);
  expect(snapshot(root)).toEqual(first);
});

test('the journal holds no new content', async () => {
  await init(planForTests(root));
  const kept = JSON.stringify(
    Object.entries(snapshot(root)).filter(([path]) => path.startsWith('.pushwright')),
  );
  expect(kept).not.toContain(Buffer.from('VAPID_PRIVATE_KEY').toString('base64').slice(4, 20));
  expect(Object.keys(snapshot(root)).filter((path) => path.includes('stage'))).toEqual([]);
});

test('undo refuses when a file changed since, and touches nothing', async () => {
  const fresh = makeFolder(filesForTests);
  await init(planForTests(root));
  writeFileSync(join(root, 'src/main.ts'), 'mine\n');
  const before = snapshot(root);
  expect(() => undo(root)).toThrow(/src\/main\.ts changed since init/);
  expect(snapshot(root)).toEqual(before);
  // What the message advises.
  rmSync(join(root, 'src/main.ts'));
  undo(root);
  expect(snapshot(root)).toEqual(snapshot(fresh));
  removeFolder(fresh);
});

test('undo takes its own lines out of files that were changed since, and says which', async () => {
  await init(planForTests(root));
  appendFileSync(join(root, 'src/main.ts'), 'mine();\n');
  appendFileSync(join(root, '.env.local'), 'MINE=1\n');
  const undone = undo(root);
  expect(undone).toMatchObject({ merged: ['src/main.ts', '.env.local'], interrupted: false, left: [] });
  expect(undone?.paths).not.toContain('src/main.ts');
  expect(readFileSync(join(root, 'src/main.ts'), 'utf8')).toBe('start();\nmine();\n');
  expect(readFileSync(join(root, '.env.local'), 'utf8')).toBe('SECRET=kept\nMINE=1\n');
  expect(Object.keys(snapshot(root))).not.toContain('public/sw.js');
  expect(undo(root)).toBeUndefined();
});

test('undo leaves what its owner added to a new env file, as private as it is', async () => {
  const secret = { kind: 'create', path: '.env', content: 'KEY=x\n', reason: 'test', secret: true } as const;
  const module = { kind: 'create', path: 'new.ts', content: 'export {};\n', reason: 'test' } as const;
  await init([secret, module]);
  appendFileSync(join(root, '.env'), 'MINE=1\n');
  const before = readFileSync(join(root, 'new.ts'));
  appendFileSync(join(root, 'new.ts'), 'mine();\n');
  expect(() => undo(root)).toThrow(/^new\.ts changed since init/);
  writeFileSync(join(root, 'new.ts'), before);
  expect(undo(root)).toMatchObject({ paths: ['new.ts'], merged: ['.env'] });
  expect(snapshot(root)['.env']).toBe(`600 ${Buffer.from('MINE=1\n').toString('base64')}`);
});

test('undo takes nothing back when one of several changed files cannot be merged', async () => {
  await init(planForTests(root));
  appendFileSync(join(root, 'src/main.ts'), 'mine();\n');
  writeFileSync(join(root, 'public/sw.js'), 'mine\n');
  const before = snapshot(root, ours);
  expect(() => undo(root)).toThrow('public/sw.js changed since init; taking it back would lose that.');
  expect(snapshot(root, ours)).toEqual(before);
});

describe('refuses before touching anything', () => {
  const cases: Record<string, { arrange?: () => void; plan: () => Operation[]; message: RegExp }> = {
    'a file that exists': {
      plan: () => [{ kind: 'create', path: 'src/main.ts', content: '', reason: '' }],
      message: /src\/main\.ts exists already/,
    },
    'a file that changed meanwhile': {
      plan: () => {
        const plan = planForTests(root);
        writeFileSync(join(root, 'src/main.ts'), 'newer\n');
        return plan;
      },
      message: /src\/main\.ts changed since the plan was made/,
    },
    'a read-only file': {
      arrange: () => chmodSync(join(root, 'src/main.ts'), 0o444),
      plan: () => planForTests(root),
      message: /src\/main\.ts is read-only/,
    },
    'a folder that is a symlink out of the tree': {
      arrange: () => {
        mkdirSync(`${root}-outside`);
        symlinkSync(`${root}-outside`, join(root, 'public'));
      },
      plan: () => planForTests(root),
      message: /symbolic link that leads out of the project/,
    },
    'our folder being a symlink': {
      arrange: () => {
        mkdirSync(`${root}-outside`);
        symlinkSync(`${root}-outside`, join(root, '.pushwright'));
      },
      plan: () => planForTests(root),
      message: /\.pushwright is not a folder/,
    },
    'a file where a folder is needed': {
      arrange: () => writeFileSync(join(root, 'public'), 'a file'),
      plan: () => planForTests(root),
      message: /public.* stands where a folder is needed/,
    },
  };
  afterEach(() => removeFolder(`${root}-outside`));
  for (const [name, { arrange, plan, message }] of Object.entries(cases)) {
    test(name, async () => {
      arrange?.();
      const operations = plan();
      const before = snapshot(root);
      await expect(init(operations)).rejects.toThrow(message);
      await expect(init(operations)).rejects.toBeInstanceOf(UserError);
      expect(snapshot(root)).toEqual(before);
    });
  }
});

test('follows a symlink inside the tree and keeps it a symlink', async () => {
  mkdirSync(join(root, 'real'));
  symlinkSync(join(root, 'real'), join(root, 'public'));
  const before = snapshot(root);
  await init(planForTests(root));
  expect(snapshot(root)['real/sw.js']).toBeDefined();
  undo(root);
  expect(snapshot(root)).toEqual(before);
});

test('a failing install takes everything back and shows its output', async () => {
  const before = snapshot(root);
  const install: Operation = {
    kind: 'install',
    directory: 'src/push',
    packages: [],
    dev: false,
    command: [
      process.execPath,
      '-e',
      "require('fs').mkdirSync('node_modules'); console.error('no such package'); process.exit(3)",
    ],
    reason: 'test',
  };
  await expect(init([...planForTests(root), install])).rejects.toThrow(/no such package/);
  expect(snapshot(root)).toEqual(before);
});

test('what an install made and changed is taken back by undo', async () => {
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(root, 'yarn.lock'), 'old');
  const before = snapshot(root);
  const script = `const fs = require('fs'); fs.mkdirSync('node_modules/a', { recursive: true }); fs.writeFileSync('node_modules/a/b', '');
    fs.writeFileSync('package.json', '{"dependencies":{}}'); fs.writeFileSync('package-lock.json', '{}'); fs.writeFileSync('yarn.lock', 'new');`;
  await init([
    {
      kind: 'install',
      directory: '.',
      packages: ['a'],
      dev: false,
      command: [process.execPath, '-e', script],
      reason: 'test',
    },
  ]);
  expect(snapshot(root)['node_modules/a/b']).toBeDefined();
  undo(root);
  expect(snapshot(root)).toEqual(before);
});

test('a file of the plan that the install rewrites is taken back by undo', async () => {
  const before = snapshot(root);
  await init([
    { kind: 'create', path: 'server/yarn.lock', content: '', reason: 'test' },
    {
      kind: 'install',
      directory: 'server',
      packages: [],
      dev: false,
      command: [process.execPath, '-e', "require('fs').writeFileSync('yarn.lock', 'filled')"],
      reason: 'test',
    },
  ]);
  undo(root);
  expect(snapshot(root)).toEqual(before);
});

test('Ctrl-C during an install takes everything back', async () => {
  const before = snapshot(root);
  const controller = new AbortController();
  const install: Operation = {
    kind: 'install',
    directory: '.',
    packages: [],
    dev: false,
    command: [process.execPath, '-e', 'setTimeout(() => {}, 60000)'],
    reason: 'test',
  };
  const applied = init([...planForTests(root), install], {
    signal: controller.signal,
    onStep: (operation: Operation) => {
      if (operation.kind === 'install') setTimeout(() => controller.abort(), 100);
    },
  });
  await expect(applied).rejects.toBeInstanceOf(Cancelled);
  expect(snapshot(root)).toEqual(before);
});

test('every write that fails leaves the tree as it was', async () => {
  const before = snapshot(root);
  const failures: string[] = [];
  for (let step = 1; step < 200; step++) {
    let count = 0;
    let failed = '';
    // Fails once: what follows is the way back, which needs the disk.
    const full = Object.fromEntries(
      Object.entries(disk).map(([name, method]) => [
        name,
        (...args: unknown[]) => {
          if (++count === step) {
            failed = name;
            throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          }
          return (method as (...all: unknown[]) => unknown)(...args);
        },
      ]),
    ) as unknown as Disk;
    try {
      await init(planForTests(root), { disk: full });
      break;
    } catch (error) {
      failures.push(failed);
      expect((error as Error).message, `step ${step} ${failed}`).toBe('The disk is full.');
      expect(snapshot(root), `step ${step} ${failed}`).toEqual(before);
    }
  }
  expect(failures.filter((name) => name === 'rename').length).toBeGreaterThan(6);
  expect(failures.filter((name) => name === 'write').length).toBeGreaterThan(8);
});

test('a journal that somebody else wrote cannot reach out of the project', () => {
  mkdirSync(join(root, '.pushwright/0001'), { recursive: true });
  const journal = {
    schema: 1,
    id: '0001',
    command: 'init',
    state: 'applying',
    files: [],
    directories: [],
    installed: ['../victim'],
  };
  writeFileSync(join(root, '.pushwright/0001/journal.json'), JSON.stringify(journal));
  expect(() => undo(root)).toThrow(/journal\.json cannot be read/);
  expect(() => isInterrupted(root)).toThrow(/journal\.json cannot be read/);
});
