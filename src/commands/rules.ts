import type { Rule } from '../audit/rule.ts';
import { rules } from '../audit/rules/index.ts';
import { UserError } from '../errors.ts';
import { colorsFor, printJson } from './shared/output.ts';

/** `pushwright rules [id]`: the catalogue, or one rule with why, example, fix and source. */
export async function rulesCommand(
  id: string | undefined,
  options: { json?: boolean; color?: boolean },
): Promise<0> {
  const chosen = id === undefined ? rules : rules.filter((rule) => rule.id === id);
  if (chosen.length === 0) {
    throw new UserError(`There is no rule "${id}".`, 'Run "pushwright rules" for the list.');
  }
  if (options.json) {
    printJson({ schema: 1, rules: chosen.map(described) });
    return 0;
  }
  const { bold, dim, cyan } = colorsFor(process.stdout, options);
  if (id !== undefined) {
    for (const rule of chosen) {
      const { title, severity, why, fix, example, docs } = rule;
      process.stdout.write(
        `${bold(rule.id)}  ${severity}\n${title}\n\nWhy\n  ${why}\n\nWhat to do\n  ${fix}\n\n${example.replace(/^/gm, '  ')}\n\nSource\n  ${cyan(docs)}\n`,
      );
    }
    return 0;
  }
  const width = Math.max(...rules.map((rule) => rule.id.length));
  for (const group of new Set(rules.map((rule) => rule.group))) {
    process.stdout.write(`${bold(group)}\n`);
    for (const rule of rules.filter((candidate) => candidate.group === group)) {
      process.stdout.write(`  ${rule.id.padEnd(width)}  ${dim(rule.severity.padEnd(7))}  ${rule.title}\n`);
    }
  }
  return 0;
}

function described({ id, group, severity, title, why, fix, example, docs }: Rule): object {
  return { id, group, severity, title, why, fix, example, docs };
}
