import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditRepository } from '../../src/audit/audit-repository.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { readProject } from '../../src/project/read-project.ts';
import type { VapidKeyPair } from '../../src/vapid/key-pair.ts';
import { commitAll, copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { plantInText, plantKeys } from '../support/planted-keys.ts';
import type { Edit } from '../support/seeded/mutation.ts';
import { seeded, unseedable } from '../support/seeded-bugs.ts';

/** `path:line rule` of everything that is reported. */
function reported(root: string): string[] {
  const report = auditRepository(readProject(root), rules, { version: '0' });
  return report.results.flatMap((result) => {
    if (result.status === 'crashed') return [`${result.rule.id} crashed: ${result.error}`];
    return result.status === 'failed' ? [result.rule.id] : [];
  });
}

/** Applies the mutation and hands back what undoes it. */
function mutate(root: string, edits: readonly Edit[], pairs: Map<string, VapidKeyPair>): () => void {
  const before = new Map<string, string | undefined>();
  for (const edit of edits) {
    const path = join(root, edit.file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (!before.has(path)) before.set(path, text);
    if ('gone' in edit) {
      rmSync(path);
    } else if ('content' in edit) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, plantInText(edit.content, pairs));
    } else {
      const [head, tail, ...more] = (text ?? '').split(plantInText(edit.from, pairs));
      if (tail === undefined || more.length > 0) throw new Error(`${edit.file} has not once: ${edit.from}`);
      writeFileSync(path, `${head}${plantInText(edit.to, pairs)}${tail}`);
    }
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
  const pairs = new Map<string, VapidKeyPair>();
  beforeAll(() => {
    root = copyFixture(`seeded/${app}`);
    plantKeys(root, pairs);
    commitAll(root);
  });
  afterAll(removeTemporary);

  test('has nothing to report', () => {
    expect(reported(root)).toEqual([]);
  });

  test.each(mutations)('$rule: $how', ({ rule, edits, also = [] }) => {
    const restore = mutate(root, edits, pairs);
    try {
      expect(new Set(reported(root))).toEqual(new Set([rule, ...also]));
    } finally {
      restore();
    }
  });
});

test('every rule of the catalogue is seeded, or stands among those that cannot be', () => {
  const broken = new Set(Object.values(seeded).flatMap((mutations) => mutations.map(({ rule }) => rule)));
  const missing = rules.filter(({ id }) => !broken.has(id)).map(({ id }) => id);
  expect(missing.sort()).toEqual(Object.keys(unseedable).sort());
});

test('what cannot be seeded asks a person instead of the code', () => {
  const asking = rules.filter(({ manual }) => manual !== undefined).map(({ id }) => id);
  expect(Object.keys(unseedable).sort()).toEqual(asking.sort());
});
