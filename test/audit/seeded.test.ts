import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditRepository } from '../../src/audit/audit-repository.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { readProject } from '../../src/project/read-project.ts';
import { commitAll, copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { plantKeys } from '../support/planted-keys.ts';
import { type Mutation, seeded } from '../support/seeded-bugs.ts';

/** `path:line rule` of everything that is reported. */
function reported(root: string): string[] {
  const report = auditRepository(readProject(root), rules, { version: '0' });
  return report.results.flatMap((result) => {
    if (result.status === 'crashed') return [`${result.rule.id} crashed: ${result.error}`];
    return result.status === 'failed' ? [result.rule.id] : [];
  });
}

/** Applies the mutation and hands back what undoes it. */
function mutate(root: string, edits: Mutation['edits']): () => void {
  const before = new Map<string, string | undefined>();
  for (const edit of edits) {
    const path = join(root, edit.file);
    if ('content' in edit) {
      before.set(path, undefined);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, edit.content);
      continue;
    }
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    const [head, tail, ...more] = text.split(edit.from);
    if (tail === undefined || more.length > 0) throw new Error(`${edit.file} has not once: ${edit.from}`);
    writeFileSync(path, `${head}${edit.to}${tail}`);
  }
  return () => {
    for (const [path, text] of before) {
      if (text === undefined) rmSync(path);
      else writeFileSync(path, text);
    }
  };
}

describe.each(Object.entries(seeded))('%s', (app, mutations) => {
  let root = '';
  beforeAll(() => {
    root = copyFixture(`seeded/${app}`);
    plantKeys(root);
    commitAll(root);
  });
  afterAll(removeTemporary);

  test('has nothing to report', () => {
    expect(reported(root)).toEqual([]);
  });

  test.each(mutations)('$rule: $how', ({ rule, edits, also = [] }) => {
    const restore = mutate(root, edits);
    try {
      expect(new Set(reported(root))).toEqual(new Set([rule, ...also]));
    } finally {
      restore();
    }
  });
});
