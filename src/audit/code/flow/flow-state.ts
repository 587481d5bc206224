import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Fact, Facts } from './flow-facts.ts';
import { join, none, type OpaqueValue, type Tokens, union, type Value } from './flow-values.ts';

/** Everything that is known at one point of one path. Never changed in place: paths share what they have in common. */
export interface State {
  /** Variables, by their scope's id and their name. */
  readonly heap: Heap;
  readonly facts: Facts;
  /** Calls that matter which have been made. */
  readonly effects: Tokens;
  /** What the host has noted about the path. */
  readonly marks: Tokens;
  /** Promises that were handed to the host to wait for. */
  readonly waits: readonly Wait[];
  /** The synchronous part of what the host started is over. */
  readonly late: boolean;
  /** Tokens that the current async function, or callback, has waited for. */
  readonly awaited: Tokens;
  readonly decision: Decision | undefined;
}

export type Heap = ReadonlyMap<string, ReadonlyMap<string, Value>>;

export interface Wait {
  /** Stands for the moment at which the promise is handed over. */
  readonly token: string;
  readonly covers: Tokens;
  readonly late: boolean;
}

/** A choice made at a condition that the code does not decide. */
export interface Step {
  /** Grows along a path: a choice may be joined to a path later than it was made. */
  readonly order: number;
  readonly module: ParsedModule;
  readonly node: Node;
  readonly taken: boolean;
  /** The condition in words of the code, where the node alone does not say it: a `case`. */
  readonly text: string | undefined;
  readonly origins: Tokens;
  /** Path of the value that was asked, negations taken off, what it was compared with, and whether it held. */
  readonly path: string;
  readonly holds: boolean;
  readonly equals: OpaqueValue['equals'];
}

/** A chain of choices, latest first. Where paths have met again, an item stands for several ways to have come there. */
export interface Decision {
  readonly ways: readonly (readonly Step[])[];
  readonly before: Decision | undefined;
  readonly depth: number;
}

export const emptyState: State = {
  heap: new Map(),
  facts: new Map(),
  effects: none,
  marks: none,
  waits: [],
  late: false,
  awaited: none,
  decision: undefined,
};

/** The value of an expression on one path, or what it throws. */
export interface Outcome {
  readonly state: State;
  readonly value: Value;
  readonly thrown?: boolean;
}

/** How a statement ends on one path. */
export interface Completion {
  readonly state: State;
  readonly type: 'normal' | 'return' | 'throw' | 'break' | 'continue';
  readonly value?: Value;
  readonly label?: string;
}

/** Completions that can be merged have the same kind. */
export function completionKind({ type, label }: Completion): string {
  return `${type} ${label ?? ''}`;
}

export function withVariable(state: State, scope: string, name: string, value: Value): State {
  const variables = new Map(state.heap.get(scope));
  variables.set(name, value);
  const heap = new Map(state.heap);
  heap.set(scope, variables);
  return { ...state, heap };
}

/** Forgets the variables of a call that is over and that nothing can refer to any more. */
export function withoutScope(state: State, scope: string): State {
  if (!state.heap.has(scope)) return state;
  const heap = new Map(state.heap);
  heap.delete(scope);
  return { ...state, heap };
}

export function withMark(state: State, mark: string): State {
  return state.marks.has(mark) ? state : { ...state, marks: new Set([...state.marks, mark]) };
}

export function withEffect(state: State, token: string): State {
  return state.effects.has(token) ? state : { ...state, effects: new Set([...state.effects, token]) };
}

/** Marks that say less when they hold on only one of two paths that meet: the other path alone decides. */
export const weakMarks: Tokens = new Set(['malformed']);

/**
 * Joins paths that have met again and differ in nothing that matters. What they disagree about becomes opaque;
 * variables whose difference could decide a later condition keep paths apart.
 */
export function mergePaths<T extends { readonly state: State; readonly value?: Value }>(
  paths: readonly T[],
  kindOf: (path: T) => string,
): T[] {
  if (paths.length < 2) return [...paths];
  const groups = new Map<string, T[]>();
  for (const path of paths) {
    const key = `${kindOf(path)}|${stateKey(path.state)}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [path]);
      continue;
    }
    for (let index = 0; ; index++) {
      const other = group[index];
      if (other === undefined) {
        group.push(path);
        break;
      }
      const merged = mergeTwo(other, path);
      if (merged !== undefined) {
        group[index] = merged;
        break;
      }
    }
  }
  return [...groups.values()].flat();
}

const keys = new WeakMap<State, string>();

function stateKey(state: State): string {
  let key = keys.get(state);
  if (key === undefined) {
    key = describeState(state);
    keys.set(state, key);
  }
  return key;
}

/** Whether two paths have had the same effects, and wait for the same. */
export function haveSameEffects(left: State, right: State): boolean {
  return stateKey(left) === stateKey(right);
}

function describeState(state: State): string {
  const list = (tokens: Tokens): string => [...tokens].sort().join(',');
  const marks = [...state.marks].filter((mark) => !weakMarks.has(mark)).sort();
  const waits = state.waits.map(({ token, covers, late }) => `${token}:${late}:${list(covers)}`).sort();
  return [state.late, list(state.effects), list(state.awaited), marks, waits.join(';')].join('|');
}

function mergeTwo<T extends { readonly state: State; readonly value?: Value }>(
  left: T,
  right: T,
): T | undefined {
  let value = left.value;
  if (left.value !== right.value) {
    value = left.value && right.value && join(left.value, right.value);
    if (value === undefined) return undefined;
  }
  const heap = joinHeaps(left.state.heap, right.state.heap);
  if (heap === undefined) return undefined;
  const facts = commonFacts(left.state.facts, right.state.facts);
  const marks =
    left.state.marks === right.state.marks
      ? left.state.marks
      : new Set([...left.state.marks].filter((mark) => !weakMarks.has(mark) || right.state.marks.has(mark)));
  const decision = commonDecision(left.state.decision, right.state.decision);
  const awaited = union(left.state.awaited, right.state.awaited);
  return { ...left, value, state: { ...left.state, heap, facts, marks, awaited, decision } };
}

export function commonFacts(left: State['facts'], right: State['facts']): State['facts'] {
  if (left === right) return left;
  const facts = new Map<string, Fact>();
  for (const [path, fact] of left) if (right.get(path)?.holds === fact.holds) facts.set(path, fact);
  return facts;
}

/** Copies nothing that the left heap says as well: most paths that meet differ in no variable. */
function joinHeaps(left: Heap, right: Heap): Heap | undefined {
  if (left === right) return left;
  let heap: Map<string, ReadonlyMap<string, Value>> | undefined;
  for (const [scope, others] of right) {
    const variables = left.get(scope);
    if (variables === others) continue;
    const joined = variables === undefined ? others : joinVariables(variables, others);
    if (joined === undefined) return undefined;
    if (joined === variables) continue;
    heap ??= new Map(left);
    heap.set(scope, joined);
  }
  return heap ?? left;
}

function joinVariables(
  left: ReadonlyMap<string, Value>,
  right: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> | undefined {
  let joined: Map<string, Value> | undefined;
  for (const [name, other] of right) {
    const mine = left.get(name);
    if (mine === other) continue;
    const value = mine === undefined ? other : join(mine, other);
    if (value === undefined) return undefined;
    if (value === mine) continue;
    joined ??= new Map(left);
    joined.set(name, value);
  }
  return joined ?? left;
}

/** Ways to one place that are kept apart; beyond, the first ones stand for all. */
const mostWays = 8;

export function withStep(state: State, step: Step): State {
  return withWays(state, [[step]]);
}

/** The path with several ways to have come there; one of them may be no choice at all, and then none is. */
export function withWays(state: State, ways: Decision['ways']): State {
  if (ways.some((way) => way.length === 0)) return state;
  const before = state.decision;
  return { ...state, decision: { ways, before, depth: (before?.depth ?? 0) + 1 } };
}

/** Every list of choices that the chain stands for, after `from`. */
export function waysTo(decision: Decision | undefined, from?: Decision): readonly (readonly Step[])[] {
  const items: Decision[] = [];
  for (let at = decision; at !== undefined && at !== from; at = at.before) items.unshift(at);
  const lists = items.reduce<readonly (readonly Step[])[]>(
    (before, { ways }) => before.flatMap((list) => ways.map((way) => [...list, ...way])).slice(0, mostWays),
    [[]],
  );
  return lists.map(inOrder);
}

function inOrder(way: readonly Step[]): readonly Step[] {
  return way.toSorted((left, right) => left.order - right.order);
}

/** False where two choices contradict each other, which meeting paths can make of choices that each of them made alone. */
export function isPossible(way: readonly Step[]): boolean {
  const facts = new Map<string, boolean>();
  const constants = new Map<string, unknown>();
  return way.every(({ path, equals, holds }) => {
    const before = facts.get(path);
    facts.set(path, holds);
    if (before !== undefined && before !== holds) return false;
    if (equals === undefined || !holds) return true;
    if (constants.has(equals.path) && constants.get(equals.path) !== equals.to) return false;
    constants.set(equals.path, equals.to);
    return true;
  });
}

/** What two paths that meet have in common; choices that lead here whichever way they go are forgotten. */
function commonDecision(left: Decision | undefined, right: Decision | undefined): Decision | undefined {
  let a = left;
  let b = right;
  while (a !== b) {
    if (a !== undefined && (b === undefined || a.depth >= b.depth)) a = a.before;
    else b = b?.before;
  }
  const ways = [...waysTo(left, a), ...waysTo(right, a)];
  if (isEveryWay(ways)) return a;
  return { ways: ways.slice(0, mostWays), before: a, depth: (a?.depth ?? 0) + 1 };
}

function isEveryWay(ways: readonly (readonly Step[])[]): boolean {
  const [first] = ways;
  if (first === undefined) return false;
  if (ways.some((way) => way.length === 0)) return true;
  const after = (taken: boolean): (readonly Step[])[] =>
    ways.flatMap((way) => (way[0]?.node === first[0]?.node && way[0]?.taken === taken ? [way.slice(1)] : []));
  return isEveryWay(after(true)) && isEveryWay(after(false));
}
