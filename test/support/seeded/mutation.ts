/** One way to break an app that is right, as somebody would write it. */
export interface Mutation {
  readonly rule: string;
  readonly how: string;
  readonly edits: readonly Edit[];
  /** Rules that are right to report the same mistake. */
  readonly also?: readonly string[];
}

/** A text that stands in the file once, a whole file, or a file that is gone. Placeholders of keys are the app's own pairs. */
export type Edit =
  | { readonly file: string; readonly from: string; readonly to: string }
  | { readonly file: string; readonly content: string }
  | { readonly file: string; readonly gone: true };

/** A mistake that is one edit. */
export function one(
  rule: string,
  how: string,
  file: string,
  from: string,
  to: string,
  also?: readonly string[],
): Mutation {
  return { rule, how, edits: [{ file, from, to }], ...(also && { also }) };
}
