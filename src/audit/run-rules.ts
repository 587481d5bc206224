import type { Audit } from './audit.ts';
import { createFingerprinter } from './fingerprint.ts';
import type { AuditReport, AuditSummary } from './report.ts';
import type { Problem, ReportedProblem, Rule, RuleResult } from './rule.ts';
import { summarise } from './summarise.ts';
import { findSuppressions, type Suppression } from './suppressions.ts';

export interface RunOptions {
  /** Version of this tool, for the report. */
  readonly version: string;
  /** Id of the chat source that was detected. */
  readonly provider?: string;
  /** `performance.now()` when the audit began, reading the repository included; the start of this call by default. */
  readonly startedAt?: number;
  /** Every id of the catalogue, when `rules` is a part of it. */
  readonly known?: readonly string[];
  /** Fingerprints that the baseline accepts. */
  readonly baseline?: ReadonlySet<string>;
  /** What the caller knows was not looked at, one sentence each. */
  readonly notChecked?: readonly string[];
}

/** What the rules before this one have come to. */
export interface Run {
  /** Ids of the catalogue: a suppression of any other is a mistake. */
  readonly known: ReadonlySet<string>;
  /** Ids of the rules that have been judged and did not crash. */
  readonly judged: ReadonlySet<string>;
  readonly suppressions: readonly Suppression[];
  /** Whether the suppression has accepted a problem of that rule. */
  isUsed(suppression: Suppression, rule: string): boolean;
}

interface Judgement {
  readonly rule: Rule;
  readonly outcome: 'judged' | 'not-applicable' | 'crashed' | 'manual';
  readonly problems: readonly Problem[];
  readonly error?: unknown;
  readonly step?: string;
}

/**
 * Runs every rule on its own: one that throws is reported as crashed and never as clean, and takes no other with it.
 * Suppressions are applied, then the rules that judge the suppressions themselves are asked.
 */
export function runRules(audit: Audit, rules: readonly Rule[], options: RunOptions): AuditReport {
  const startedAt = options.startedAt ?? performance.now();
  const noRun: Run = { known: new Set(), judged: new Set(), suppressions: [], isUsed: () => false };
  const ordinary = rules.filter((rule) => rule.judgesRun !== true);
  const judgements = new Map(ordinary.map((rule) => [rule.id, judge(audit, rule, noRun)]));

  const withProblems = new Set<string>();
  for (const { problems } of judgements.values()) for (const { at } of problems) withProblems.add(at.path);
  const suppressions = findSuppressions(audit, withProblems);
  const accepted = acceptedBy(suppressions);
  const report = createReporter(audit, options, accepted);

  const results = new Map<string, RuleResult>();
  for (const judgement of judgements.values()) results.set(judgement.rule.id, report(judgement));
  const judged = [...judgements.values()].filter(({ outcome }) => outcome !== 'crashed');
  const run: Run = {
    known: new Set(options.known ?? rules.map((rule) => rule.id)),
    judged: new Set(judged.map(({ rule }) => rule.id)),
    suppressions,
    isUsed: accepted.isUsed,
  };
  for (const rule of rules.filter((rule) => rule.judgesRun === true))
    results.set(rule.id, report(judge(audit, rule, run)));

  const ordered = rules.map((rule) => results.get(rule.id) as RuleResult);
  const { project } = audit;
  return {
    tool: { name: 'pushwright', version: options.version },
    project: {
      root: project.workspace.app,
      framework: audit.framework?.framework.id,
      mode: audit.framework?.detection.mode,
      language: project.language,
      provider: options.provider,
      packageManager: project.workspace.packageManager,
    },
    summary: { ...summarise(ordered), ...workDone(audit), ms: Math.round(performance.now() - startedAt) },
    results: ordered,
    notChecked: [...(options.notChecked ?? []), ...audit.secrets.notChecked],
  };
}

function judge(audit: Audit, rule: Rule, run: Run): Judgement {
  try {
    if (rule.appliesTo?.(audit) === false) return { rule, outcome: 'not-applicable', problems: [] };
    if (rule.manual !== undefined) {
      const step = rule.manual(audit);
      return { rule, outcome: step === undefined ? 'not-applicable' : 'manual', problems: [], step };
    }
    return { rule, outcome: 'judged', problems: [...rule.check(audit, run)].sort(byPlace) };
  } catch (error) {
    return { rule, outcome: 'crashed', problems: [], error };
  }
}

function byPlace(a: Problem, b: Problem): number {
  return (
    compare(a.at.path, b.at.path) ||
    a.at.line - b.at.line ||
    a.at.column - b.at.column ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Acceptance {
  reasonFor(rule: string, path: string, line: number): string | undefined;
  isUsed(suppression: Suppression, rule: string): boolean;
}

function acceptedBy(suppressions: readonly Suppression[]): Acceptance {
  const byPlace = new Map<string, Suppression[]>();
  for (const suppression of suppressions) {
    if (suppression.reason === undefined) continue;
    const key = `${suppression.line} ${suppression.at.path}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), suppression]);
  }
  const used = new Map<Suppression, Set<string>>();
  return {
    reasonFor(rule, path, line) {
      const suppression = byPlace.get(`${line} ${path}`)?.find(({ rules }) => rules.includes(rule));
      if (suppression === undefined) return undefined;
      used.set(suppression, (used.get(suppression) ?? new Set()).add(rule));
      return suppression.reason;
    },
    isUsed: (suppression, rule) => used.get(suppression)?.has(rule) ?? false,
  };
}

function createReporter(
  audit: Audit,
  options: RunOptions,
  accepted: Acceptance,
): (judgement: Judgement) => RuleResult {
  const fingerprints = createFingerprinter();
  const { redact } = audit.secrets;
  const reported = (rule: Rule, problem: Problem): ReportedProblem => {
    const { path, line, column } = problem.at;
    const shown = audit.nameOf(path);
    const fingerprint = fingerprints.of(rule.id, shown, audit.project.files.text(path), line, column);
    const suppressed =
      accepted.reasonFor(rule.id, path, line) ??
      (options.baseline?.has(fingerprint) === true ? 'in the baseline' : undefined);
    return {
      ...problem,
      at: { path: shown, line, column },
      message: redact(problem.message),
      ...(problem.trail && {
        trail: problem.trail.map((step) => ({
          ...step,
          path: audit.nameOf(step.path),
          text: redact(step.text),
        })),
      }),
      severity: problem.severity ?? rule.severity,
      fingerprint,
      ...(suppressed !== undefined && { suppressed: redact(suppressed) }),
    };
  };
  return ({ rule, outcome, problems, error, step = '' }) => {
    if (outcome === 'not-applicable') return { rule, status: 'not-applicable' };
    if (outcome === 'crashed')
      return { rule, status: 'crashed', error: redact(describeError(error, audit.project.root)) };
    if (outcome === 'manual') return { rule, status: 'manual', step: redact(step) };
    const all = problems.map((problem) => reported(rule, problem));
    if (all.length === 0) return { rule, status: 'passed' };
    const open = all.some((problem) => problem.suppressed === undefined);
    return { rule, status: open ? 'failed' : 'passed', problems: all };
  };
}

/** One line; the audited folder's place on this machine is nobody's business. */
function describeError(error: unknown, root: string): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (text.split('\n', 1)[0] ?? '').replaceAll(root, '.');
}

function workDone({ project, code }: Audit): Pick<AuditSummary, 'filesListed' | 'filesRead' | 'filesParsed'> {
  return {
    filesListed: project.files.list().length,
    filesRead: project.files.filesRead,
    filesParsed: code.filesParsed,
  };
}
