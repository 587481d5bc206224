import type { AuditSummary } from './report.ts';
import type { RuleResult } from './rule.ts';

/** Counts problems and rules; what was read is the caller's to add. */
export function summarise(
  results: readonly RuleResult[],
): Omit<AuditSummary, 'filesListed' | 'filesRead' | 'filesParsed' | 'ms'> {
  const problems = results.flatMap((result) => ('problems' in result ? (result.problems ?? []) : []));
  const open = problems.filter((problem) => problem.suppressed === undefined);
  const ofSeverity = (severity: string): number =>
    open.filter((problem) => problem.severity === severity).length;
  const withStatus = (status: string): number => results.filter((result) => result.status === status).length;
  return {
    errors: ofSeverity('error'),
    warnings: ofSeverity('warning'),
    infos: ofSeverity('info'),
    passed: withStatus('passed'),
    notApplicable: withStatus('not-applicable'),
    manual: withStatus('manual'),
    crashed: withStatus('crashed'),
    suppressed: problems.length - open.length,
  };
}
