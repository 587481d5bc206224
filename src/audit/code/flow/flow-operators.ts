import {
  constant,
  falseValue,
  opaque,
  originsOf,
  pathOf,
  trueValue,
  truthOf,
  union,
  type Value,
} from './flow-values.ts';

export function isNullish(value: Value): boolean | undefined {
  if (value.kind === 'constant') return value.value === null || value.value === undefined;
  return value.kind === 'opaque' && truthOf(value) !== true ? undefined : false;
}

export function typeOf(value: Value): Value {
  switch (value.kind) {
    case 'constant':
      return constant(typeof value.value === 'object' ? 'object' : typeof value.value);
    case 'function':
    case 'builtin':
    case 'class':
      return constant('function');
    case 'opaque':
      return opaque(`typeof ${value.path}`, value.origins, { truth: true, form: true });
    default:
      return constant('object');
  }
}

/** The value of a binary expression. */
export function compare(operator: string, left: Value, right: Value, offset: number): Value {
  const origins = union(originsOf(left), originsOf(right));
  const equality = operator === '===' || operator === '==' || operator === '!==' || operator === '!=';
  if (left.kind === 'constant' && right.kind === 'constant') {
    const result = compute(operator, left.value, right.value);
    if (result !== undefined) return constant(result);
  }
  if (equality) {
    const negative = operator.startsWith('!');
    const [thing, other] = left.kind === 'constant' ? [right, left] : [left, right];
    let result: Value;
    if (other.kind === 'constant' && thing.kind === 'opaque') {
      const nothing = other.value === null || other.value === undefined;
      const loose = operator.length === 2;
      // `x == null` asks whether x is there; a value known to count as true is.
      if (nothing && truthOf(thing) === true) result = falseValue;
      else {
        const to = loose && nothing ? undefined : other.value;
        result = opaque(`${thing.path}===${JSON.stringify(to) ?? 'undefined'}`, origins, {
          equals: { path: thing.path, to },
          form: thing.form === true || nothing || other.value === '' || undefined,
        });
      }
    } else if (other.kind === 'constant') result = falseValue;
    else result = opaque(`${pathOf(left)}===${pathOf(right)}`, origins);
    return negative ? negate(result) : result;
  }
  if (operator === 'in' && left.kind === 'constant') {
    if (right.kind === 'object' && right.properties.has(String(left.value))) return trueValue;
    if (right.kind === 'builtin') return trueValue;
  }
  if (operator === 'instanceof' && left.kind === 'object') {
    // An error whose name is known is one of the class of that name.
    const name = left.properties.get('name');
    const isNamed = name?.kind === 'constant' && typeof name.value === 'string';
    if (isNamed && new RegExp(`[:.]${name.value}$`).test(pathOf(right))) return trueValue;
  }
  const form = operator === 'in' || operator === 'instanceof' ? { form: true } : {};
  return opaque(
    `(${pathOf(left)} ${operator} ${pathOf(right)}@${operator === '+' ? offset : ''})`,
    origins,
    form,
  );
}

function negate(value: Value): Value {
  const truth = truthOf(value);
  return truth === undefined
    ? opaque(`!${pathOf(value)}`, originsOf(value), { negates: value })
    : truth
      ? falseValue
      : trueValue;
}

function compute(operator: string, left: unknown, right: unknown): string | number | boolean | undefined {
  const numbers = typeof left === 'number' && typeof right === 'number';
  switch (operator) {
    case '===':
      return left === right;
    case '!==':
      return left !== right;
    case '==':
      return (
        left === right ||
        (left ?? null) === (right ?? null) ||
        (left !== null && right !== null && String(left) === String(right))
      );
    case '!=':
      return !(
        left === right ||
        (left ?? null) === (right ?? null) ||
        (left !== null && right !== null && String(left) === String(right))
      );
    case '<':
      return numbers ? left < right : undefined;
    case '>':
      return numbers ? left > right : undefined;
    case '<=':
      return numbers ? left <= right : undefined;
    case '>=':
      return numbers ? left >= right : undefined;
    case '+':
      if (numbers) return left + right;
      return typeof left === 'string' || typeof right === 'string' ? `${left}${right}` : undefined;
    case '-':
      return numbers ? left - right : undefined;
    case '*':
      return numbers ? left * right : undefined;
    case '/':
      return numbers ? left / right : undefined;
    default:
      return undefined;
  }
}
