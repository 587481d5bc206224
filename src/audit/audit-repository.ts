import { lazy } from '../project/lazy.ts';
import { readLocalPackages } from '../project/local-packages.ts';
import { type Part, partOfProject } from '../project/part-of-project.ts';
import { isInside } from '../project/posix-path.ts';
import type { Project } from '../project/project.ts';
import { readProject } from '../project/read-project.ts';
import type { Audit } from './audit.ts';
import { createAudit } from './create-audit.ts';
import { findParts } from './find-parts.ts';
import { mergeReports } from './merge-reports.ts';
import type { AuditReport } from './report.ts';
import type { Rule } from './rule.ts';
import { type RunOptions, runRules } from './run-rules.ts';
import { createSecretModel } from './secrets/create-secret-model.ts';
import { reachInCode } from './secrets/reach-in-code.ts';
import { secretsSeenFrom } from './secrets/secrets-seen-from.ts';

/**
 * Audits a whole repository: every app with push code by its own framework's rules, and what is left, as one report. Keys
 * are searched for once, and a pair is proven wherever its halves stand.
 */
export function auditRepository(project: Project, rules: readonly Rule[], options: RunOptions): AuditReport {
  const startedAt = options.startedAt ?? performance.now();
  if (project.workspace.app !== '.') {
    return runRules(createAudit(withSharedPackages(project)), rules, { ...options, startedAt });
  }
  const parts = findParts(project);
  if (parts.length === 1) return runRules(createAudit(project), rules, { ...options, startedAt });
  const apps = parts.map(({ folder }) => folder).filter((folder) => folder !== '.');
  const ownerOf = (path: string): string =>
    apps.reduce((owner, folder) => {
      return isInside(folder, path) && folder.length > owner.length ? folder : owner;
    }, '.');
  const secrets = lazy(() =>
    createSecretModel(
      project,
      audits.map(({ part, audit }) => ({ folder: part.folder, layout: audit.framework?.layout })),
      () => undefined,
    ),
  );
  const audits = parts.map((part): { readonly part: Part; readonly audit: Audit } => {
    const { folder } = part;
    // What lies in no app may be read by each of them: an env file at the root.
    const isRead = (path: string): boolean => [folder, '.'].includes(ownerOf(path));
    const audit = createAudit(partOfProject(project, part), {
      folder,
      makeSecrets: ({ code }) =>
        secretsSeenFrom(secrets(), folder, (path) => reachInCode(code, path), isRead),
    });
    return { part, audit };
  });
  const runs = audits.map(({ part, audit }) => ({
    part,
    report: runRules(audit, rules, options),
  }));
  return mergeReports(project, rules, runs, startedAt);
}

/** A member of a workspace, with the files of the packages beside it that it uses. */
function withSharedPackages(member: Project): Project {
  const { root, app } = member.workspace;
  const whole = readProject(root);
  const uses = readLocalPackages(whole).find(({ folder }) => folder === app)?.uses ?? [];
  const shared = uses.filter((folder) => folder !== '.');
  if (shared.length === 0) return member;
  const folders = [app, ...shared];
  const files = whole.files.list().filter((path) => folders.some((folder) => isInside(folder, path)));
  return partOfProject(whole, { folder: app, files });
}
