import { afterAll, expect, test } from 'vitest';
import { manifestText } from '../../src/plan/manifest-text.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

test.each([
  ['chat', 'chat', 'chat'],
  ['@acme/chat', 'chat', 'chat'],
  ['twelve-chars', 'twelve-chars', 'twelve-chars'],
  ['twelve-chars-and-more', 'twelve-chars-and-more', 'twelve-chars'],
  ['my-chat-application', 'my-chat-application', 'my-chat'],
  ['team_messenger', 'team_messenger', 'team'],
  ['communications', 'communications', 'communicatio'],
  ['-communications', '-communications', '-communicati'],
])('%s is called %s, and %s below its icon', (packageName, name, short_name) => {
  const project = readProject(writeTree({ 'package.json': JSON.stringify({ name: packageName }) }));
  expect(JSON.parse(manifestText(project, { base: '/' }))).toMatchObject({ name, short_name });
});
