import { afterAll, expect, test } from 'vitest';
import type { Setup } from '../../src/plan/setup.ts';
import { copyTemplate } from '../../src/plan/template.ts';
import type { Layout } from '../../src/project/layout.ts';
import { readProject } from '../../src/project/read-project.ts';
import { own } from '../../src/providers/own.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

/** The first of the steps that are about who is signed in. */
function step(files: Readonly<Record<string, string>>, server: Setup['server']): string | undefined {
  const project = readProject(writeTree({ 'package.json': '{}', ...files }));
  const setup = { server, for: ['chat'] } as unknown as Setup;
  return own
    .plan(project, { pushDir: 'src/push' } as Layout, setup)
    .flatMap((each) => (each.kind === 'manual' ? [each.reason] : []))
    .find((reason) => reason.startsWith('Say who is signed in'));
}

const asMade = String(copyTemplate('server/identify.ts', { language: 'ts' }));

test.each([
  ['app', 'src/push/server/identify'],
  ['node', 'server/identify'],
] as const)('--server %s: who is signed in is left to say, until the file says it', (server, path) => {
  expect(step({}, server)).toContain(`${path}.js`);
  const packages = { 'server/package.json': '{"dependencies":{"web-push":"^3.6.7"}}' };
  expect(step({ ...packages, [`${path}.ts`]: asMade }, server)).toContain(`${path}.ts`);
  const own = 'export const identify = async (request) => (await readSession(request))?.user.id;\n';
  expect(step({ ...packages, [`${path}.js`]: own }, server)).toBeUndefined();
});

test('without a push server nobody asks', () => {
  expect(step({}, 'none')).toBeUndefined();
});
