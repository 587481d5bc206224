import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInterrupted } from '../../src/plan/roll-back.ts';
import { undo } from '../../src/plan/undo.ts';
import { makeFolder, removeFolder, snapshot } from '../support/tree.ts';
import { filesForTests, workspaceForTests } from './plan-for-tests.ts';

let tools: string;
let program: string;

beforeAll(async () => {
  tools = makeFolder();
  program = join(tools, 'kill-apply.mjs');
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(tools, 'node_modules'), 'junction');
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'kill-apply.ts'),
    platform: 'node',
    external: (id) => /^[a-z@]/.test(id),
  });
  await bundle.write({ file: program, format: 'esm', codeSplitting: false });
});
afterAll(() => removeFolder(tools));

const run = (action: string, root: string, step = 0, half = '') =>
  spawnSync(process.execPath, [program, action, root, String(step), half], { encoding: 'utf8' });

/** Kills one run at every change of the disk, before it and, for writes, in the middle; hands each state over. */
function atEveryStep(
  action: string,
  arrange: () => string,
  check: (root: string, where: string) => void,
): number {
  let kills = 0;
  for (let step = 1; ; step++) {
    for (const half of ['', 'half']) {
      const root = arrange();
      const result = run(action, root, step, half);
      if (result.signal !== 'SIGKILL') {
        expect(result.stderr).toBe('');
        removeFolder(root);
        return kills;
      }
      kills++;
      check(root, `${action} killed at step ${step} ${half}`);
      removeFolder(root);
    }
  }
}

const fresh = () => makeFolder(filesForTests);
const old = () => {
  const root = fresh();
  const state = snapshot(root);
  removeFolder(root);
  return state;
};
const finished = () => {
  const root = fresh();
  run('apply', root);
  const state = snapshot(root, ['.pushwright']);
  removeFolder(root);
  return state;
};

test('an apply that is killed anywhere: undo brings the old tree back', { timeout: 300_000 }, () => {
  const before = old();
  const kills = atEveryStep('apply', fresh, (root, where) => {
    undo(root);
    expect(snapshot(root), where).toEqual(before);
  });
  expect(kills).toBeGreaterThan(50);
});

test('an apply that is killed anywhere: a rerun finishes it', { timeout: 300_000 }, () => {
  const after = finished();
  const before = old();
  atEveryStep('apply', fresh, (root, where) => {
    // Killed after the last write it is finished already: only a tree that is not needs the second run.
    if (JSON.stringify(snapshot(root, ['.pushwright'])) !== JSON.stringify(after) || isInterrupted(root))
      run('apply', root);
    expect(snapshot(root, ['.pushwright']), where).toEqual(after);
    undo(root);
    expect(snapshot(root), where).toEqual(before);
  });
});

test('an undo that is killed anywhere: a second undo finishes it', { timeout: 300_000 }, () => {
  const before = old();
  const applied = () => {
    const root = fresh();
    run('apply', root);
    return root;
  };
  const kills = atEveryStep('undo', applied, (root, where) => {
    undo(root);
    expect(snapshot(root), where).toEqual(before);
  });
  expect(kills).toBeGreaterThan(10);
});

test('an undo that merges and is killed anywhere: a second undo finishes it', { timeout: 300_000 }, () => {
  const edited = () => {
    const root = fresh();
    run('apply', root);
    appendFileSync(join(root, 'src/main.ts'), 'mine();\n');
    appendFileSync(join(root, '.env.local'), 'MINE=1\n');
    return root;
  };
  const root = edited();
  undo(root);
  const merged = snapshot(root);
  removeFolder(root);
  expect(Buffer.from(merged['src/main.ts']?.split(' ')[1] ?? '', 'base64').toString()).toBe(
    'start();\nmine();\n',
  );
  const kills = atEveryStep('undo', edited, (killed, where) => {
    expect(undo(killed)?.merged, where).toSatisfy(
      (paths?: string[]) => paths === undefined || paths.length === 2,
    );
    expect(snapshot(killed), where).toEqual(merged);
  });
  expect(kills).toBeGreaterThan(14);
});

test('an install in a workspace that is killed anywhere: undo brings the old tree back', {
  timeout: 300_000,
}, () => {
  const member = () => makeFolder(workspaceForTests);
  const root = member();
  const before = snapshot(root);
  removeFolder(root);
  const check = (killed: string, where: string) => {
    undo(join(killed, 'apps/web'));
    // Of a run that was killed nobody knows what Yarn has fetched; it clears that away itself.
    rmSync(join(killed, '.yarn/cache/hono-npm-4.zip'), { force: true });
    expect(snapshot(killed), where).toEqual(before);
  };
  expect(atEveryStep('apply-member', member, check)).toBeGreaterThan(15);
  const applied = () => {
    const made = member();
    run('apply-member', made);
    expect(Object.keys(snapshot(made))).toContain('.pnp.cjs');
    return made;
  };
  expect(atEveryStep('undo-member', applied, check)).toBeGreaterThan(8);
});
