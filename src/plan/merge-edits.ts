import { isScript, parseModule } from '../project/parse.ts';
import type { EditOperation, Operation } from './operation.ts';

/**
 * Edits of one file as one: each was made from the file as it is, without knowing of the others. Edits only insert, so
 * they go together as long as they insert at different places; one that does not becomes a step for a person.
 */
export function mergeEdits(operations: readonly Operation[]): Operation[] {
  const merged: Operation[] = [];
  for (const operation of operations) {
    const at =
      operation.kind === 'edit'
        ? merged.findIndex((other) => other.kind === 'edit' && other.path === operation.path)
        : -1;
    const earlier = merged[at];
    if (operation.kind !== 'edit' || earlier?.kind !== 'edit') {
      merged.push(operation);
      continue;
    }
    const both = merge(earlier, operation);
    if (both !== undefined) merged[at] = both;
    else {
      const { path, reason } = operation;
      const { text } = changeOf(operation);
      merged.push({ kind: 'manual', path, reason, snippet: text.trim(), needed: true });
    }
  }
  return merged;
}

/** Undefined when the two change the same place, or the result is no longer a script. */
function merge(one: EditOperation, two: EditOperation): EditOperation | undefined {
  if (one.before !== two.before) return undefined;
  const [first, second] = [changeOf(one), changeOf(two)].toSorted((a, b) => a.start - b.start);
  if (first === undefined || second === undefined || first.end > second.start || first.start === second.start)
    return undefined;
  const { before } = one;
  const after =
    before.slice(0, first.start) +
    first.text +
    before.slice(first.end, second.start) +
    second.text +
    before.slice(second.end);
  if (isScript(one.path) && parseModule(one.path, after).errors.length > 0) return undefined;
  return {
    ...one,
    after,
    reason: `${one.reason}; ${two.reason}`,
    ...(one.secret || two.secret ? { secret: true } : {}),
  };
}

/** The range of `before` that the edit replaces, and by what: from the first difference to the last. */
function changeOf({ before, after }: EditOperation): { start: number; end: number; text: string } {
  const length = Math.min(before.length, after.length);
  let start = 0;
  while (start < length && before[start] === after[start]) start++;
  let rest = 0;
  while (rest < length - start && before[before.length - 1 - rest] === after[after.length - 1 - rest]) rest++;
  return { start, end: before.length - rest, text: after.slice(start, after.length - rest) };
}
