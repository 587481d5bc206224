import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCode, type FailOn } from '../audit/exit-code.ts';
import { reportJson } from '../audit/reporters/json.ts';
import { reportPretty } from '../audit/reporters/pretty.ts';
import type { Rule } from '../audit/rule.ts';
import { rules } from '../audit/rules/index.ts';
import { UserError } from '../errors.ts';
import { colorsFor, widthOf } from './shared/output.ts';
import { runAudit } from './shared/run-audit.ts';
import { whyNotWritten } from './shared/why-not-written.ts';

interface AuditOptions {
  readonly format: 'pretty' | 'json';
  readonly json?: boolean;
  readonly output?: string;
  readonly failOn: FailOn;
  readonly strict?: boolean;
  readonly only?: string;
  readonly skip?: string;
  readonly color?: boolean;
}

/** `pushwright audit`: the checklist over any repository; writes nothing but the report. */
export async function audit(directory: string, options: AuditOptions): Promise<0 | 1 | 2> {
  const report = runAudit(resolve(directory), chosenRules(options));
  const colors = colorsFor(process.stdout, {
    color: options.color !== false && options.output === undefined,
  });
  const width = options.output === undefined ? widthOf(process.stdout) : undefined;
  const text =
    options.json || options.format === 'json' ? reportJson(report) : reportPretty(report, { colors, width });
  if (options.output === undefined) process.stdout.write(text);
  else writeReport(options.output, text);
  return exitCode(report, options.failOn, options.strict ?? false);
}

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError(
      `The report cannot be written to ${path === '' ? 'a file without a name' : path}: ${whyNotWritten(error)}.`,
      'Pass another --output.',
    );
  }
}

/** @throws UserError for an id that the catalogue does not have: a misspelt --skip would otherwise skip nothing */
function chosenRules({ only, skip }: AuditOptions): readonly Rule[] {
  const wanted = idsOf('--only', only);
  const unwanted = idsOf('--skip', skip) ?? [];
  return rules.filter(({ id }) => (wanted?.includes(id) ?? true) && !unwanted.includes(id));
}

function idsOf(flag: string, list: string | undefined): string[] | undefined {
  const ids = list
    ?.split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  for (const id of ids ?? []) {
    if (!rules.some((rule) => rule.id === id)) {
      throw new UserError(`${flag} names "${id}", which is no rule.`, 'Run "pushwright rules" for the list.');
    }
  }
  return ids;
}
