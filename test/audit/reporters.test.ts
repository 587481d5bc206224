import pc from 'picocolors';
import { afterAll, describe, expect, test } from 'vitest';
import type { AuditReport } from '../../src/audit/report.ts';
import { reportJson } from '../../src/audit/reporters/json.ts';
import { reportPretty } from '../../src/audit/reporters/pretty.ts';
import type { Problem, Rule } from '../../src/audit/rule.ts';
import { runRules } from '../../src/audit/run-rules.ts';
import { auditOf } from '../support/audit-of.ts';
import { removeTemporary } from '../support/copy-fixture.ts';

afterAll(removeTemporary);

const plain = pc.createColors(false);
const text = {
  title: 'The push shows nothing',
  why: 'Why.',
  fix: 'Show a notification.',
  example: 'x',
  docs: 'https://w3c.github.io/push-api/',
};

function rule(id: string, problems: readonly Problem[], more: Partial<Rule> = {}): Rule {
  return { id, group: 'worker', severity: 'error', ...text, check: () => problems, ...more };
}

const at = { path: 'public/sw.js', line: 3, column: 5 };

function report(): AuditReport {
  const trail = [{ path: 'public/sw.js', line: 1, text: 'a push arrives' }];
  return runRules(
    auditOf({
      'package.json': '{}',
      'public/sw.js': 'a;\n// pushwright-ignore-next-line accepted -- a reason\n    b;\n',
    }),
    [
      rule('pushes-fail', [
        { message: 'Nothing is shown.', certainty: 'proven', at, trail },
        { message: 'Perhaps nothing is shown.', certainty: 'likely', severity: 'warning', at },
      ]),
      rule('accepted', [{ message: 'Fine here.', certainty: 'proven', at }]),
      rule('fine', [], { group: 'client' }),
      rule('absent', [], { appliesTo: () => false }),
      rule('look-yourself', [], { group: 'provider', manual: () => 'Look at the dashboard.' }),
      rule('broken', [], {
        group: 'server',
        check() {
          throw new Error('oops');
        },
      }),
    ],
    { version: '9.9.9', provider: 'own', notChecked: ['The history of the repository: pass --history.'] },
  );
}

describe('reportJson', () => {
  const document = JSON.parse(reportJson(report()));

  test('is schema 1 of the contract', () => {
    expect(document).toMatchObject({
      schema: 1,
      tool: { name: 'pushwright', version: '9.9.9' },
      project: {
        root: '.',
        framework: null,
        mode: null,
        language: 'js',
        provider: 'own',
        packageManager: 'npm',
      },
    });
    expect(Object.keys(document.summary).sort()).toEqual(
      [
        'errors',
        'warnings',
        'infos',
        'passed',
        'notApplicable',
        'manual',
        'suppressed',
        'crashed',
        'filesListed',
        'filesRead',
        'filesParsed',
        'ms',
      ].sort(),
    );
    for (const [name, value] of Object.entries(document.summary))
      expect([name, Number.isInteger(value)]).toEqual([name, true]);
    expect(document.summary).toMatchObject({ errors: 1, warnings: 1, infos: 0, passed: 2, notApplicable: 1 });
    expect(document.summary).toMatchObject({
      manual: 1,
      suppressed: 1,
      crashed: 1,
      filesListed: 2,
      filesParsed: 1,
    });
  });

  test('has one entry for each rule, with its problems', () => {
    const rows = document.results.map((row: { rule: string; status: string }) => `${row.rule} ${row.status}`);
    expect(rows).toEqual([
      'pushes-fail failed',
      'accepted passed',
      'fine passed',
      'absent not-applicable',
      'look-yourself manual',
      'broken crashed',
    ]);
    expect(document.results[0].severity).toBe('error');
    expect(document.results[0].problems[0]).toEqual({
      message: 'Nothing is shown.',
      certainty: 'proven',
      severity: 'error',
      path: 'public/sw.js',
      line: 3,
      column: 5,
      trail: [{ path: 'public/sw.js', line: 1, text: 'a push arrives' }],
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(document.results[1].problems[0]).toMatchObject({ suppressed: 'a reason', trail: [] });
    expect(document.results[4]).toMatchObject({ step: 'Look at the dashboard.', problems: [] });
    expect(document.results[5]).toMatchObject({ error: 'Error: oops', problems: [] });
  });

  test('is the same for the same repository, but for the time it took', () => {
    const timeless = () => reportJson(report()).replace(/"ms": \d+/, '');
    expect(timeless()).toBe(timeless());
  });
});

describe('reportPretty', () => {
  test('is a checklist', () => {
    const output = reportPretty(report(), { colors: plain }).replace(/\d+ ms/, '5 ms');
    expect(output).toBe(`Web Push checklist  js, own

Service worker
  ✓ accepted (1 problem accepted)
  ✗ pushes-fail  The push shows nothing
      public/sw.js:3:5
        Nothing is shown.
        → public/sw.js:1 a push arrives
      public/sw.js:3:5  (likely, only a warning)
        Perhaps nothing is shown.
      fix: Show a notification.

Client
  ✓ fine

Push server
  ✗ broken  could not be checked
      Error: oops
      This is a defect of pushwright; the audit counts as unfinished.

Chat provider
  ? look-yourself
      Look at the dashboard.

Not checked
  - The history of the repository: pass --history.

1 error, 1 warning (likely) · 2 passed · 1 not applicable · 1 to check by hand · 1 accepted · 1 could not be checked · 2 files read, 5 ms
`);
  });

  test('has no escape sequence without colours, and some with', () => {
    const start = String.fromCharCode(27);
    expect(reportPretty(report(), { colors: plain })).not.toContain(start);
    expect(reportPretty(report(), { colors: pc.createColors(true) })).toContain(`${start}[31m✗${start}[39m`);
  });

  test('says so when nothing is wrong', () => {
    const clean = runRules(auditOf({ 'a.js': '' }), [rule('fine', [])], { version: '0' });
    expect(reportPretty(clean, { colors: plain })).toContain('No problem found · 1 passed');
  });

  test('puts passed rules side by side', () => {
    const rules = Array.from({ length: 12 }, (_, index) => rule(`rule-number-${index}`, []));
    const lines = reportPretty(runRules(auditOf({}), rules, { version: '0' }), { colors: plain }).split('\n');
    expect(lines.filter((line) => line.includes('✓'))).toHaveLength(2);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
