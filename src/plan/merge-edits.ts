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
  const { before } = one;
  const changes = [...changesOf(one), ...changesOf(two)].toSorted((a, b) => a.start - b.start);
  let after = '';
  let from = 0;
  const inserted: { start: number; end: number }[] = [];
  for (const [index, { start, end, text }] of changes.entries()) {
    if (start < from || changes[index - 1]?.start === start) return undefined;
    after += before.slice(from, start) + text;
    inserted.push({ start: after.length - text.length, end: after.length });
    from = end;
  }
  after += before.slice(from);
  if (isScript(one.path) && parseModule(one.path, after).errors.length > 0) return undefined;
  const { inserted: _, ...rest } = one;
  return {
    ...rest,
    after,
    ...(one.inserted && two.inserted ? { inserted } : {}),
    reason: `${one.reason}; ${two.reason}`,
    ...(one.secret || two.secret ? { secret: true } : {}),
  };
}

/** A range of `before`, and what stands in its place. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What the edit inserts, where that is known; else all that it replaces. */
function changesOf(operation: EditOperation): readonly Change[] {
  const { after, inserted } = operation;
  if (inserted === undefined) return [changeOf(operation)];
  const texts = new Map<number, string>();
  let shift = 0;
  for (const { start, end } of inserted) {
    texts.set(start - shift, `${texts.get(start - shift) ?? ''}${after.slice(start, end)}`);
    shift += end - start;
  }
  return Array.from(texts, ([at, text]) => ({ start: at, end: at, text }));
}

/** The range of `before` that the edit replaces, and by what: from the first difference to the last. */
function changeOf({ before, after }: EditOperation): Change {
  const length = Math.min(before.length, after.length);
  let start = 0;
  while (start < length && before[start] === after[start]) start++;
  let rest = 0;
  while (rest < length - start && before[before.length - 1 - rest] === after[after.length - 1 - rest]) rest++;
  return { start, end: before.length - rest, text: after.slice(start, after.length - rest) };
}
