import type { RuleResult } from './rule.ts';

/** Everything a reporter needs, and nothing it has to compute. Paths are POSIX, relative to the audited folder. */
export interface AuditReport {
  readonly tool: { readonly name: 'pushwright'; readonly version: string };
  readonly project: ReportedProject;
  readonly summary: AuditSummary;
  /** One entry for each rule that was asked for, in the catalogue's order. */
  readonly results: readonly RuleResult[];
  /** What this run could not see, one sentence each. */
  readonly notChecked: readonly string[];
}

export interface ReportedProject {
  /** The audited folder relative to the workspace's root, `.` when it is the root. */
  readonly root: string;
  readonly framework: string | undefined;
  readonly mode: string | undefined;
  readonly language: 'ts' | 'js';
  readonly provider: string | undefined;
  readonly packageManager: string | undefined;
  /** The apps that were audited on their own, when the folder holds several parts. */
  readonly apps?: readonly ReportedApp[];
}

export interface ReportedApp {
  /** POSIX, relative to the audited folder. */
  readonly path: string;
  readonly framework: string | undefined;
  readonly mode: string | undefined;
  readonly language: 'ts' | 'js';
}

export interface AuditSummary {
  /** Problems by severity, suppressed ones left out, proven and likely ones together. */
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Rules by status. */
  readonly passed: number;
  readonly notApplicable: number;
  readonly manual: number;
  readonly crashed: number;
  /** Problems that a comment or the baseline accepts. */
  readonly suppressed: number;
  readonly filesListed: number;
  readonly filesRead: number;
  readonly filesParsed: number;
  /** Wall-clock time of the audit in milliseconds. */
  readonly ms: number;
}
