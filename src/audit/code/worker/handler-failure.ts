import { none, opaque, type Value } from '../flow/flow-values.ts';

/** An error, by the place that throws it. */
export function failure(token: string): Value {
  return opaque(token, none, { truth: true });
}

/** The place of the error that a value is. */
export function failureOf(value: Value): string | undefined {
  return value.kind === 'opaque' && value.path.startsWith('failure@') ? value.path : undefined;
}
