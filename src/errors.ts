/** An expected failure: what happened, then what to do about it. Printed as one sentence each, exit code 2. */
export class UserError extends Error {
  /** What the user can do, as a sentence or a ready command line. */
  readonly advice: string;

  constructor(happened: string, advice: string) {
    super(happened);
    this.name = 'UserError';
    this.advice = advice;
  }
}

/** A question that nobody answered and that cannot be asked here: no terminal, or CI. */
export interface OpenQuestion {
  /** The flag that answers it, with dashes: `--subject`. */
  readonly flag: string;
  /** The values it takes; empty when any text will do. */
  readonly choices: readonly string[];
  /** Why it cannot be answered from the repository. */
  readonly reason: string;
}

/** Answers are missing and there is nobody to ask. Exit code 2; names each flag. */
export class NeedsAnswer extends UserError {
  readonly questions: readonly OpenQuestion[];

  /** @param offerYes whether `--yes` would have helped */
  constructor(questions: readonly OpenQuestion[], offerYes = false) {
    const flags = questions.map((question) => {
      const choices = question.choices.length > 0 ? ` <${question.choices.join('|')}>` : ' <value>';
      return `${question.flag}${choices}  ${question.reason}`;
    });
    const yes = offerYes ? '\nor --yes to take every default that exists.' : '';
    super(
      'Some answers are missing and there is no terminal to ask in.',
      `Pass:\n  ${flags.join('\n  ')}${yes}`,
    );
    this.name = 'NeedsAnswer';
    this.questions = questions;
  }
}

/** The person pressed Ctrl-C or answered no. Exit code 130; whatever had begun has been taken back. */
export class Cancelled extends Error {
  constructor(message = 'Cancelled. Nothing was changed.') {
    super(message);
    this.name = 'Cancelled';
  }
}
