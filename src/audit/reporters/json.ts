import type { AuditReport } from '../report.ts';
import type { ReportedProblem, RuleResult } from '../rule.ts';

/** The report as one JSON document, schema 1. Fields are only ever added within a schema. */
export function reportJson(report: AuditReport): string {
  const { tool, project, summary, results, notChecked } = report;
  const document = {
    schema: 1,
    tool,
    project: {
      root: project.root,
      framework: project.framework ?? null,
      mode: project.mode ?? null,
      language: project.language,
      provider: project.provider ?? null,
      packageManager: project.packageManager ?? null,
      ...(project.apps && {
        apps: project.apps.map(({ path, framework, mode, language }) => ({
          path,
          framework: framework ?? null,
          mode: mode ?? null,
          language,
        })),
      }),
    },
    summary,
    results: results.map(resultOf),
    notChecked,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function resultOf(result: RuleResult): object {
  const problems = 'problems' in result ? (result.problems ?? []) : [];
  return {
    rule: result.rule.id,
    status: result.status,
    severity: result.rule.severity,
    problems: problems.map(problemOf),
    ...(result.status === 'manual' && { step: result.step }),
    ...(result.status === 'crashed' && { error: result.error }),
  };
}

function problemOf(problem: ReportedProblem): object {
  const { message, certainty, severity, at, trail = [], fingerprint, suppressed } = problem;
  return {
    message,
    certainty,
    severity,
    path: at.path,
    line: at.line,
    column: at.column,
    trail: trail.map(({ path, line, text }) => ({ path, line, text })),
    fingerprint,
    ...(suppressed !== undefined && { suppressed }),
  };
}
