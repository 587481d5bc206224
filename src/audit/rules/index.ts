import type { Rule } from '../rule.ts';

/** The catalogue, in the order in which reports show it. */
export const rules: readonly Rule[] = [];
