import manifest from '../../../package.json' with { type: 'json' };
import { auditRepository } from '../../audit/audit-repository.ts';
import type { AuditReport } from '../../audit/report.ts';
import type { Rule } from '../../audit/rule.ts';
import { rules as catalogue } from '../../audit/rules/index.ts';
import { readProject } from '../../project/read-project.ts';

/**
 * Audits a folder as it is now on the disk.
 * @param rules the part of the catalogue to run
 */
export function runAudit(directory: string, rules: readonly Rule[] = catalogue): AuditReport {
  const startedAt = performance.now();
  return auditRepository(readProject(directory), rules, {
    version: manifest.version,
    startedAt,
    known: catalogue.map((rule) => rule.id),
  });
}
