import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { auditRepository } from '../../src/audit/audit-repository.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { plantKeys } from '../support/planted-keys.ts';

const benign = resolve(import.meta.dirname, '../../fixtures/benign');
const apps = readdirSync(benign);

afterAll(removeTemporary);

describe.each(apps)('%s', (app) => {
  test('looks as if it had mistakes, and has nothing to report', () => {
    const root = copyFixture(`benign/${app}`);
    plantKeys(root);
    commitAll(root);
    const report = auditRepository(readProject(root), rules, { version: '0' });
    const found = report.results.flatMap((result) => {
      if (result.status === 'crashed') return [`${result.rule.id} crashed: ${result.error}`];
      if (result.status !== 'failed') return [];
      return result.problems.map(({ at, message }) => `${at.path}:${at.line} ${result.rule.id}: ${message}`);
    });
    expect(found).toEqual([]);
    // Rules that see nothing to judge would be silent about anything.
    const judged = report.results.filter(({ status }) => status === 'passed').length;
    expect(judged).toBeGreaterThan(20);
  });
});

test('every shape is numbered and said to be right', () => {
  const texts = apps.flatMap((app) =>
    readdirSync(join(benign, app), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  );
  const numbers = texts.flatMap((text) =>
    [...text.matchAll(/^\s*(?:\/\/|#|\{\/\*)? ?(\d+)\. [A-Z`]/gm)].map(([, number]) => Number(number)),
  );
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
});
