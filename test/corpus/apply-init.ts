import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameworks, nameUnsupported } from '../../src/frameworks/index.ts';
import { readProject } from '../../src/project/read-project.ts';
import { frameworkOf, type Label, readLabels } from './labels.ts';

interface ApplyOptions {
  /** Only apps with this text in their repository's or folder's name. */
  readonly only?: string;
  readonly root: string;
}

/**
 * Runs init on a copy of every labelled app: the second one must be an empty plan, a file of theirs may only have been
 * added to, and undo must leave what git sees as it was. An app of another framework must be refused by name.
 * Prints one line an app; 1 when anything is wrong.
 */
export function run(folder: string, labels: string, options: ApplyOptions): 0 | 1 {
  let wrong = 0;
  for (const label of readLabels(labels)) {
    const app = label.dir === '.' ? label.repo : `${label.repo} ${label.dir}`;
    const checkout = join(folder, label.repo.replace('/', '+'));
    if (!app.includes(options.only ?? '') || !existsSync(join(checkout, label.dir))) continue;
    const copy = mkdtempSync(join(tmpdir(), 'pushwright-corpus-'));
    try {
      cpSync(checkout, copy, { recursive: true, verbatimSymlinks: true });
      const { isRight, text } = judge(label, copy, options.root);
      console.log(`${isRight ? 'ok   ' : 'WRONG'} ${app}: ${text}`);
      if (!isRight) wrong++;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }
  console.log(`\n${wrong === 0 ? 'All as they should be.' : `${wrong} wrong.`}`);
  return wrong === 0 ? 0 : 1;
}

interface Verdict {
  readonly isRight: boolean;
  readonly text: string;
}

function judge(label: Label, copy: string, root: string): Verdict {
  const app = join(copy, label.dir);
  const program = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'bin/pushwright.js'), ...args, app], {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { ...process.env, CI: '1', NO_COLOR: '1' },
    });
  const init = () =>
    program('init', '--yes', '--no-install', '--json', '--subject', 'mailto:push@pushwright.dev');
  const seen = () => git(copy, 'status', '--porcelain', '--ignored', '--untracked-files=all');
  const before = seen();
  const first = init();
  const said = first.stderr.trim().replace(/\s+/g, ' ');
  if (!isSupported(label)) {
    const name = nameUnsupported(readProject(app))?.name;
    const isNamed = first.status === 2 && name !== undefined && said.includes(name);
    return { isRight: isNamed && seen() === before, text: `refused: ${said}` };
  }
  if (first.status !== 0) {
    // Which of two workers stays is not for a program to say: an answer, too.
    const isConflict = first.status === 2 && /^Two service workers/.test(said) && seen() === before;
    return { isRight: isConflict, text: `exit ${first.status}: ${said}` };
  }
  const report = JSON.parse(first.stdout) as Report;
  const faults: string[] = [];
  const changed = numstat(copy);
  const extended = changed.filter(({ removed }) => removed > 0);
  for (const { path } of extended) {
    const [old, now] = [git(copy, 'show', `HEAD:${path}`), readFileSync(join(copy, path), 'utf8')];
    if (!isWithin(old, now)) faults.push(`${path} loses something of theirs`);
  }
  const second = init();
  const again = second.status === 0 ? (JSON.parse(second.stdout) as Report).operations : undefined;
  const left = again?.filter(({ kind }) => kind !== 'keep' && kind !== 'manual');
  if (left === undefined) faults.push(`the second init exits ${second.status}: ${second.stderr.trim()}`);
  else if (left.length > 0)
    faults.push(`the second init plans ${left.map(({ kind, path }) => `${kind} ${path}`).join(', ')}`);
  const undone = program('undo');
  if (undone.status !== 0) faults.push(`undo exits ${undone.status}: ${undone.stderr.trim()}`);
  const after = seen();
  if (after !== before) faults.push(`undo leaves ${difference(before, after)}`);
  const needed = report.manual.filter((step) => step.needed).length;
  const facts = [
    report.project.framework,
    `${report.operations.filter(({ kind }) => kind === 'create').length} new files`,
    `${changed.length} edited${extended.length > 0 ? ` (a line goes on in ${extended.map(({ path }) => path).join(', ')})` : ''}`,
    `${report.manual.length} steps left${needed > 0 ? ` (${needed} needed)` : ''}`,
    `audit ${report.audit.errors} errors, ${report.audit.warnings} warnings`,
  ].join(', ');
  return { isRight: faults.length === 0, text: [facts, ...faults].join('; ') };
}

interface Report {
  readonly project: { readonly framework: string };
  readonly operations: readonly { readonly kind: string; readonly path?: string }[];
  readonly manual: readonly { readonly needed?: boolean }[];
  readonly audit: { readonly errors: number; readonly warnings: number };
}

function isSupported(label: Label): boolean {
  return frameworks.some(({ id }) => id === frameworkOf(label));
}

function numstat(folder: string): { path: string; removed: number }[] {
  return git(folder, 'diff', '--numstat')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, removed = '0', path = ''] = line.split('\t');
      return { path, removed: removed === '-' ? 1 : Number(removed) };
    });
}

/** Whether a text becomes the other by insertions alone: a comma behind a last property, a line's end behind a last line. */
function isWithin(old: string, now: string): boolean {
  let at = 0;
  for (const character of old) {
    at = now.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Lines that only one of two outputs has. */
function difference(before: string, after: string): string {
  const [one, two] = [before.split('\n'), after.split('\n')];
  return [
    ...two.filter((line) => !one.includes(line)).map((line) => `+${line}`),
    ...one.filter((line) => !two.includes(line)).map((line) => `-${line}`),
  ]
    .slice(0, 5)
    .join(', ');
}

function git(folder: string, ...args: string[]): string {
  return spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout;
}
