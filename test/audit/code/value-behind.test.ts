import { expect, test } from 'vitest';
import { createFlow } from '../../../src/audit/code/flow/create-flow.ts';
import { valueBehind } from '../../../src/audit/code/flow/value-behind.ts';
import { bare } from '../../../src/audit/code/literals.ts';
import { createServerHost } from '../../../src/audit/code/server/server-host.ts';
import { parseModule } from '../../../src/project/parse.ts';

test.each([
  [8_000, 'function'],
  [0, undefined],
])('what a name means is looked for within %s steps', (budget, kind) => {
  const module = parseModule('a.js', 'const handler = () => {};\nhandler;');
  const flow = createFlow({ module: () => module, resolve: () => undefined }, createServerHost(), budget);
  const statement = module.program.body[1];
  if (statement?.type !== 'ExpressionStatement') throw new Error('The module has another shape.');
  expect(valueBehind(flow, bare(statement.expression), flow.moduleScope(module))?.kind).toBe(kind);
});
