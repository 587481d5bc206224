import type { Node } from 'oxc-parser';
import type { Scope } from './scope.ts';

/** What an expression is worth without running it. Whatever is not certain is `unknown` or `either`. */
export type StaticValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly kind: 'array'; readonly items: readonly StaticValue[]; readonly complete: boolean }
  | {
      readonly kind: 'object';
      readonly properties: ReadonlyMap<string, StaticValue>;
      readonly complete: boolean;
    }
  /** A text of which only the beginning is known: `/sw.js?v=${version}`. Never empty. */
  | { readonly kind: 'beginning'; readonly text: string }
  /** A file URL; its absolute POSIX path. */
  | { readonly kind: 'url'; readonly path: string }
  /** What a package or another file exports; `*` for all of it. */
  | { readonly kind: 'imported'; readonly specifier: string; readonly name: string }
  /** A call of something imported: a plugin in a Vite config. */
  | {
      readonly kind: 'call';
      readonly specifier: string;
      readonly name: string;
      readonly args: readonly Node[];
      readonly scope: Scope;
    }
  | { readonly kind: 'function'; readonly node: Node; readonly scope: Scope }
  /** One of several, by a condition that only a run decides. */
  | { readonly kind: 'either'; readonly options: readonly StaticValue[] }
  | { readonly kind: 'unknown' };

export const unknown: StaticValue = { kind: 'unknown' };
export const nothing: StaticValue = { kind: 'literal', value: undefined };

export function literal(value: string | number | boolean | null | undefined): StaticValue {
  return { kind: 'literal', value };
}

/** One of the values; a plain value when they all are the same. */
export function either(values: readonly StaticValue[]): StaticValue {
  const options: StaticValue[] = [];
  for (const value of values.flatMap((value) => (value.kind === 'either' ? value.options : [value]))) {
    if (!options.some((option) => isSame(option, value))) {
      options.push(value);
    }
  }
  const [only] = options;
  return options.length === 1 && only !== undefined
    ? only
    : options.length === 0
      ? nothing
      : { kind: 'either', options };
}

/** The alternatives of a value: itself when there is only one. */
export function optionsOf(value: StaticValue): readonly StaticValue[] {
  return value.kind === 'either' ? value.options : [value];
}

/** `value.name`, as far as it can be known. */
export function propertyOf(value: StaticValue, name: string): StaticValue {
  switch (value.kind) {
    case 'object':
      return value.properties.get(name) ?? (value.complete ? nothing : unknown);
    case 'either':
      return either(value.options.map((option) => propertyOf(option, name)));
    case 'imported':
      return { ...value, name: value.name === '*' ? name : `${value.name}.${name}` };
    case 'literal':
      // Reading a property of false or undefined: what `cond && {…}` leaves when the condition fails.
      return typeof value.value === 'string' ? unknown : nothing;
    default:
      return unknown;
  }
}

/** `{ ...first, ...second }`. */
export function spread(first: StaticValue, second: StaticValue): StaticValue {
  if (first.kind !== 'object') {
    return unknown;
  }
  const alternatives = optionsOf(second).map((option) =>
    option.kind === 'literal' ? new Map() : option.kind === 'object' ? option.properties : undefined,
  );
  const complete = optionsOf(second).every(
    (option) => option.kind === 'literal' || (option.kind === 'object' && option.complete),
  );
  const names = new Set([
    ...first.properties.keys(),
    ...alternatives.flatMap((map) => [...(map?.keys() ?? [])]),
  ]);
  const properties = new Map<string, StaticValue>();
  const before = (name: string) => propertyOf(first, name);
  for (const name of names) {
    const values = optionsOf(second).map((option) => {
      const own = option.kind === 'object' ? option.properties.get(name) : undefined;
      const mayHide = option.kind !== 'literal' && !(option.kind === 'object' && option.complete);
      return own ?? (mayHide ? either([before(name), unknown]) : before(name));
    });
    properties.set(name, either(values));
  }
  return { kind: 'object', properties, complete: first.complete && complete };
}

/**
 * Vite's `mergeConfig(first, second)`: objects merge, arrays join, anything else of `second` wins.
 * See https://vite.dev/guide/api-javascript.html#mergeconfig.
 */
export function merge(first: StaticValue, second: StaticValue): StaticValue {
  if (first.kind === 'either' || second.kind === 'either') {
    const pairs = optionsOf(first).flatMap((one) => optionsOf(second).map((two) => merge(one, two)));
    return pairs.length > 32 ? unknown : either(pairs);
  }
  if (isAbsent(second)) {
    return first;
  }
  if (isAbsent(first)) {
    return second;
  }
  if (first.kind === 'array' || second.kind === 'array') {
    const items = [first, second].flatMap((value) => (value.kind === 'array' ? value.items : [value]));
    return {
      kind: 'array',
      items,
      complete: [first, second].every((value) => value.kind !== 'array' || value.complete),
    };
  }
  const one: StaticValue =
    first.kind === 'object' ? first : { kind: 'object', properties: new Map(), complete: false };
  if (second.kind !== 'object') {
    // Whether an unknown second half is an object that merges or a value that wins cannot be told.
    return first.kind === 'object' && second.kind !== 'literal' ? spread(first, unknown) : second;
  }
  const properties = new Map(one.properties);
  for (const [name, value] of second.properties) {
    const old = one.properties.get(name) ?? (one.complete ? nothing : unknown);
    properties.set(
      name,
      old.kind === 'unknown' && value.kind === 'literal' && !isAbsent(value) ? value : merge(old, value),
    );
  }
  const merged: StaticValue = { kind: 'object', properties, complete: one.complete };
  return second.complete
    ? merged
    : spread(merged, { kind: 'object', properties: second.properties, complete: false });
}

function isAbsent(value: StaticValue): boolean {
  return value.kind === 'literal' && (value.value === undefined || value.value === null);
}

function isSame(one: StaticValue, two: StaticValue): boolean {
  if (one === two) {
    return true;
  }
  if (one.kind !== two.kind) {
    return false;
  }
  switch (one.kind) {
    case 'literal':
      return one.value === (two as typeof one).value;
    case 'url':
      return one.path === (two as typeof one).path;
    case 'imported':
      return one.specifier === (two as typeof one).specifier && one.name === (two as typeof one).name;
    case 'array': {
      const other = two as typeof one;
      return (
        one.complete &&
        other.complete &&
        one.items.length === other.items.length &&
        one.items.every((item, index) => isSame(item, other.items[index] as StaticValue))
      );
    }
    case 'object': {
      const other = two as typeof one;
      return (
        one.complete &&
        other.complete &&
        one.properties.size === other.properties.size &&
        [...one.properties].every(([name, value]) => {
          const match = other.properties.get(name);
          return match !== undefined && isSame(value, match);
        })
      );
    }
    case 'unknown':
      return true;
    default:
      return false;
  }
}
