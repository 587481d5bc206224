import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { afterEach, describe, expect, test } from 'vitest';
import { auditRepository } from '../src/audit/audit-repository.ts';
import type { AuditReport } from '../src/audit/report.ts';
import { reportJson } from '../src/audit/reporters/json.ts';
import { reportPretty } from '../src/audit/reporters/pretty.ts';
import { rules } from '../src/audit/rules/index.ts';
import { readProject } from '../src/project/read-project.ts';
import { removeTemporary } from './support/copy-fixture.ts';
import { checkOut, findRuleCases, type RuleCase } from './support/rule-cases.ts';

// `RULE=<id> npx vitest run test/rules.test.ts` runs one rule's cases.
const only = process.env.RULE;
const cases = findRuleCases(only);

afterEach(removeTemporary);

function run(ruleCase: RuleCase): { report: AuditReport; root: string; secrets: string[] } {
  const { root, secrets } = checkOut(ruleCase);
  return { report: auditRepository(readProject(root), rules, { version: '0.0.0' }), root, secrets };
}

describe.each(cases)('$rule $verdict/$name', (ruleCase) => {
  test('is judged as expected, by every rule without a crash, and gives no secret away', () => {
    const { report, root, secrets } = run(ruleCase);
    const result = report.results.find(({ rule }) => rule.id === ruleCase.rule);
    const problems = result?.status === 'failed' ? result.problems : [];
    const found = problems.map(({ at, certainty, severity }) => {
      const other = severity === result?.rule.severity ? '' : ` ${severity}`;
      return `${at.path}:${at.line} ${ruleCase.rule} ${certainty}${other}`;
    });
    expect(found.sort()).toEqual([...ruleCase.expected].sort());
    expect(result?.status).toBeOneOf(ruleCase.verdict === 'bad' ? ['failed'] : ['passed', 'not-applicable']);

    const crashed = report.results.flatMap((row) =>
      row.status === 'crashed' ? [`${row.rule.id}: ${row.error}`] : [],
    );
    expect(crashed).toEqual([]);
    const output = reportJson(report) + reportPretty(report, { colors: pc.createColors(false) });
    expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
    expect(output).not.toContain(root);
  });
});

describe.skipIf(only !== undefined)('the catalogue', () => {
  const ids = rules.map(({ id }) => id);
  const files = readdirSync(resolve(import.meta.dirname, '../src/audit/rules'))
    .filter((name) => name !== 'index.ts')
    .map((name) => name.replace(/\.ts$/, ''));

  test('holds every rule file once, under its own name', () => {
    expect([...ids].sort()).toEqual(files.sort());
  });

  test('asks the rule about suppressions last', () => {
    expect(rules.findIndex(({ judgesRun }) => judgesRun === true)).toBe(rules.length - 1);
  });

  test('has no fixtures for rules that do not exist', () => {
    expect(cases.map(({ rule }) => rule).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test.each(rules)('$id says what is wrong, why, and what to do', (rule) => {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.title).toMatch(/^[A-Z`].*[^.]$/);
    expect(rule.why).toMatch(/^[A-Z`][^\n]*\.$/);
    expect(rule.fix).toMatch(/^[A-Z`][^\n]*\.$/);
    expect(rule.example.trim()).not.toBe('');
    expect(new URL(rule.docs).protocol).toBe('https:');
  });

  test.each(rules)('$id is shown failing and passing', ({ id, manual }) => {
    const shown = cases.filter(({ rule }) => rule === id).map(({ verdict }) => verdict);
    if (manual === undefined) expect(shown).toEqual(expect.arrayContaining(['bad', 'good']));
  });

  test('expects something of every bad case, and nothing of a good one', () => {
    for (const { rule, verdict, name, expected } of cases) {
      expect(expected.length > 0, `${rule} ${verdict}/${name}`).toBe(verdict === 'bad');
      for (const line of expected)
        expect(line).toMatch(new RegExp(`^\\S+:\\d+ ${rule} (proven|likely)( (error|warning|info))?$`));
    }
  });
});
