import type { Node } from 'oxc-parser';
import { expect, test } from 'vitest';
import type { Bindings } from '../../../src/audit/code/bindings/bindings.ts';
import { findBindings } from '../../../src/audit/code/bindings/find-bindings.ts';
import { walk } from '../../../src/audit/code/walk.ts';
import { parseModule } from '../../../src/project/parse.ts';

function read(text: string, path = 'a.tsx'): Bindings {
  return findBindings(parseModule(path, text).program);
}

/** Lines on which a name of the module's own scope is mentioned. */
function lines(text: string, name: string): number[] {
  const found = read(text).top.get(name)?.references ?? [];
  return found.map(({ start }) => text.slice(0, start).split('\n').length).sort((a, b) => a - b);
}

test('a name that is declared again inside means the inner one', () => {
  const text = ['const ask = 1;', '{ const ask = 2; ask; }', '(ask: number) => ask;', 'ask;'].join('\n');
  expect(lines(text, 'ask')).toEqual([4]);
});

test('var and functions are hoisted out of blocks and found before their line', () => {
  const text = ['run();', 'function run() { return late; }', 'if (x) { var late = 1; }', 'late;'].join('\n');
  expect(lines(text, 'run')).toEqual([1]);
  expect(lines(text, 'late')).toEqual([2, 4]);
});

test('keys, members, labels and types are no mentions; shorthand, computed keys and elements are', () => {
  const text = [
    'import { Ask } from "./ask";',
    'type T = Ask; interface I { Ask: Ask }',
    'x.Ask; ({ Ask: 1 }); Ask: for (;;) break Ask;',
    '({ Ask });',
    'x[Ask];',
    '<Ask other={Ask} Ask="1" />;',
    '<Ask.Part></Ask.Part>;',
  ].join('\n');
  expect(lines(text, 'Ask')).toEqual([4, 5, 6, 6, 7]);
});

test('parameters, defaults, destructuring and catch have their own scopes', () => {
  const text = [
    'const a = 1, b = 2, e = 3;',
    'function f({ a, c: [b] }, d = e) { return a + b + d; }',
    'try {} catch (e) { e; }',
    'class C { static { const a = 0; a; } b = b; }',
  ].join('\n');
  expect(lines(text, 'a')).toEqual([]);
  expect(lines(text, 'b')).toEqual([4]);
  expect(lines(text, 'e')).toEqual([2]);
});

test('exports: names, default, renamed, from elsewhere, everything', () => {
  const { exports, stars } = read(`
    import { other } from './other';
    export const a = 1, { b, ...c } = d;
    export default function main() {}
    export { a as renamed, other };
    export { x as y } from './x';
    export * as space from './space';
    export * from './all';
    export type { T } from './types';
  `);
  expect([...exports.keys()].sort()).toEqual(['a', 'b', 'c', 'default', 'other', 'renamed', 'space', 'y']);
  expect(exports.get('y')).toEqual({ kind: 'from', source: './x', name: 'x' });
  expect(exports.get('space')).toEqual({ kind: 'from', source: './space', name: '*' });
  expect(stars).toEqual(['./all']);
});

test('what nothing declares is a global', () => {
  const { globals } = read('window.x = Notification; const { y } = z;');
  expect([...globals.keys()].sort()).toEqual(['Notification', 'window', 'z']);
});

test('every node but the root knows its parent', () => {
  const bindings = read(
    'export const f = async ({ a = 1 }) => { for (const x of a) await <B c={x}>{[x]}</B>; };',
  );
  const orphans: string[] = [];
  walk(bindings.program, {
    enter(node: Node, parent) {
      if (
        parent !== undefined &&
        bindings.parent(node) === undefined &&
        !/^JSX(?:Closing|Id)/.test(node.type)
      ) {
        orphans.push(node.type);
      }
    },
  });
  expect(orphans).toEqual([]);
});
