import { type Fact, type Facts, withFact } from './flow-facts.ts';
import {
  type Heap,
  haveSameEffects,
  type Outcome,
  type State,
  type Step,
  weakMarks,
  withWays,
} from './flow-state.ts';
import { coversOf, type EitherValue, type Value } from './flow-values.ts';

/** One of the values that an expression can have, with what the path assumed to get to it. */
export interface Alternative {
  readonly value: Value;
  readonly facts: readonly (readonly [string, Fact])[];
  readonly marks: readonly string[];
  /** Choices on the way, earliest first. */
  readonly ways: readonly (readonly (readonly Step[])[])[];
}

/**
 * Joins the outcomes of an expression that does nothing but have a value: one path goes on, with a value that remembers
 * what each of its alternatives depends on. Where the value is read, `part` tells them apart again.
 * @param before the state in which the expression was evaluated
 * @param id names the value for good
 */
export function hold(outcomes: readonly Outcome[], before: State, id: string): Outcome[] {
  const parted = outcomes.flatMap(part);
  const [first] = parted;
  if (first === undefined || parted.length < 2) return parted;
  const heap = parted.every((outcome) => isHoldable(outcome) && haveSameEffects(outcome.state, first.state))
    ? commonHeap(parted, before.heap)
    : undefined;
  if (heap === undefined) return parted;
  const marks = new Set(
    [...first.state.marks].filter((mark) => !weakMarks.has(mark) || before.marks.has(mark)),
  );
  const alternatives = parted.map(({ state, value }): Alternative => {
    const ways: (readonly (readonly Step[])[])[] = [];
    for (let at = state.decision; at !== undefined && at !== before.decision; at = at.before)
      ways.unshift(at.ways);
    return {
      value,
      facts: [...state.facts].filter(([path]) => !before.facts.has(path)),
      marks: [...state.marks].filter((mark) => !marks.has(mark)),
      ways,
    };
  });
  const state = { ...first.state, heap, marks, facts: before.facts, decision: before.decision };
  return [{ state, value: { kind: 'either', id, alternatives } }];
}

/** Values that are data. Which function is called is a choice of its own, and promises are waited for without being read. */
const data: ReadonlySet<Value['kind']> = new Set(['constant', 'opaque', 'builtin', 'object', 'array']);

function isHoldable({ value, thrown }: Outcome): boolean {
  return thrown !== true && data.has(value.kind) && coversOf(value).size === 0;
}

/** The heap of all the paths, where they differ in nothing but which alternatives of variables have been read. */
function commonHeap(outcomes: readonly Outcome[], before: Heap): Heap | undefined {
  const heap = new Map(before);
  for (const { state } of outcomes) {
    for (const [scope, variables] of state.heap) {
      const known = heap.get(scope);
      if (known === undefined) heap.set(scope, variables);
      else if (known !== variables && !differInReading(known, variables)) return undefined;
    }
  }
  return heap;
}

function differInReading(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>): boolean {
  if (before.size !== after.size) return false;
  for (const [name, value] of after) {
    const was = before.get(name);
    if (was === value) continue;
    if (was?.kind !== 'either' || !was.alternatives.some((alternative) => alternative.value === value))
      return false;
  }
  return true;
}

/** The paths on which a value that has been held is each of its alternatives. */
export function part(outcome: Outcome): Outcome[] {
  const { state, value } = outcome;
  if (value.kind !== 'either') return [outcome];
  const chosen = value.alternatives.find(
    (_, index) => state.facts.get(factOf(value, index)[0])?.holds === true,
  );
  if (chosen !== undefined) return part({ ...outcome, value: chosen.value });
  return value.alternatives.flatMap((alternative, index) => {
    const after = choose(state, alternative, factOf(value, index));
    return after === undefined ? [] : part({ ...outcome, state: after, value: alternative.value });
  });
}

/** That the value is one of its alternatives, and so none of the others. */
function factOf({ id }: EitherValue, index: number): [string, Fact] {
  return [`${id}===${index}`, { holds: true, equals: { path: id, to: index } }];
}

/** The state in which an alternative is the value; undefined when that contradicts what the path has assumed. */
function choose(state: State, alternative: Alternative, chosen: [string, Fact]): State | undefined {
  let facts: Facts | undefined = state.facts;
  for (const [path, fact] of [...alternative.facts, chosen]) {
    facts = withFact(facts, path, fact);
    if (facts === undefined) return undefined;
  }
  const marks =
    alternative.marks.length === 0 ? state.marks : new Set([...state.marks, ...alternative.marks]);
  let after: State = { ...state, marks, facts };
  for (const ways of alternative.ways) {
    // Choices that the path has made already are not made twice.
    const left = ways.map((way) => way.filter(({ path, holds }) => state.facts.get(path)?.holds !== holds));
    after = withWays(after, left);
  }
  return after;
}

/** The same choice with another value for each alternative. */
export function mapAlternatives(value: Value, change: (value: Value) => Value): Value {
  if (value.kind !== 'either') return change(value);
  return {
    ...value,
    alternatives: value.alternatives.map((alternative) => ({
      ...alternative,
      value: change(alternative.value),
    })),
  };
}
