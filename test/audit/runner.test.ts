import { afterAll, describe, expect, test } from 'vitest';
import { exitCode } from '../../src/audit/exit-code.ts';
import type { AuditReport } from '../../src/audit/report.ts';
import type { Problem, Rule, Severity } from '../../src/audit/rule.ts';
import { runRules } from '../../src/audit/run-rules.ts';
import { generateVapidKeys } from '../../src/vapid/generate-keys.ts';
import { auditOf } from '../support/audit-of.ts';
import { removeTemporary } from '../support/copy-fixture.ts';

afterAll(removeTemporary);

const code = { 'app.js': 'first();\nsecond();\nsecond();\n', 'other.js': 'first();\n' };

function problem(path: string, line: number, more: Partial<Problem> = {}): Problem {
  return { message: `Line ${line} is wrong.`, certainty: 'proven', at: { path, line, column: 1 }, ...more };
}

function rule(id: string, check: Rule['check'], more: Partial<Rule> = {}): Rule {
  const text = {
    title: 'Wrong',
    why: 'Why.',
    fix: 'Fix.',
    example: 'x',
    docs: 'https://www.rfc-editor.org/rfc/rfc8030',
  };
  return { id, group: 'worker', severity: 'error', ...text, check, ...more };
}

const finds = (id: string, ...problems: Problem[]) => rule(id, () => problems);
const clean = rule('clean', () => []);
const crash = rule('crash', function* () {
  yield problem('app.js', 1);
  throw new Error('unexpected node\nat line 4');
});

function run(
  rules: readonly Rule[],
  files: Record<string, string> = code,
  baseline?: ReadonlySet<string>,
): AuditReport {
  return runRules(auditOf(files), rules, { version: '1.2.3', baseline });
}

function fingerprints(report: AuditReport): string[] {
  return report.results
    .flatMap((result) => ('problems' in result ? (result.problems ?? []) : []))
    .map(({ fingerprint }) => fingerprint);
}

describe('runRules', () => {
  test('keeps passed, failed, not applicable, manual and crashed apart', () => {
    const report = run([
      clean,
      finds('bad', problem('app.js', 1)),
      rule('absent', () => [problem('app.js', 1)], { appliesTo: () => false }),
      rule('by-hand', () => [problem('app.js', 1)], { manual: () => 'Open the dashboard.' }),
      rule('by-hand-not-here', () => [], { manual: () => undefined }),
      crash,
    ]);
    expect(report.results.map(({ status }) => status)).toEqual([
      'passed',
      'failed',
      'not-applicable',
      'manual',
      'not-applicable',
      'crashed',
    ]);
    expect(report.summary).toMatchObject({ errors: 1, passed: 1, notApplicable: 2, manual: 1, crashed: 1 });
    expect(report.results[5]).toMatchObject({ error: 'Error: unexpected node' });
    expect(report.tool.version).toBe('1.2.3');
  });

  test('isolates a crash in appliesTo and manual, and hides where the folder is', () => {
    const throws = (): never => {
      throw new TypeError('no such thing');
    };
    const report = run([
      rule('a', () => [], { appliesTo: throws }),
      rule('b', () => [], { manual: throws }),
      rule('c', ({ project }) => {
        throw new Error(`cannot read ${project.root}/app.js`);
      }),
      clean,
    ]);
    expect(report.results.map(({ status }) => status)).toEqual(['crashed', 'crashed', 'crashed', 'passed']);
    expect(report.results[2]).toMatchObject({ error: 'Error: cannot read ./app.js' });
  });

  test('orders problems by place, whatever order a rule finds them in', () => {
    const all = [problem('other.js', 1), problem('app.js', 3), problem('app.js', 1)];
    const places = (problems: Problem[]) => {
      const [result] = run([finds('bad', ...problems)]).results;
      return result?.status === 'failed' ? result.problems.map(({ at }) => `${at.path}:${at.line}`) : [];
    };
    expect(places(all)).toEqual(['app.js:1', 'app.js:3', 'other.js:1']);
    expect(places(all.reverse())).toEqual(['app.js:1', 'app.js:3', 'other.js:1']);
  });

  test('lets a problem weigh less than its rule', () => {
    const { summary, results } = run([
      finds('bad', problem('app.js', 1, { severity: 'info' }), problem('app.js', 2)),
    ]);
    expect(summary).toMatchObject({ errors: 1, warnings: 0, infos: 1 });
    expect(results[0]).toMatchObject({ problems: [{ severity: 'info' }, { severity: 'error' }] });
  });

  test('cuts secrets out of what any rule says', () => {
    const pair = generateVapidKeys();
    const leaky = rule('leaky', () => [
      problem('app.js', 1, {
        message: `The key ${pair.privateKey} is here.`,
        trail: [{ path: 'app.js', line: 1, text: `const k = '${pair.privateKey}'` }],
      }),
    ]);
    const report = run([leaky], { ...code, 'vapid.json': JSON.stringify(pair) });
    expect(JSON.stringify(report)).not.toContain(pair.privateKey.slice(0, 8));
    expect(JSON.stringify(report)).toContain(`The key ${pair.privateKey.slice(0, 4)}… is here.`);
  });
});

describe('fingerprints', () => {
  test('stay when lines move and spacing changes', () => {
    const before = run([finds('bad', problem('app.js', 2))], { 'app.js': 'a();\nb( 1 );\n' });
    const after = run([finds('bad', problem('app.js', 4))], { 'app.js': 'a();\n\n\n\t b( 1 ); \n' });
    expect(fingerprints(after)).toEqual(fingerprints(before));
  });

  test('differ by rule, file, code and occurrence', () => {
    const report = run([
      finds('bad', problem('app.js', 1), problem('app.js', 2), problem('app.js', 3), problem('other.js', 1)),
      finds('worse', problem('app.js', 1)),
    ]);
    expect(new Set(fingerprints(report)).size).toBe(5);
  });

  test('say nothing about the secret on the line', () => {
    const of = (value: string) =>
      fingerprints(run([finds('bad', problem('.env', 1))], { '.env': `PASSWORD=${value}\n` }));
    expect(of('one')).toEqual(of('two'));
    const key = () =>
      fingerprints(
        run([finds('bad', problem('a.js', 1))], { 'a.js': `x('${generateVapidKeys().privateKey}')` }),
      );
    expect(key()).toEqual(key());
  });

  test('let a baseline accept a problem, and no other', () => {
    const rules = [finds('bad', problem('app.js', 2), problem('app.js', 3))];
    const [first = ''] = fingerprints(run(rules));
    const report = run(rules, code, new Set([first]));
    expect(report.summary).toMatchObject({ errors: 1, suppressed: 1 });
    expect(report.results[0]).toMatchObject({
      status: 'failed',
      problems: [{ at: { line: 2 }, suppressed: 'in the baseline' }, { at: { line: 3 } }],
    });
    expect(run(rules, code, new Set(fingerprints(run(rules)))).results[0]?.status).toBe('passed');
  });
});

describe('exitCode', () => {
  const found = (severity: Severity, certainty: Problem['certainty']) =>
    run([finds('bad', problem('app.js', 1, { severity, certainty }))]);

  test.each([
    ['error', 'proven', 'error', false, 1],
    ['error', 'likely', 'error', false, 0],
    ['error', 'likely', 'error', true, 1],
    ['warning', 'proven', 'error', true, 0],
    ['warning', 'proven', 'warning', false, 1],
    ['warning', 'likely', 'warning', false, 0],
    ['warning', 'likely', 'warning', true, 1],
    ['info', 'proven', 'warning', true, 0],
    ['error', 'proven', 'warning', false, 1],
    ['error', 'proven', 'never', true, 0],
  ] as const)('%s %s with --fail-on %s, strict %s: %i', (severity, certainty, failOn, strict, expected) => {
    expect(exitCode(found(severity, certainty), failOn, strict)).toBe(expected);
  });

  test('is 0 when clean and 2 after a crash, whatever else was asked for', () => {
    expect(exitCode(run([clean]), 'error', true)).toBe(0);
    expect(exitCode(run([clean, crash]), 'never', false)).toBe(2);
    expect(exitCode(run([finds('bad', problem('app.js', 1)), crash]), 'error', false)).toBe(2);
  });
});
