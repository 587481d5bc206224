import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copyFixture, git } from './copy-fixture.ts';
import { plantKeys } from './planted-keys.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/rules');

/** One folder below `fixtures/rules/<rule>/{bad,good}/`: a small repository. */
export interface RuleCase {
  readonly rule: string;
  readonly verdict: 'bad' | 'good';
  readonly name: string;
  /** Lines of expected.txt: `path:line rule certainty`, with the severity where it is not the rule's own. */
  readonly expected: readonly string[];
}

/** Every case of a rule, or of all rules. */
export function findRuleCases(rule?: string): RuleCase[] {
  return folders(fixtures)
    .filter((name) => rule === undefined || name === rule)
    .flatMap((id) =>
      (['bad', 'good'] as const).flatMap((verdict) =>
        folders(join(fixtures, id, verdict)).map((name) => ({
          rule: id,
          verdict,
          name,
          expected: lines(join(fixtures, id, verdict, name, 'expected.txt')),
        })),
      ),
    );
}

/**
 * Makes the case a repository of its own in a temporary folder: keys planted, everything added to git but what
 * `untracked.txt` lists. A file `no-git` leaves git out. `_dist` becomes `dist`, which this repository ignores.
 * @returns the folder, and every text that would give a planted private key away
 */
export function checkOut({ rule, verdict, name }: RuleCase): { root: string; secrets: string[] } {
  const root = copyFixture(`rules/${rule}/${verdict}/${name}`);
  const untracked = lines(join(root, 'untracked.txt'));
  const bare = existsSync(join(root, 'no-git'));
  for (const file of ['expected.txt', 'untracked.txt', 'no-git']) rmSync(join(root, file), { force: true });
  if (existsSync(join(root, '_dist'))) renameSync(join(root, '_dist'), join(root, 'dist'));
  const secrets = plantKeys(root);
  if (!bare) {
    git(root, 'init', '--quiet', '--initial-branch=main', '--template=');
    git(root, 'add', '--all', '--', '.', ...untracked.map((path) => `:(exclude)${path}`));
    git(root, 'commit', '--quiet', '--allow-empty', '--message', 'case');
  }
  return { root, secrets };
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function lines(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  return text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
