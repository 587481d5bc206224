import manifest from '../../../package.json' with { type: 'json' };
import { createAudit } from '../../audit/create-audit.ts';
import type { AuditReport } from '../../audit/report.ts';
import type { Rule } from '../../audit/rule.ts';
import { rules as catalogue } from '../../audit/rules/index.ts';
import { runRules } from '../../audit/run-rules.ts';
import { readProject } from '../../project/read-project.ts';

/**
 * Audits a folder as it is now on the disk.
 * @param rules the part of the catalogue to run
 */
export function runAudit(directory: string, rules: readonly Rule[] = catalogue): AuditReport {
  const startedAt = performance.now();
  const audit = createAudit(readProject(directory));
  return runRules(audit, rules, {
    version: manifest.version,
    startedAt,
    known: catalogue.map((rule) => rule.id),
  });
}
