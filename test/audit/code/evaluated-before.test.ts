import type { Node } from 'oxc-parser';
import { afterAll, expect, test } from 'vitest';
import { createUnits } from '../../../src/audit/code/bindings/units.ts';
import { evaluatedBefore } from '../../../src/audit/code/values/before.ts';
import { calleeName } from '../../../src/audit/code/values/known-calls.ts';
import { walk } from '../../../src/audit/code/walk.ts';
import { auditOf } from '../../support/audit-of.ts';
import { removeTemporary } from '../../support/copy-fixture.ts';

afterAll(removeTemporary);

/** Names of what is called before `here()`. */
function before(main: string): string[] {
  const unit = createUnits(auditOf({ 'main.js': main }).code).get('main.js');
  let place: Node | undefined;
  walk(unit?.bindings.program as Node, {
    enter(node) {
      if (node.type === 'CallExpression' && calleeName(node) === 'here') place = node;
    },
  });
  const nodes = evaluatedBefore({ unit: unit as never, node: place as Node });
  return nodes.flatMap((node) => (node.type === 'CallExpression' ? [calleeName(node) ?? ''] : []));
}

test.each<[string, string, string[]]>([
  [
    'earlier statements of every block around it',
    'a(); if (b()) { c(); here(); d(); }',
    ['b', 'a', 'c'].sort(),
  ],
  ['no branch that leaves', 'function f() { if (a()) { b(); return; } here(); }', ['a']],
  ['a branch that goes on', 'function f() { if (a()) { b(); } here(); }', ['a', 'b']],
  ['no other branch', 'if (a()) { b(); } else { here(); }', ['a']],
  ['no other function', 'function f() { const g = () => a(); here(); g(); }', []],
  ['not what stands around the function', 'a(); const f = () => { here(); };', []],
  ['arguments and operands on the left', 'f(a(), b() && here(), c());', ['a', 'b']],
  ['what a catch comes after', 'try { a(); } catch { here(); }', ['a']],
])('%s', (_name, main, expected) => {
  expect(before(main).sort()).toEqual(expected);
});
