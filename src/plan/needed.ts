import type { Operation } from './operation.ts';

/** Marks a step for a person as one without which no push arrives; what a program does needs no mark. */
export function needed(operation: Operation): Operation {
  return operation.kind === 'manual' ? { ...operation, needed: true } : operation;
}
