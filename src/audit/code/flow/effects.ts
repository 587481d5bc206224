import type { State } from './flow-state.ts';

/** Whether something of a kind has happened on the path; tokens of effects begin with their kind. */
export function hasEffect({ effects }: State, kind: string): boolean {
  for (const token of effects) if (token.startsWith(kind)) return true;
  return false;
}
