import { afterEach, describe, expect, test } from 'vitest';
import { setupQuestions } from '../../src/commands/shared/setup-questions.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

const { versions } = process;

afterEach(() => {
  Object.defineProperty(process, 'versions', { value: versions, configurable: true });
  removeTemporary();
});

/** What is taken for `--server` when nobody is asked, as that Node runs init. */
function serverOn(node: string, noAppServer?: string): string | undefined {
  Object.defineProperty(process, 'versions', { value: { ...versions, node }, configurable: true });
  const root = writeTree({ 'package.json': '{ "name": "app" }' });
  const [, , server] = setupQuestions(readProject(root), { noAppServer });
  return server.fallback;
}

describe('the push server that is taken without a question', () => {
  test.each(['22.13.0', '22.20.0', '24.0.0'])('is the app’s own on Node %s, which brings SQLite', (node) => {
    expect(serverOn(node)).toBe('app');
  });

  test.each(['20.19.0', '22.12.0'])('is one of its own on Node %s, which has none', (node) => {
    expect(serverOn(node)).toBe('node');
  });

  test('is one of its own where the framework cannot answer', () => {
    expect(serverOn('24.0.0', 'the app is exported as files')).toBe('node');
  });
});
