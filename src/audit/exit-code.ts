import type { AuditReport } from './report.ts';
import type { ReportedProblem } from './rule.ts';

export type FailOn = 'error' | 'warning' | 'never';

/**
 * The exit code of an audit: 2 when a rule crashed (an unfinished audit is never clean), 1 when problems at or above
 * `failOn` are left, else 0.
 * @param strict likely problems count like proven ones
 */
export function exitCode(report: AuditReport, failOn: FailOn, strict: boolean): 0 | 1 | 2 {
  if (report.summary.crashed > 0) return 2;
  const fails = (problem: ReportedProblem): boolean =>
    problem.suppressed === undefined &&
    (strict || problem.certainty === 'proven') &&
    (problem.severity === 'error' || (failOn === 'warning' && problem.severity === 'warning'));
  if (failOn === 'never') return 0;
  return report.results.some((result) => result.status === 'failed' && result.problems.some(fails)) ? 1 : 0;
}
