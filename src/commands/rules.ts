import type { Rule } from '../audit/rule.ts';
import { rules } from '../audit/rules/index.ts';
import { UserError } from '../errors.ts';
import { wrapText } from '../wrap-text.ts';
import { colorsFor, printJson, widthOf } from './shared/output.ts';

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
  const terminal = widthOf(process.stdout);
  if (id !== undefined) {
    for (const rule of chosen) {
      const { title, severity, why, fix, example, docs } = rule;
      const [titleText, whyText, fixText] = [title, `  ${why}`, `  ${fix}`].map((text) =>
        wrapText(text, terminal),
      );
      process.stdout.write(
        `${bold(rule.id)}  ${severity}\n${titleText}\n\nWhy\n${whyText}\n\nWhat to do\n${fixText}\n\n${example.replace(/^/gm, '  ')}\n\nSource\n  ${cyan(docs)}\n`,
      );
    }
    return 0;
  }
  const width = Math.max(...rules.map((rule) => rule.id.length));
  for (const group of new Set(rules.map((rule) => rule.group))) {
    process.stdout.write(`${bold(group)}\n`);
    for (const rule of rules.filter((candidate) => candidate.group === group)) {
      const line = `  ${rule.id.padEnd(width)}  ${dim(rule.severity.padEnd(7))}  ${rule.title}`;
      process.stdout.write(`${wrapText(line, terminal, 4)}\n`);
    }
  }
  return 0;
}

function described({ id, group, severity, title, why, fix, example, docs }: Rule): object {
  return { id, group, severity, title, why, fix, example, docs };
}
