import { type Fact, type Facts, withFact } from './flow-facts.ts';
import { type Outcome, type State, type Step, withWays } from './flow-state.ts';
import type { EitherValue, Value } from './flow-values.ts';

/** One of the values that an expression can have, with what the path assumed to get to it. */
export interface Alternative {
  readonly value: Value;
  readonly facts: readonly (readonly [string, Fact])[];
  readonly marks: readonly string[];
  /** Choices on the way, earliest first. */
  readonly ways: readonly (readonly (readonly Step[])[])[];
}

/** The paths on which a value with alternatives is each of them. */
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
