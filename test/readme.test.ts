import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rules } from '../src/audit/rules/index.ts';
import { detectFramework, frameworks } from '../src/frameworks/index.ts';
import { readProject } from '../src/project/read-project.ts';
import { copyFixture, removeTemporary } from './support/copy-fixture.ts';

afterAll(removeTemporary);

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test('the table of rules is the catalogue', () => {
  const rows = rules.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`);
  const table = ['| rule | severity | reported when |', '|---|---|---|', ...rows].join('\n');
  const [, written] = /<!-- rules -->\n([\s\S]*?)<!-- \/rules -->/.exec(readme) ?? [];
  expect(written?.trim()).toBe(table);
});

test('the table of frameworks is what the code says of them', () => {
  const rows = frameworks.map(
    ({ name, id, guide: { versions, client, mount, publicKey, secrets, server } }) =>
      `| ${name} (\`${id}\`) | ${versions} | ${client} | ${mount} | ${publicKey} | ${secrets} | ${server} |`,
  );
  const head = '| framework | majors tested | client | mounted in | public key | secrets | push server |';
  const [, written] = /<!-- frameworks -->\n([\s\S]*?)<!-- \/frameworks -->/.exec(readme) ?? [];
  expect(written?.trim()).toBe([head, '|---|---|---|---|---|---|---|', ...rows].join('\n'));
});

test.each(frameworks)('what the table says of $id is where its fixture wants things', ({ id, guide }) => {
  const fixture = ({ vite: 'vite-react-ts' } as Record<string, string>)[id] ?? id;
  const found = detectFramework(readProject(copyFixture(`apps/${fixture}`, { git: true })));
  expect(found?.framework.id).toBe(id);
  const { pushDir, publicKeyVariable, localEnvFile } = found?.layout ?? {};
  expect(guide.client).toContain(`\`${pushDir}/\``);
  expect(guide.publicKey).toBe(`\`${publicKeyVariable}\``);
  expect(guide.secrets).toBe(`\`${localEnvFile}\``);
});

test('the commands that a newcomer is given are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const given = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, name]) => name as string);
  for (const name of given.filter((each) => each !== 'install')) expect(Object.keys(scripts)).toContain(name);
  expect(given).toContain('demo');
  expect(given).toContain('test');
});
