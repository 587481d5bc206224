import { lazy } from './lazy.ts';

/** How each property of an object is computed. */
export type Lazies<Value> = { readonly [Key in keyof Value]: () => Value[Key] };

/** An object whose properties are computed when they are first asked for, once each. */
export function lazyObject<Value extends object>(parts: Lazies<Value>): Value {
  const object = {};
  for (const [name, compute] of Object.entries<() => unknown>(parts)) {
    Object.defineProperty(object, name, { get: lazy(compute), enumerable: true });
  }
  return object as Value;
}
