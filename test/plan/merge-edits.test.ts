import { expect, test } from 'vitest';
import { mergeEdits } from '../../src/plan/merge-edits.ts';
import type { Operation } from '../../src/plan/operation.ts';

const before = 'export default {\n  plugins: [pwa()],\n};\n';
const edit = (from: string, to: string, reason = from): Operation => ({
  kind: 'edit',
  path: 'vite.config.js',
  before,
  after: before.replace(from, to),
  reason,
});

test('edits of one file at different places are one edit, in whichever order they come', () => {
  const one = edit('pwa()', 'pwa({ a: 1 })', 'one');
  const two = edit('],\n', '],\n  server: {},\n', 'two');
  for (const [first, second] of [
    [one, two],
    [two, one],
  ] as const) {
    const keep: Operation = { kind: 'keep', path: 'a', reason: 'is there' };
    expect(mergeEdits([first, keep, second])).toEqual([
      {
        kind: 'edit',
        path: 'vite.config.js',
        before,
        after: 'export default {\n  plugins: [pwa({ a: 1 })],\n  server: {},\n};\n',
        reason: [first, second].map((each) => 'reason' in each && each.reason).join('; '),
      },
      keep,
    ]);
  }
});

test('two at one place leave the second to a person', () => {
  const one = edit('pwa()', 'pwa({ a: 1 })');
  expect(mergeEdits([one, edit('pwa()', 'pwa({ b: 2 })')])).toMatchObject([
    one,
    { kind: 'manual', path: 'vite.config.js', snippet: '{ b: 2 }', needed: true },
  ]);
});

test('an edit that inserts in several places leaves room for another one between them', () => {
  const after = 'import a from "a";\nexport default {\n  plugins: [pwa()],\n};\nlast();\n';
  const around: Operation = {
    kind: 'edit',
    path: 'vite.config.js',
    before,
    after,
    inserted: [
      { start: 0, end: 19 },
      { start: after.length - 8, end: after.length },
    ],
    reason: 'around',
  };
  expect(mergeEdits([around, edit('pwa()', 'pwa({ a: 1 })')])).toMatchObject([
    { kind: 'edit', after: after.replace('pwa()', 'pwa({ a: 1 })') },
  ]);
});
