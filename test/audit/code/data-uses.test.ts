import type { Node } from 'oxc-parser';
import { afterAll, describe, expect, test } from 'vitest';
import { createUnits } from '../../../src/audit/code/bindings/units.ts';
import { usesOfData } from '../../../src/audit/code/follow/data-uses.ts';
import { createUses } from '../../../src/audit/code/follow/uses.ts';
import { createEvaluator } from '../../../src/audit/code/values/evaluate.ts';
import { calleeName } from '../../../src/audit/code/values/known-calls.ts';
import { walk } from '../../../src/audit/code/walk.ts';
import { auditOf } from '../../support/audit-of.ts';
import { removeTemporary } from '../../support/copy-fixture.ts';

afterAll(removeTemporary);

/** Ends of what `make()` gives in main.js, as `kind` or `kind:name`. */
function ends(main: string, more: Readonly<Record<string, string>> = {}): string[] {
  const { code } = auditOf({
    'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
    'main.js': `import { make } from 'some-package';\n${main}`,
    ...more,
  });
  const units = createUnits(code);
  const evaluator = createEvaluator(units);
  const uses = createUses({ code, units, evaluator, graph: code.client.graph });
  const unit = units.get('main.js');
  let call: Node | undefined;
  walk(unit?.bindings.program as Node, {
    enter(node) {
      if (node.type === 'CallExpression' && calleeName(node) === 'make') call ??= node;
    },
  });
  const found = usesOfData({ unit: unit as never, node: call as Node }, { evaluator, uses });
  return [...new Set(found.map(({ kind, name }) => (name === undefined ? kind : `${kind}:${name}`)))].sort();
}

describe('data is followed', () => {
  test.each<[string, string, string[]]>([
    ['to nowhere', 'await make();', []],
    [
      'through a name and a conversion',
      'const made = await make(); send(JSON.stringify(made));',
      ['handed:send'],
    ],
    ['through an object and a spread', 'const made = make(); send({ body: { ...made } });', ['handed:send']],
    [
      'through a promise',
      'make().then((made) => { console.log(made); send(made); });',
      ['handed:send', 'logged:log'],
    ],
    [
      'through a promise that is handed on',
      'make().then((made) => made.part).then((part) => send(part));',
      ['handed:send', 'read:part'],
    ],
    ['through a variable that is set later', 'let made; made = make(); send(made);', ['handed:send']],
    ['into a condition', 'if (await make()) start();', ['tested']],
    [
      'into a comparison',
      "const made = await make(); if (made.state === 'on') start();",
      ['read:state', 'tested'],
    ],
    [
      'out of a function',
      'const get = async () => make(); const made = await get(); send(made);',
      ['handed:send'],
    ],
    ['into a parameter', 'function save(what) { send(what); } save(make());', ['handed:send']],
    ['into rest parameters', 'function save(...all) { send(all); } save(1, make());', ['handed:send']],
    ['into a template', 'send(`made ${' + 'make()}`);', ['handed:send']],
    ['into its parts', 'const { part } = make(); send(part);', ['handed:send', 'read:part']],
    ['to the page', "document.querySelector('p').textContent = make();", ['logged']],
    ['out of sight', 'export const made = make();', ['unknown']],
    ['out of sight, by a property of something unknown', 'window.made = make();', ['unknown']],
    [
      'into a state and out of it',
      "import { useState } from 'react'; function App() { const [made, setMade] = useState(); const run = async () => setMade(await make()); send(made); return run; }",
      ['handed:send'],
    ],
  ])('%s', (_name, main, expected) => {
    expect(ends(main)).toEqual(expected);
  });

  test('into another module and back', () => {
    const store = 'export function keep(made) { send(made); return made; }';
    expect(
      ends("import { keep } from './store.js'; if (keep(make())) start();", { 'store.js': store }),
    ).toEqual(['handed:send', 'tested']);
  });

  test('in a circle, which ends', () => {
    expect(ends('let made = make(); for (;;) { made = made.next; }')).toEqual(['read:next']);
  });
});
