import type { Operation } from '../plan/operation.ts';
import type { Audit } from './audit.ts';
import type { Run } from './run-rules.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where the checklist groups a rule. */
export type Group = 'keys' | 'worker' | 'client' | 'server' | 'app' | 'provider';

/** One rule of the audit: everything about it, in one file named like its id. */
export interface Rule {
  readonly id: string;
  readonly group: Group;
  /** What is wrong, no full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** What it does to the app's users; ends in a full stop. */
  readonly why: string;
  /** What to do about it, in a line. */
  readonly fix: string;
  /** A short piece of right code or configuration, for `rules <id>`. */
  readonly example: string;
  /** Specification, MDN or vendor page that the claim rests on. */
  readonly docs: string;
  /** False: the repository has nothing that this rule is about (not-applicable, which is not passed). */
  appliesTo?(audit: Audit): boolean;
  /** Asked after all other rules, with what they have come to: the rule about suppressions. */
  readonly judgesRun?: true;
  /** Yields what is wrong. A rule that cannot tell yields nothing. */
  check(audit: Audit, run: Run): Iterable<Problem>;
  /** For rows that nobody can judge from the code: the step a person takes. `check` is then never asked. */
  manual?(audit: Audit): string | undefined;
  /** Safe repairs, as operations for the same plan and apply as init's. */
  fixes?(audit: Audit): Operation[];
}

export interface Problem {
  /** What is wrong here: what happened and where it leads, one sentence. Never quotes a secret. */
  readonly message: string;
  /** `proven`: the code or the key itself shows it. `likely`: nearly always so. */
  readonly certainty: 'proven' | 'likely';
  /** Overrides the rule's severity, for a graded-down case. */
  readonly severity?: Severity;
  readonly at: Location;
  /** How it comes about, first step first: from what happens by itself to the call. */
  readonly trail?: readonly TrailStep[];
}

/** A place in a file of the audited folder; line and column count from 1. */
export interface Location {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface TrailStep {
  readonly path: string;
  readonly line: number;
  /** What happens at this step: `useEffect runs when App mounts`. */
  readonly text: string;
}

export type RuleResult = {
  readonly rule: Rule;
} /** A passed rule's problems are those that somebody has accepted: every one is suppressed. */ & (
  | { readonly status: 'passed'; readonly problems?: readonly ReportedProblem[] }
  | { readonly status: 'not-applicable' }
  | { readonly status: 'failed'; readonly problems: readonly ReportedProblem[] }
  | { readonly status: 'manual'; readonly step: string }
  /** Never counts as clean. The error's message, without secrets and absolute paths. */
  | {
      readonly status: 'crashed';
      readonly error: string;
      /** What it found in other parts of the repository, where it did not crash. */
      readonly problems?: readonly ReportedProblem[];
    }
);

/** A problem as reporters see it. */
export interface ReportedProblem extends Problem {
  readonly severity: Severity;
  /** Hash of rule, file and normalised code; no line numbers, no secrets; the same in every mode and format. */
  readonly fingerprint: string;
  /** The reason given in a suppression comment. */
  readonly suppressed?: string;
}
