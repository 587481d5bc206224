import { truthOf, undefinedValue, type Value } from '../flow/flow-values.ts';
import type { HandlerCall } from './worker-model.ts';

/** What an option of a `showNotification` call can be on its path: several values where the code leaves it open. */
export function optionOf({ values }: HandlerCall, name: string): readonly Value[] {
  const [, options = undefinedValue] = values;
  return alternativesOf(options).flatMap((given): readonly Value[] => {
    if (given.kind === 'constant') return [undefinedValue];
    if (given.kind !== 'object') return [unknown];
    const found = given.properties.get(name);
    // What is spread in later may bring it too.
    if (given.open) return [unknown];
    return found === undefined ? [undefinedValue] : alternativesOf(found);
  });
}

const unknown: Value = { kind: 'opaque', path: 'unknown', origins: new Set() };

/** The values behind a choice that has not been made. */
export function alternativesOf(value: Value): readonly Value[] {
  return value.kind === 'either'
    ? value.alternatives.flatMap((alternative) => alternativesOf(alternative.value))
    : [value];
}

/** Whether the option counts as this, whatever happens. */
export function isAlways(values: readonly Value[], truth: boolean): boolean {
  return values.length > 0 && values.every((value) => truthOf(value) === truth);
}
