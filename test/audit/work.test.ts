import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { createAudit } from '../../src/audit/create-audit.ts';
import type { AuditReport } from '../../src/audit/report.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { runRules } from '../../src/audit/run-rules.ts';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, removeTemporary, temporaryFolder } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterEach(() => vi.unstubAllEnvs());
afterAll(removeTemporary);

function audit(root: string): AuditReport {
  return runRules(createAudit(readProject(root)), rules, { version: '1.0.0' });
}

/** Sixty modules of an app that has nothing to do with push, with words that only sound like it. */
function plainApp(): Record<string, string> {
  const modules = Array.from({ length: 60 }, (_, index) => [
    `src/part-${index}.ts`,
    [
      index < 59 ? `import { list as next } from './part-${index + 1}.ts';` : 'const next: string[] = [];',
      `export class Store { private items = []; add(item: string) { this.items.push(item); } }`,
      `export const list = [import.meta.env.VITE_API_URL, 'http://localhost:${3000 + index}', ...next];`,
      '',
    ].join('\n'),
  ]);
  return {
    'package.json': JSON.stringify({ name: 'plain', devDependencies: { vite: '^8.0.0' } }),
    'index.html': '<!doctype html><script type="module" src="/src/part-0.ts"></script>\n',
    ...Object.fromEntries(modules),
  };
}

describe('the work of an audit', () => {
  test('a repository without push code is searched as text and hardly parsed', () => {
    const { summary } = audit(writeTree(plainApp()));
    expect(summary.filesRead).toBeGreaterThan(60);
    expect(summary.filesParsed).toBeLessThanOrEqual(2);
  });

  test('what leads from the page to push code is parsed, and nothing else', () => {
    const { summary } = audit(
      writeTree({
        ...plainApp(),
        'src/ask.ts': 'export const ask = () => Notification.requestPermission();\n',
        'index.html':
          '<!doctype html><script type="module">import { ask } from "/src/ask.ts";\nask();</script>\n',
      }),
    );
    expect(summary.errors).toBe(1);
    expect(summary.filesParsed).toBeLessThanOrEqual(4);
  });

  test('git is started once', () => {
    const root = writeTree(plainApp());
    commitAll(root);
    const trace = temporaryFolder();
    // https://git-scm.com/docs/api-trace2: one file for each process.
    vi.stubEnv('GIT_TRACE2_EVENT', trace);
    audit(root);
    const started = readdirSync(trace).flatMap((name) =>
      readFileSync(join(trace, name), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"event":"start"')),
    );
    expect(started).toHaveLength(1);
    expect(started[0]).toContain('ls-files');
  });
});
