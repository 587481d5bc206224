import { type Alternative, part } from './flow-either.ts';
import { type JoinVariables, meet } from './flow-meet.ts';
import { type Outcome, type State, weakMarks } from './flow-state.ts';
import { coversOf, undefinedValue, type Value } from './flow-values.ts';

/**
 * Joins the outcomes of an expression that does nothing but have a value: one path goes on, with a value that remembers
 * what each of its alternatives depends on. Where the value is read, `part` tells them apart again.
 * @param before the state in which the expression was evaluated
 * @param id names the value for good
 */
export function hold(outcomes: readonly Outcome[], before: State, id: string): Outcome[] {
  const parted = outcomes.flatMap(part);
  if (parted.length < 2 || !parted.every(({ value, thrown }) => !thrown && isData(value))) return parted;
  const states = parted.map((outcome) => outcome.state);
  const conditions = states.map((state) => conditionsOf(state, before));
  const oneOf = (values: readonly Value[]): Value => ({
    kind: 'either',
    id,
    alternatives: conditions.map((condition, index) => ({
      ...condition,
      value: values[index] ?? undefinedValue,
    })),
  });
  const state = meet(states, before, joinedBy(oneOf));
  return state === undefined ? parted : [{ state, value: oneOf(parted.map(({ value }) => value)) }];
}

/** Values that are data. Which function is called is a choice of its own, and promises are waited for without being read. */
const data: ReadonlySet<Value['kind']> = new Set([
  'constant',
  'opaque',
  'builtin',
  'object',
  'array',
  'either',
]);

function isData(value: Value): boolean {
  return data.has(value.kind) && coversOf(value).size === 0;
}

/** What a path has assumed since. */
function conditionsOf(state: State, before: State): Omit<Alternative, 'value'> {
  const ways: Alternative['ways'][number][] = [];
  for (let at = state.decision; at !== undefined && at !== before.decision; at = at.before)
    ways.unshift(at.ways);
  return {
    facts: [...state.facts].filter(([path]) => !before.facts.has(path)),
    marks: [...state.marks].filter((mark) => weakMarks.has(mark)),
    ways,
  };
}

/** Joins the variables of functions that have been called, which functions inside them may still refer to. */
function joinedBy(oneOf: (values: readonly Value[]) => Value): JoinVariables {
  return (versions) => {
    const joined = new Map<string, Value>();
    for (const name of new Set(versions.flatMap((variables) => [...(variables?.keys() ?? [])]))) {
      const values = versions.map((variables) => variables?.get(name) ?? undefinedValue);
      const [first = undefinedValue] = values;
      if (values.every((value) => value === first)) joined.set(name, first);
      else if (values.every(isData)) joined.set(name, oneOf(values));
      else return undefined;
    }
    return joined;
  };
}
