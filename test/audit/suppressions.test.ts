import { afterAll, describe, expect, test } from 'vitest';
import type { Rule } from '../../src/audit/rule.ts';
import { suppressionUnused } from '../../src/audit/rules/suppression-unused.ts';
import { runRules } from '../../src/audit/run-rules.ts';
import { findSuppressions } from '../../src/audit/suppressions.ts';
import { auditOf } from '../support/audit-of.ts';
import { removeTemporary } from '../support/copy-fixture.ts';

afterAll(removeTemporary);

const marker = 'pushwright-ignore-next-line';

/** `line → rules -- reason` of each suppression in one file. */
function suppressionsOf(path: string, text: string): string[] {
  return findSuppressions(auditOf({ [path]: text }), [path]).map(
    ({ line, rules, reason }) => `${line} ${rules.join('+')} -- ${reason}`,
  );
}

/** Reports the last line of the file. */
function bad(path: string, line: number, id = 'some-rule'): Rule {
  const at = { path, line, column: 1 };
  return {
    ...suppressionUnused,
    judgesRun: undefined,
    id,
    check: () => [{ message: 'Wrong.', certainty: 'proven', at }],
  };
}

describe('findSuppressions', () => {
  test.each([
    ['a.ts', `// ${marker} some-rule -- because\nx();`, 2],
    ['a.ts', `/* ${marker} some-rule -- because */\nx();`, 2],
    ['a.ts', `/**\n * ${marker} some-rule -- because\n */\nx();`, 4],
    ['a.tsx', `const a = <p>\n  {/* ${marker} some-rule -- because */}\n  <b />\n</p>;`, 3],
    ['a.vue', `<template>\n  <!-- ${marker} some-rule -- because -->\n  <p/>\n</template>`, 3],
    [
      'a.vue',
      `<template><p/></template>\n<script setup lang="ts">\n// ${marker} some-rule -- because\nx();\n</script>`,
      4,
    ],
    ['a.astro', `---\n// ${marker} some-rule -- because\nconst a = 1;\n---\n<p/>`, 3],
    ['index.html', `<p>\n<!-- ${marker} some-rule -- because -->\n<b>`, 3],
    ['.env', `A=1\n# ${marker} some-rule -- because\nB=2`, 3],
    ['.env.production', `# ${marker} some-rule -- because\r\nB=2`, 2],
    ['ci.yml', `env:\n  # ${marker} some-rule -- because\n  A: 1`, 3],
    ['a.py', `# ${marker} some-rule -- because\nA = 1`, 2],
    ['README.md', `<!-- ${marker} some-rule -- because -->\nKEY`, 2],
  ])('reads %s: %j', (path, text, line) => {
    expect(suppressionsOf(path, text)).toEqual([`${line} some-rule -- because`]);
  });

  test('takes several rules, and keeps dashes inside a reason', () => {
    const text = `// ${marker} rule-a, rule-b -- well-known -- see docs\nx();`;
    expect(suppressionsOf('a.js', text)).toEqual(['2 rule-a+rule-b -- well-known -- see docs']);
  });

  test.each([
    ['a.js', `const text = '// ${marker} some-rule -- because';\nx();`],
    ['a.js', `const text = \`\n// ${marker} some-rule -- because\n\`;\nx();`],
    ['a.html', `<script>\nconst text = '<!-- ${marker} some-rule -- because -->';\n</script>`],
    ['.env', `A="# ${marker} some-rule -- because"\nB=2`],
    ['a.js', `// see ${marker} some-rule -- because\nx();`],
    ['a.js', `// ${marker}s some-rule -- because\nx();`],
  ])('is not taken in by %s: %j', (path, text) => expect(suppressionsOf(path, text)).toEqual([]));

  test('knows when there is no reason', () => {
    for (const end of ['', ' --', ' -- ', ' because']) {
      const [found] = findSuppressions(auditOf({ 'a.js': `// ${marker} some-rule${end}\nx();` }), []);
      expect(found?.reason).toBeUndefined();
    }
  });
});

describe('suppressed problems', () => {
  const run = (files: Record<string, string>, rules: Rule[], known?: string[]) =>
    runRules(auditOf(files), [...rules, suppressionUnused], { version: '0', known });

  test('are reported as accepted, with the reason, and fail nothing', () => {
    const report = run({ 'a.js': `// ${marker} some-rule -- because\nx();` }, [bad('a.js', 2)]);
    expect(report.summary).toMatchObject({ errors: 0, warnings: 0, suppressed: 1, passed: 2 });
    expect(report.results[0]).toMatchObject({ status: 'passed', problems: [{ suppressed: 'because' }] });
  });

  test('need the right rule, the right line and a reason', () => {
    for (const text of [
      `// ${marker} other-rule -- because\nx();`,
      `// ${marker} some-rule -- because\n\nx();`,
      `// ${marker} some-rule\nx();`,
    ]) {
      const report = run(
        { 'a.js': text },
        [bad('a.js', text.split('\n').length)],
        ['some-rule', 'other-rule'],
      );
      expect(report.results[0]?.status).toBe('failed');
    }
  });

  test('leave a warning behind when they accept nothing', () => {
    const messagesFor = (comment: string, rules: Rule[] = [bad('b.js', 1)]) => {
      const report = run({ 'a.js': `// ${comment}\nx();`, 'b.js': '' }, rules, ['some-rule', 'not-run']);
      const result = report.results.at(-1);
      return result?.status === 'failed' ? result.problems.map(({ message }) => message) : [];
    };
    expect(messagesFor(`${marker} some-rule -- because`)).toEqual([expect.stringContaining('any more')]);
    expect(messagesFor(`${marker} some-rule`)).toEqual([expect.stringContaining('no reason')]);
    expect(messagesFor(`${marker} no-rule -- because`)).toEqual([
      expect.stringContaining('which is no rule'),
    ]);
    expect(messagesFor(`${marker} -- because`)).toEqual([expect.stringContaining('names no rule')]);
    expect(messagesFor(`${marker} not-run -- because`)).toEqual([]);
    const crashes: Rule = {
      ...bad('b.js', 1),
      check() {
        throw new Error('broken');
      },
    };
    expect(messagesFor(`${marker} some-rule -- because`, [crashes])).toEqual([]);
  });
});
