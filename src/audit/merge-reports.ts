import type { Part } from '../project/part-of-project.ts';
import type { Project } from '../project/project.ts';
import type { AuditReport } from './report.ts';
import type { ReportedProblem, Rule, RuleResult } from './rule.ts';
import { summarise } from './summarise.ts';

/** The report of one part; its paths are relative to the whole repository already. */
export interface PartReport {
  readonly part: Part;
  readonly report: AuditReport;
}

/** One report of all parts: a rule has failed where it has failed anywhere, and says the same thing once. */
export function mergeReports(
  project: Project,
  rules: readonly Rule[],
  runs: readonly PartReport[],
  startedAt: number,
): AuditReport {
  const [first] = runs as readonly [PartReport, ...PartReport[]];
  const results = rules.map((rule) => mergeResults(rule, runs));
  const apps = runs
    .filter(({ part, report }) => part.folder !== '.' || report.project.framework !== undefined)
    .map(({ part, report: { project } }) => ({
      path: part.folder,
      framework: project.framework,
      mode: project.mode,
      language: project.language,
    }));
  const only = apps.length === 1 ? apps[0] : undefined;
  return {
    tool: first.report.tool,
    project: {
      ...first.report.project,
      root: project.workspace.app,
      framework: only?.framework,
      mode: only?.mode,
      language: only?.language ?? project.language,
      apps,
    },
    summary: {
      ...summarise(results),
      filesListed: project.files.list().length,
      filesRead: project.files.filesRead,
      filesParsed: runs.reduce((sum, { report }) => sum + report.summary.filesParsed, 0),
      ms: Math.round(performance.now() - startedAt),
    },
    results,
    notChecked: [...new Set(runs.flatMap(({ report }) => report.notChecked))],
  };
}

function mergeResults(rule: Rule, runs: readonly PartReport[]): RuleResult {
  const results = runs.map(({ part, report }) => ({
    part,
    result: report.results.find((each) => each.rule.id === rule.id),
  }));
  // One place is told once, by the first part that has it: code that several apps share, keys, files that all of them read.
  const problems: ReportedProblem[] = [];
  const told = new Set<string>();
  for (const { result } of results) {
    const own = result !== undefined && 'problems' in result ? (result.problems ?? []) : [];
    const fresh = own.filter((problem) => !told.has(placeOf(problem)) && isAgreed(rule, problem, results));
    for (const problem of fresh) told.add(placeOf(problem));
    problems.push(...fresh);
  }
  const all = problems.sort((a, b) => (a.at.path < b.at.path ? -1 : a.at.path > b.at.path ? 1 : 0));
  const crashed = results.find(({ result }) => result?.status === 'crashed')?.result;
  if (crashed?.status === 'crashed') return { ...crashed, problems: all };
  const steps = new Set(results.flatMap(({ result }) => (result?.status === 'manual' ? [result.step] : [])));
  if (steps.size > 0) return { rule, status: 'manual', step: [...steps].join(' ') };
  if (all.length > 0) {
    const isOpen = all.some(({ suppressed }) => suppressed === undefined);
    return { rule, status: isOpen ? 'failed' : 'passed', problems: all };
  }
  const isJudged = results.some(({ result }) => result?.status === 'passed' || result?.status === 'failed');
  return { rule, status: isJudged ? 'passed' : 'not-applicable' };
}

function placeOf({ at }: ReportedProblem): string {
  return `${at.path}:${at.line}:${at.column}`;
}

/** What is said about the run itself, such as a suppression that nothing needed, holds only when all that saw the file say it. */
function isAgreed(
  rule: Rule,
  { at, message }: ReportedProblem,
  results: readonly { readonly part: Part; readonly result: RuleResult | undefined }[],
): boolean {
  if (rule.judgesRun !== true) return true;
  return results.every(({ part, result }) => {
    if (!part.files.includes(at.path) || result === undefined) return true;
    const said = 'problems' in result ? (result.problems ?? []) : [];
    return said.some((other) => {
      return other.at.path === at.path && other.at.line === at.line && other.message === message;
    });
  });
}
