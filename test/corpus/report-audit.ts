import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditReport } from '../../src/audit/report.ts';
import { runAudit } from '../../src/commands/shared/run-audit.ts';
import { type AuditLabel, type Question, questions, readAuditLabels } from './audit-labels.ts';

/** What the audit and the people say about one label of one repository. */
interface Answer {
  readonly repo: string;
  readonly question: Question;
  /** The people's word: there is a mistake. */
  readonly expected: boolean;
  /** The audit's: a rule reports one. */
  readonly found: boolean;
  readonly evidence: string;
}

interface Score {
  readonly label: string;
  right: number;
  false: number;
  missed: number;
  silent: number;
}

interface ReportOptions {
  /** Only repositories with this text in their name. */
  readonly only?: string;
  /** Prints every finding as well, to be judged by a person. */
  readonly findings?: boolean;
  readonly json?: boolean;
}

/**
 * Audits every labelled repository from its root and compares. Prints the misses, then precision and recall of each label,
 * a mistake being what is looked for; 1 when a rule crashed or a repository is not there.
 */
export function run(folder: string, labels: string, options: ReportOptions): 0 | 1 {
  const answers: Answer[] = [];
  let broken = 0;
  for (const label of readAuditLabels(labels)) {
    const root = join(folder, label.repo.replace('/', '+'));
    if (!label.repo.includes(options.only ?? '')) continue;
    if (!existsSync(root)) {
      console.log(`${label.repo}: not checked out`);
      broken++;
      continue;
    }
    const report = runAudit(root);
    if (!options.json) printReport(label, report, options.findings === true);
    broken += report.summary.crashed;
    answers.push(...answersOf(label, report));
  }
  const scores = scoresOf(answers);
  if (options.json) {
    const misses = answers.filter(({ expected, found }) => expected !== found);
    console.log(
      JSON.stringify(
        { scores, misses: misses.map(({ question, ...rest }) => ({ label: question.label, ...rest })) },
        null,
        2,
      ),
    );
  } else printScores(answers, scores);
  return broken > 0 ? 1 : 0;
}

function answersOf({ repo, labels }: AuditLabel, report: AuditReport): Answer[] {
  return questions.flatMap((question): Answer[] => {
    const label = labels[question.label];
    if (label === undefined || label.value === 'NA') return [];
    if (label.value === 'partial' && question.partial === undefined) return [];
    const expected =
      label.value === 'partial' ? question.partial === 'mistake' : label.value === question.mistake;
    const found = report.results.some(({ rule, status }) => {
      return status === 'failed' && question.rules.includes(rule.id);
    });
    return [{ repo, question, expected, found, evidence: label.evidence }];
  });
}

function scoresOf(answers: readonly Answer[]): Score[] {
  const scores = questions.map(({ label }): Score => ({ label, right: 0, false: 0, missed: 0, silent: 0 }));
  for (const { question, expected, found } of answers) {
    const score = scores[questions.indexOf(question)] as Score;
    score[expected ? (found ? 'right' : 'missed') : found ? 'false' : 'silent']++;
  }
  const total: Score = { label: 'all labels', right: 0, false: 0, missed: 0, silent: 0 };
  for (const score of scores) {
    for (const field of ['right', 'false', 'missed', 'silent'] as const) total[field] += score[field];
  }
  return [...scores, total];
}

function printReport({ repo }: AuditLabel, report: AuditReport, findings: boolean): void {
  const { summary, results } = report;
  console.log(
    `${repo}: ${summary.errors} errors, ${summary.warnings} warnings, ${summary.infos} infos; ${summary.filesParsed} of ${summary.filesListed} files parsed, ${summary.ms} ms`,
  );
  for (const result of results) {
    if (result.status === 'crashed') console.log(`  CRASHED ${result.rule.id}: ${result.error}`);
    if (result.status !== 'failed' || !findings) continue;
    for (const { at, certainty, message } of result.problems)
      console.log(`  ${at.path}:${at.line} ${result.rule.id} ${certainty}: ${message}`);
  }
}

function printScores(answers: readonly Answer[], scores: readonly Score[]): void {
  console.log('');
  for (const { repo, question, expected, found, evidence } of answers) {
    if (expected !== found)
      console.log(`${found ? 'false ' : 'missed'} ${repo} ${question.label}  (${evidence})`);
  }
  console.log(
    `\n| label | right | false | missed | silent | precision | recall |\n|---|--:|--:|--:|--:|--:|--:|`,
  );
  for (const { label, right, false: wrong, missed, silent } of scores) {
    console.log(
      `| ${label} | ${right} | ${wrong} | ${missed} | ${silent} | ${share(right, right + wrong)} | ${share(right, right + missed)} |`,
    );
  }
}

function share(part: number, of: number): string {
  return of === 0 ? '–' : (part / of).toFixed(2);
}
