import { Cancelled, NeedsAnswer, type OpenQuestion } from '../../errors.ts';

/** One thing that init cannot know. Each has a flag, so that nothing ever has to be asked. */
export interface Question<Value = string> {
  readonly flag: string;
  /** The question as a person reads it. */
  readonly message: string;
  /** Why the repository does not tell. */
  readonly reason: string;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
  /** More than one of the choices may be taken. */
  readonly multiple?: boolean;
  /** What --yes takes; undefined when nothing can be assumed. */
  readonly fallback: string | undefined;
  /** Turns the text of a flag or an answer into the value. @throws UserError when it cannot be one */
  readonly read: (text: string) => Value;
}

/** The one gate for all prompts: a terminal on both ends, no CI, standard output not promised to a JSON document. */
export function canAsk(options: { json?: boolean }): boolean {
  const { CI } = process.env;
  const ci = CI !== undefined && CI !== '' && CI !== '0' && CI.toLowerCase() !== 'false';
  return Boolean(process.stdin.isTTY && process.stdout.isTTY) && !ci && !options.json;
}

export interface Answers {
  /** One value a question, in order; of an open question, what its fallback gives, else undefined. */
  readonly values: readonly unknown[];
  readonly open: readonly OpenQuestion[];
}

/**
 * Answers questions from flags, then from defaults when `yes`, then by asking when `interactive`.
 * What is left is `open`; the caller decides whether that ends the run.
 * @throws Cancelled on Ctrl-C
 */
export async function answer(
  questions: readonly Question<unknown>[],
  given: Readonly<Record<string, string | undefined>>,
  mode: { yes: boolean; interactive: boolean },
): Promise<Answers> {
  const values: unknown[] = [];
  const open: OpenQuestion[] = [];
  for (const question of questions) {
    const flag = given[question.flag];
    const only = question.choices.length === 1 ? question.choices[0]?.value : undefined;
    const text = flag ?? only ?? (mode.yes ? question.fallback : undefined);
    if (text !== undefined) values.push(question.read(text));
    else if (mode.interactive) values.push(question.read(await prompt(question)));
    else {
      const { fallback, choices, reason } = question;
      values.push(fallback === undefined ? undefined : question.read(fallback));
      open.push({ flag: question.flag, choices: choices.map((choice) => choice.value), reason });
    }
  }
  return { values, open };
}

/** @throws NeedsAnswer when anything is open */
export function requireAnswers({ open }: Answers, yes: boolean): void {
  if (open.length > 0) throw new NeedsAnswer(open, !yes);
}

async function prompt(question: Question<unknown>): Promise<string> {
  const { select, multiselect, text } = await import('@clack/prompts');
  const { message, fallback } = question;
  const options = question.choices.map(({ value, label, hint }) => ({ value, label, hint }));
  if (options.length === 0) {
    const validate = (typed: string | undefined) => problemWith(question, typed || fallback || '');
    return orCancelled(await text({ message, placeholder: fallback, defaultValue: fallback, validate }));
  }
  if (question.multiple) {
    const chosen = await multiselect({
      message,
      options,
      initialValues: fallback?.split(','),
      required: true,
    });
    return orCancelled(chosen).join(',');
  }
  return orCancelled(await select({ message, options, initialValue: fallback }));
}

/** Asks for a yes; no and Ctrl-C are the same. @throws Cancelled */
export async function confirmed(message: string): Promise<void> {
  const { confirm } = await import('@clack/prompts');
  if (!orCancelled(await confirm({ message }))) throw new Cancelled();
}

function problemWith(question: Question<unknown>, typed: string): string | undefined {
  try {
    question.read(typed);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** clack answers Ctrl-C with a symbol. @throws Cancelled */
export function orCancelled<Value>(answered: Value): Exclude<Value, symbol> {
  if (typeof answered === 'symbol') throw new Cancelled();
  return answered as Exclude<Value, symbol>;
}
