import type { Rule } from '../rule.ts';

export const suppressionUnused: Rule = {
  id: 'suppression-unused',
  group: 'app',
  title: 'A suppression comment accepts nothing',
  severity: 'warning',
  why: 'A comment that is left behind accepts the next mistake on that line before anybody has looked at it, and one without a reason or with a misspelt rule hides nothing at all.',
  fix: 'Remove the comment, or name an existing rule and the reason after two dashes.',
  example: '// pushwright-ignore-next-line notification-tag-missing -- each alert must stay on screen',
  docs: 'https://eslint.org/docs/latest/use/command-line-interface#--report-unused-disable-directives',
  judgesRun: true,
  *check(_audit, run) {
    for (const suppression of run.suppressions) {
      const { at, rules, reason } = suppression;
      if (rules.length === 0) {
        yield { at, certainty: 'proven', message: 'This suppression names no rule, so it accepts nothing.' };
        continue;
      }
      for (const rule of rules) {
        if (!run.known.has(rule)) {
          yield { at, certainty: 'proven', message: `This suppression names ${rule}, which is no rule.` };
        } else if (reason === undefined) {
          const message = `This suppression of ${rule} gives no reason after two dashes, so it accepts nothing.`;
          yield { at, certainty: 'proven', message };
        } else if (run.judged.has(rule) && !run.isUsed(suppression, rule)) {
          yield {
            at,
            certainty: 'proven',
            message: `Nothing on the next line is reported by ${rule} any more.`,
          };
        }
      }
    }
  },
};
