import type picocolors from 'picocolors';
import { wrapText } from '../../wrap-text.ts';
import type { AuditReport, AuditSummary } from '../report.ts';
import type { Group, ReportedProblem, RuleResult, Severity } from '../rule.ts';

/** `picocolors.createColors(enabled)`. */
export type Colors = ReturnType<typeof picocolors.createColors>;

export interface PrettyOptions {
  /** The caller knows the terminal, the flags and NO_COLOR. */
  readonly colors: Colors;
  /** Columns of the terminal; undefined for a file or a pipe, where no line is broken. */
  readonly width?: number | undefined;
}

const groups: readonly (readonly [Group, string])[] = [
  ['keys', 'Keys and secrets'],
  ['worker', 'Service worker'],
  ['client', 'Client'],
  ['server', 'Push server'],
  ['app', 'App'],
  ['provider', 'Chat provider'],
];

const WIDTH = 90;

/** The report as a checklist for people, in the catalogue's groups. */
export function reportPretty(report: AuditReport, { colors, width }: PrettyOptions): string {
  const { project, results, notChecked, summary } = report;
  const about = [project.framework, project.mode, project.language, project.provider]
    .filter(Boolean)
    .join(', ');
  const apps = (project.apps ?? []).map(({ path, framework, mode }) => {
    return colors.dim(`  ${path}: ${[framework ?? 'another framework', mode].filter(Boolean).join(', ')}`);
  });
  const isOne = apps.length < 2;
  const title = colors.bold('Web Push checklist') + colors.dim(`  ${isOne ? about : 'several apps'}`);
  const lines = [title, ...(isOne ? [] : apps), ''];
  for (const [group, name] of groups) {
    const rows = results.filter(
      (result) => result.rule.group === group && result.status !== 'not-applicable',
    );
    if (rows.length === 0) continue;
    lines.push(
      colors.bold(name),
      ...passedLines(rows, colors, Math.min(WIDTH, (width ?? Infinity) - 4)),
      ...rows.flatMap((row) => rowOf(row, colors)),
      '',
    );
  }
  if (notChecked.length > 0) {
    lines.push(colors.bold('Not checked'), ...notChecked.map((text) => `  ${colors.dim('-')} ${text}`), '');
  }
  lines.push(summaryOf(summary, results, colors));
  return `${lines.map((line) => wrapText(line, width)).join('\n')}\n`;
}

/** Passed rules need no line of their own: their names, a few to a line. */
function passedLines(rows: readonly RuleResult[], colors: Colors, room: number): string[] {
  const lines: string[] = [];
  for (const row of rows) {
    if (row.status !== 'passed') continue;
    const accepted = row.problems?.length ?? 0;
    const name = row.rule.id + (accepted > 0 ? ` (${count(accepted, 'problem')} accepted)` : '');
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < room) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(name);
  }
  return lines.map((line) => `  ${colors.green('✓')} ${colors.dim(line)}`);
}

function rowOf(result: RuleResult, colors: Colors): string[] {
  const { rule } = result;
  switch (result.status) {
    case 'manual':
      return [`  ${colors.cyan('?')} ${rule.id}`, `      ${result.step}`];
    case 'crashed':
      return [
        `  ${colors.red('✗')} ${rule.id}  ${colors.red('could not be checked')}`,
        `      ${result.error}`,
        `      This is a defect of pushwright; the audit counts as unfinished.`,
        ...(result.problems ?? []).flatMap((problem) => problemLines(problem, rule.severity, colors)),
      ];
    case 'failed': {
      const open = result.problems.filter((problem) => problem.suppressed === undefined);
      const accepted = result.problems.length - open.length;
      return [
        `  ${mark(worst(open), colors)} ${colors.bold(rule.id)}  ${rule.title}`,
        ...open.flatMap((problem) => problemLines(problem, rule.severity, colors)),
        ...(accepted > 0 ? [colors.dim(`      ${count(accepted, 'more problem')} accepted`)] : []),
        `      ${colors.dim('fix:')} ${rule.fix}`,
      ];
    }
    default:
      return [];
  }
}

function problemLines(problem: ReportedProblem, usual: Severity, colors: Colors): string[] {
  const { path, line, column } = problem.at;
  const notes = [
    ...(problem.certainty === 'likely' ? ['likely'] : []),
    ...(problem.severity === usual
      ? []
      : [`only ${problem.severity === 'info' ? 'a note' : `a ${problem.severity}`}`]),
  ];
  const note = notes.length > 0 ? colors.dim(`  (${notes.join(', ')})`) : '';
  return [
    `      ${colors.underline(`${path}:${line}:${column}`)}${note}`,
    `        ${problem.message}`,
    ...(problem.trail ?? []).map((step) => {
      return `        ${colors.dim(`→ ${step.path}:${step.line}`)} ${step.text}`;
    }),
  ];
}

function worst(problems: readonly ReportedProblem[]): Severity {
  const has = (severity: Severity): boolean => problems.some((problem) => problem.severity === severity);
  return has('error') ? 'error' : has('warning') ? 'warning' : 'info';
}

function mark(severity: Severity, colors: Colors): string {
  if (severity === 'error') return colors.red('✗');
  return severity === 'warning' ? colors.yellow('!') : colors.blue('i');
}

function summaryOf(summary: AuditSummary, results: readonly RuleResult[], colors: Colors): string {
  const open = results.flatMap((result) =>
    result.status === 'failed' ? result.problems.filter((problem) => problem.suppressed === undefined) : [],
  );
  const found = (
    [
      ['error', summary.errors],
      ['warning', summary.warnings],
      ['note', summary.infos],
    ] as const
  )
    .filter(([, number]) => number > 0)
    .map(([name, number]) => {
      const severity = name === 'note' ? 'info' : name;
      const likely = open.filter(
        (problem) => problem.severity === severity && problem.certainty === 'likely',
      ).length;
      return (
        count(number, name) + (likely === 0 ? '' : likely === number ? ' (likely)' : ` (${likely} likely)`)
      );
    });
  const paint = summary.errors > 0 ? colors.red : summary.warnings > 0 ? colors.yellow : colors.green;
  const head = found.length > 0 ? found.join(', ') : 'No problem found';
  const rest = [
    `${summary.passed} passed`,
    `${summary.notApplicable} not applicable`,
    ...(summary.manual > 0 ? [`${summary.manual} to check by hand`] : []),
    ...(summary.suppressed > 0 ? [`${summary.suppressed} accepted`] : []),
    ...(summary.crashed > 0 ? [`${summary.crashed} could not be checked`] : []),
    `${count(summary.filesRead, 'file')} read, ${summary.ms} ms`,
  ];
  return `${paint(colors.bold(head))}${colors.dim(` · ${rest.join(' · ')}`)}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
