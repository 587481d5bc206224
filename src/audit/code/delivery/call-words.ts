import type { CodeModel } from '../code-model.ts';

const known = new WeakMap<CodeModel, boolean>();

/** Whether any text in the code speaks of a call, so that a push may ring: whether one does, walking it tells. */
export function speaksOfCalls(code: CodeModel, text: (path: string) => string | undefined): boolean {
  let found = known.get(code);
  if (found === undefined) {
    found = code
      .mentioning(['call', 'Call', 'CALL', 'ring', 'RING', 'voip'])
      .some((path) =>
        /(['"`])(?:[\w-]*[-_ .:])?(?:call|ring|ringing|voip)(?:[-_ .:][\w-]*)?\1/i.test(text(path) ?? ''),
      );
    known.set(code, found);
  }
  return found;
}
