import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../src/audit/rules/index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test('the table of rules is the catalogue', () => {
  const rows = rules.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`);
  const table = ['| rule | severity | reported when |', '|---|---|---|', ...rows].join('\n');
  const [, written] = /<!-- rules -->\n([\s\S]*?)<!-- \/rules -->/.exec(readme) ?? [];
  expect(written?.trim()).toBe(table);
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
