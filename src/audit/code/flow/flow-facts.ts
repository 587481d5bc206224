import type { ConstantValue } from './flow-values.ts';

/** What one path has assumed so far, by a value's path. */
export type Facts = ReadonlyMap<string, Fact>;

export interface Fact {
  readonly holds: boolean;
  /** The fact is that `path` equals a constant, or does not. */
  readonly equals?: { readonly path: string; readonly to: ConstantValue['value'] };
}

/** Constants that count as false, as `equals` writes them into a path. */
const falsy = new Set(['undefined', 'null', 'false', '0', '""']);

/** The facts with one more; undefined when it contradicts them. */
export function withFact(facts: Facts, path: string, fact: Fact): Facts | undefined {
  const { holds, equals } = fact;
  const before = facts.get(path);
  if (before !== undefined) return before.holds === holds ? facts : undefined;
  const after = new Map(facts);
  if (equals !== undefined) {
    if (holds) {
      const { path: thing, to } = equals;
      // It cannot be two constants at once, nor count as what the constant does not.
      for (const [other, held] of facts) if (held.holds && other.startsWith(`${thing}===`)) return undefined;
      if ((facts.get(thing)?.holds ?? Boolean(to)) !== Boolean(to)) return undefined;
      after.set(thing, { holds: Boolean(to) });
    }
  } else if (!holds) {
    for (const [other, held] of facts) {
      if (held.holds && other.startsWith(`${path}===`) && !falsy.has(other.slice(path.length + 3)))
        return undefined;
    }
  }
  after.set(path, fact);
  return after;
}
