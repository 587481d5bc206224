/** A half-open range of UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What an edit of one file's text came to. Edits only ever insert: no byte of the user's is changed or moved. */
export type EditResult =
  | {
      readonly status: 'edited';
      readonly text: string;
      /** What was inserted, as ranges in `text`, in order: taking them out gives the text before. */
      readonly inserted: readonly TextRange[];
    }
  | { readonly status: 'already'; readonly reason: string }
  | {
      readonly status: 'manual';
      /** Why no program should do this here, one sentence. */
      readonly reason: string;
      /** The exact text for a person to paste. */
      readonly snippet: string;
    };
