import { commonFacts, type Heap, haveSameEffects, type State, weakMarks } from './flow-state.ts';
import type { Value } from './flow-values.ts';

type Variables = ReadonlyMap<string, Value>;

/** One scope's variables for several paths, given each path's; undefined when the paths must be kept apart. */
export type JoinVariables = (versions: readonly (Variables | undefined)[]) => Variables | undefined;

/**
 * The one state of all the paths that lead on from `before`, when they differ in nothing but what they assumed and which
 * alternatives they read: from here on they are the same. Undefined when they differ in more.
 * @param joinNew for scopes that the paths have made themselves
 */
export function meet(states: readonly State[], before: State, joinNew: JoinVariables): State | undefined {
  const [first] = states;
  if (first === undefined || !states.every((state) => haveSameEffects(state, first))) return undefined;
  const heap = commonHeap(
    states.map((state) => state.heap),
    before.heap,
    joinNew,
  );
  if (heap === undefined) return undefined;
  const facts = states.map((state) => state.facts).reduce(commonFacts);
  const marks = [...first.marks].filter(
    (mark) => !weakMarks.has(mark) || states.every((state) => state.marks.has(mark)),
  );
  return { ...first, heap, facts, marks: new Set(marks), decision: before.decision };
}

function commonHeap(heaps: readonly Heap[], before: Heap, joinNew: JoinVariables): Heap | undefined {
  const changed = new Set<string>();
  for (const heap of heaps) {
    if (heap === before) continue;
    for (const [scope, variables] of heap) if (before.get(scope) !== variables) changed.add(scope);
  }
  if (changed.size === 0) return before;
  const common = new Map(before);
  for (const scope of changed) {
    const known = before.get(scope);
    const versions = heaps.map((heap) => heap.get(scope));
    if (known !== undefined) {
      if (!versions.every((variables) => variables === known || differsInReading(known, variables)))
        return undefined;
      continue;
    }
    const [first] = versions;
    const joined = versions.every((variables) => variables === first) ? first : joinNew(versions);
    if (joined === undefined) return undefined;
    common.set(scope, joined);
  }
  return common;
}

/** Whether variables are only further alternatives of what they were before. */
function differsInReading(before: Variables, after: Variables | undefined): boolean {
  if (before.size !== after?.size) return false;
  for (const [name, value] of after) {
    const was = before.get(name);
    if (was === value) continue;
    if (was?.kind !== 'either' || !was.alternatives.some((alternative) => alternative.value === value))
      return false;
  }
  return true;
}
