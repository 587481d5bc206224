import type { Class } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { FunctionNode } from '../bindings/bindings.ts';
import type { Alternative } from './flow-either.ts';

/** What an expression can be known to be on one path. Nothing here runs: values are stand-ins made from the code. */
export type Value =
  | ConstantValue
  | OpaqueValue
  | EitherValue
  | FunctionValue
  | BuiltinValue
  | ObjectValue
  | ArrayValue
  | PromiseValue
  | ClassValue
  | InstanceValue
  | ModuleValue;

/** Marks of calls that matter, such as one `showNotification` in the source. */
export type Tokens = ReadonlySet<string>;

export interface ConstantValue {
  readonly kind: 'constant';
  readonly value: string | number | boolean | null | undefined;
}

/** Something that the code does not tell. Two values with one path are the same thing on one path of execution. */
export interface OpaqueValue {
  readonly kind: 'opaque';
  /** Where it comes from, dotted: `payload.type`, `clients.matchAll()`. */
  readonly path: string;
  /** What it was made from: `payload`, `clients`, `permission`. */
  readonly origins: Tokens;
  readonly truth?: boolean;
  /** Tokens that have settled when this, taken as a promise, settles. */
  readonly covers?: Tokens;
  /** This is the outcome of comparing `path` with a constant. */
  readonly equals?: { readonly path: string; readonly to: ConstantValue['value'] };
  /** This is the logical opposite of another value. */
  readonly negates?: Value;
  /** A test of form alone (`typeof`, `Array.isArray`, `in`): false means malformed input, not another kind of input. */
  readonly form?: boolean;
}

/**
 * One of several values, each with what it depends on. It stands in variables and properties alone: whoever reads it
 * gets a path for each, as `part` makes them.
 */
export interface EitherValue {
  readonly kind: 'either';
  /** Two values with one id are the same alternative on one path. */
  readonly id: string;
  readonly alternatives: readonly Alternative[];
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly node: FunctionNode;
  readonly scope: Scope;
  readonly self?: Value;
}

/** A function of the host, by name; `receiver` is what it is called on. */
export interface BuiltinValue {
  readonly kind: 'builtin';
  readonly name: string;
  readonly receiver?: Value;
}

export interface ObjectValue {
  readonly kind: 'object';
  readonly properties: ReadonlyMap<string, Value>;
  /** There may be more properties than these. */
  readonly open: boolean;
}

/** An array or a Set. */
export interface ArrayValue {
  readonly kind: 'array';
  readonly elements: readonly Value[];
  /** These are all its elements. */
  readonly exact: boolean;
}

export interface PromiseValue {
  readonly kind: 'promise';
  readonly covers: Tokens;
  readonly rejected: boolean;
  readonly value: Value;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly node: Class;
  readonly scope: Scope;
}

export interface InstanceValue {
  readonly kind: 'instance';
  readonly of: ClassValue;
}

/** A module's namespace: a file of the repository, or a package. */
export interface ModuleValue {
  readonly kind: 'module';
  readonly path?: string;
  readonly source: string;
}

/** Where names are looked up: one for a module, one more for each call of a function. */
export interface Scope {
  readonly id: string;
  readonly parent: Scope | undefined;
  readonly module: ParsedModule;
  /** The function whose call made it; undefined for a module's scope. */
  readonly node: FunctionNode | undefined;
  readonly self: Value | undefined;
}

export const none: Tokens = new Set();
export const undefinedValue: ConstantValue = { kind: 'constant', value: undefined };
export const trueValue: ConstantValue = { kind: 'constant', value: true };
export const falseValue: ConstantValue = { kind: 'constant', value: false };

export function constant(value: ConstantValue['value']): ConstantValue {
  return { kind: 'constant', value };
}

export function opaque(path: string, origins: Tokens = none, more: Partial<OpaqueValue> = {}): OpaqueValue {
  return { kind: 'opaque', path, origins, ...more };
}

export function promise(value: Value, covers: Tokens = none, rejected = false): PromiseValue {
  if (value.kind === 'promise') {
    return {
      kind: 'promise',
      covers: union(covers, value.covers),
      rejected: rejected || value.rejected,
      value: value.value,
    };
  }
  return { kind: 'promise', covers: union(covers, coversOf(value)), rejected, value };
}

export function union(left: Tokens, right: Tokens): Tokens {
  if (right.size === 0 || left === right) return left;
  if (left.size === 0) return right;
  if (left.size >= right.size && [...right].every((token) => left.has(token))) return left;
  return new Set([...left, ...right]);
}

/** Whether the value counts as true; undefined when the code does not tell. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return Boolean(value.value);
    case 'opaque': {
      const inner = value.negates === undefined ? undefined : truthOf(value.negates);
      return inner === undefined ? value.truth : !inner;
    }
    case 'either': {
      const [first, ...others] = value.alternatives.map((alternative) => truthOf(alternative.value));
      return others.every((truth) => truth === first) ? first : undefined;
    }
    default:
      return true;
  }
}

const madeFrom = new WeakMap<Value, Tokens>();

/** What a value, or anything inside it, was made from. */
export function originsOf(value: Value): Tokens {
  switch (value.kind) {
    case 'opaque':
      return value.origins;
    case 'object':
    case 'array': {
      let origins = madeFrom.get(value);
      if (origins === undefined) {
        origins = none;
        for (const part of value.kind === 'array' ? value.elements : value.properties.values()) {
          origins = union(origins, originsOf(part));
        }
        madeFrom.set(value, origins);
      }
      return origins;
    }
    case 'either':
      return value.alternatives.map((alternative) => originsOf(alternative.value)).reduce(union, none);
    case 'promise':
      return originsOf(value.value);
    default:
      return none;
  }
}

/** What has settled when the value, awaited or given to `Promise.all`, has. */
export function coversOf(value: Value): Tokens {
  switch (value.kind) {
    case 'opaque':
      return value.covers ?? none;
    case 'array':
      return value.elements.map(coversOf).reduce(union, none);
    case 'promise':
      return value.covers;
    default:
      return none;
  }
}

/** A name for the value under which facts about it are kept. */
export function pathOf(value: Value): string {
  switch (value.kind) {
    case 'constant':
      return JSON.stringify(value.value) ?? 'undefined';
    case 'opaque':
      return value.path;
    case 'either':
      return value.id;
    case 'function':
      return `function@${value.node.start}`;
    case 'builtin':
      return value.name;
    case 'module':
      return value.path ?? value.source;
    default:
      return value.kind;
  }
}

/** An object that some lines have changed on one path only: what the paths agree about stays known. */
function joinObjects(left: ObjectValue, right: ObjectValue): ObjectValue {
  const properties = new Map<string, Value>();
  const valueIn = (object: ObjectValue, key: string): Value =>
    object.properties.get(key) ?? (object.open ? opaque(`object.${key}`) : undefinedValue);
  for (const key of new Set([...left.properties.keys(), ...right.properties.keys()])) {
    const [mine, other] = [valueIn(left, key), valueIn(right, key)];
    const unsure = opaque(
      `either(${pathOf(mine)}, ${pathOf(other)})`,
      union(originsOf(mine), originsOf(other)),
      {
        covers: union(coversOf(mine), coversOf(other)),
      },
    );
    properties.set(key, join(mine, other) ?? unsure);
  }
  return { kind: 'object', properties, open: left.open || right.open };
}

/** One value for two paths that meet; undefined when the paths must be kept apart to know anything. */
export function join(left: Value, right: Value): Value | undefined {
  if (left === right) return left;
  if (left.kind === 'constant' && right.kind === 'constant' && left.value === right.value) return left;
  if (left.kind === 'opaque' && right.kind === 'opaque' && left.path === right.path) return left;
  if (left.kind === 'promise' && right.kind === 'promise') {
    if (left.rejected !== right.rejected) return undefined;
    const value = join(left.value, right.value);
    return value && { ...left, value, covers: union(left.covers, right.covers) };
  }
  if (left.kind === 'function' && right.kind === 'function' && left.node === right.node) return left;
  const plain = (value: Value): boolean =>
    value.kind === 'constant' || value.kind === 'opaque' || value.kind === 'object' || value.kind === 'array';
  const truth = truthOf(left);
  if (!plain(left) || !plain(right) || truth !== truthOf(right)) return undefined;
  if (left.kind === 'array' && right.kind === 'array') {
    const same = left.elements.length === right.elements.length;
    if (left.exact && right.exact && !same && (left.elements.length === 0 || right.elements.length === 0))
      return undefined;
    const longer = left.elements.length >= right.elements.length ? left : right;
    return { ...longer, exact: false };
  }
  if (left.kind === 'object' && right.kind === 'object') return joinObjects(left, right);
  // A joined value keeps no path of its own: facts about one side must not speak for the other.
  return opaque(`either(${pathOf(left)}, ${pathOf(right)})`, union(originsOf(left), originsOf(right)), {
    truth,
    covers: union(coversOf(left), coversOf(right)),
  });
}
