import type { Call, Flow } from './flow.ts';
import { array, arrayMethods, asArray } from './flow-arrays.ts';
import { runCallback } from './flow-callbacks.ts';
import { exportsOf } from './flow-declarations.ts';
import { chain, newPromise, promiseMethods, together } from './flow-promises.ts';
import type { Outcome, State } from './flow-state.ts';
import {
  constant,
  falseValue,
  none,
  opaque,
  originsOf,
  pathOf,
  promise,
  trueValue,
  truthOf,
  undefinedValue,
  type Value,
} from './flow-values.ts';

/** What the language itself provides: promises, arrays, JSON, timers. Undefined: nothing is known about this call. */
export function callBuiltin(
  flow: Flow,
  callee: Value,
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] | undefined {
  const known = (value: Value): Outcome[] => [{ state, value }];
  const [first = undefinedValue, second] = values;
  if (callee.kind === 'builtin') {
    switch (callee.name) {
      case 'Promise':
        return newPromise(flow, first, state, site);
      case 'Promise.resolve':
        return known(first.kind === 'promise' ? first : promise(first));
      case 'Promise.reject':
        return known(promise(first, none, true));
      case 'Promise.all':
      case 'Promise.allSettled':
      case 'Promise.race':
      case 'Promise.any':
        return known(together(callee.name, first));
      case 'Promise.try':
        return runCallback(flow, first, values.slice(1), state, site);
      case 'settle':
        return known(undefinedValue);
      case 'require':
        return known(required(flow, flow.namespace(first, site.scope)));
      case 'JSON.parse':
        return known(
          first.kind === 'constant'
            ? opaque('JSON.parse()', none, { truth: true })
            : opaque(`JSON.parse(${pathOf(first)})`, originsOf(first)),
        );
      case 'JSON.stringify':
        return known(opaque(`JSON.stringify(${pathOf(first)})`, originsOf(first), { truth: true }));
      case 'Array.isArray':
        if (first.kind === 'array') return known(trueValue);
        return known(
          first.kind === 'opaque'
            ? opaque(`Array.isArray(${first.path})`, first.origins, { form: true })
            : falseValue,
        );
      case 'Array.from':
        return array(
          flow,
          asArray(first),
          second === undefined ? 'slice' : 'map',
          [second ?? undefinedValue],
          state,
          site,
        );
      case 'Object.keys':
      case 'Object.values':
      case 'Object.entries':
        return known(entries(callee.name, first));
      case 'Object.assign':
        return assign(flow, values, state, site);
      case 'Object.freeze':
        return known(first);
      case 'Boolean': {
        const truth = truthOf(first);
        return known(truth === undefined ? first : constant(truth));
      }
      case 'String':
      case 'Number':
      case 'parseInt':
        if (first.kind === 'constant')
          return known(constant(callee.name === 'String' ? String(first.value) : Number(first.value)));
        return known(first.kind === 'opaque' ? first : opaque(`${callee.name}()`, originsOf(first)));
      case 'Set':
        return known(
          first.kind === 'array' ? first : { kind: 'array', elements: [], exact: first.kind === 'constant' },
        );
      case 'setTimeout':
      case 'setInterval':
      case 'setImmediate':
      case 'queueMicrotask':
      case 'process.nextTick':
        return runCallback(flow, first, [], state, site).map((outcome) => ({
          state: outcome.state,
          value: opaque('timer', none, { truth: true }),
        }));
      case 'function.bind':
        return known(callee.receiver ?? undefinedValue);
      case 'function.call':
      case 'function.apply':
        if (callee.receiver === undefined) return undefined;
        return flow.call(
          callee.receiver,
          callee.name === 'function.call' ? values.slice(1) : second?.kind === 'array' ? second.elements : [],
          state,
          { ...site, receiver: first },
        );
    }
    if (callee.name.startsWith('promise.'))
      return chain(flow, callee.name.slice(8), callee.receiver, values, state, site);
    if (callee.name.startsWith('array.') && callee.receiver !== undefined) {
      return array(flow, asArray(callee.receiver), callee.name.slice(6), values, state, site);
    }
    return undefined;
  }
  if (callee.kind === 'opaque' && site.receiver !== undefined) {
    const { receiver } = site;
    if (
      (site.name === 'then' || site.name === 'catch' || site.name === 'finally') &&
      first.kind !== 'constant'
    ) {
      return chain(flow, site.name, promise(receiver), values, state, site);
    }
    if (
      arrayMethods.has(site.name) &&
      receiver.kind === 'opaque' &&
      (first.kind === 'function' || site.name === 'concat')
    ) {
      return array(flow, asArray(receiver), site.name, values, state, site);
    }
    if (receiver.kind === 'constant' && typeof receiver.value === 'string')
      return known(text(receiver.value, site.name, first));
  }
  return undefined;
}

/** A string method on constants. */
function text(receiver: string, method: string, argument: Value): Value {
  const given =
    argument.kind === 'constant' && typeof argument.value === 'string' ? argument.value : undefined;
  switch (method) {
    case 'includes':
      return given === undefined ? opaque(`text.${method}`) : constant(receiver.includes(given));
    case 'startsWith':
      return given === undefined ? opaque(`text.${method}`) : constant(receiver.startsWith(given));
    case 'endsWith':
      return given === undefined ? opaque(`text.${method}`) : constant(receiver.endsWith(given));
    case 'toLowerCase':
      return constant(receiver.toLowerCase());
    case 'toUpperCase':
      return constant(receiver.toUpperCase());
    case 'trim':
      return constant(receiver.trim());
    case 'toString':
      return constant(receiver);
    default:
      return opaque(`text.${method}()`, originsOf(argument));
  }
}

/** A method of a promise, an array or a function, by name. */
export function builtinMember(object: Value, key: string): Value | undefined {
  switch (object.kind) {
    case 'promise':
      return promiseMethods.has(key)
        ? { kind: 'builtin', name: `promise.${key}`, receiver: object }
        : undefined;
    case 'array':
      if (key === 'length' || key === 'size')
        return object.exact ? constant(object.elements.length) : opaque('array.length', originsOf(object));
      if (arrayMethods.has(key)) return { kind: 'builtin', name: `array.${key}`, receiver: object };
      return /^\d+$/.test(key) ? (object.elements[Number(key)] ?? undefinedValue) : undefined;
    case 'function':
    case 'builtin':
      return ['bind', 'call', 'apply'].includes(key)
        ? { kind: 'builtin', name: `function.${key}`, receiver: object }
        : undefined;
    default:
      return undefined;
  }
}

function entries(name: string, given: Value): Value {
  if (given.kind !== 'object') return opaque(`${name}(${pathOf(given)})`, originsOf(given));
  const elements = [...given.properties].map(([key, value]): Value => {
    if (name === 'Object.keys') return constant(key);
    return name === 'Object.values'
      ? value
      : { kind: 'array', elements: [constant(key), value], exact: true };
  });
  return { kind: 'array', elements, exact: !given.open };
}

/** Writes to the first argument, where it is a variable or a property, and is it. */
function assign(flow: Flow, values: readonly Value[], state: State, site: Call): Outcome[] {
  const [target = undefinedValue, ...sources] = values;
  const [written] = site.node.arguments;
  if (target.kind !== 'object') return [{ state, value: target }];
  const properties = new Map(target.properties);
  let { open } = target;
  for (const source of sources) {
    if (source.kind === 'object') for (const [key, value] of source.properties) properties.set(key, value);
    const isNothing = source.kind === 'constant' && !source.value;
    open ||= source.kind === 'object' ? source.open : !isNothing;
  }
  const value: Value = { kind: 'object', properties, open };
  const isPlace = written?.type === 'Identifier' || written?.type === 'MemberExpression';
  return [{ state: isPlace ? flow.store(written, value, state, site.scope) : state, value }];
}

/** `require` of a module that sets `module.exports` to one thing gives that thing. */
function required(flow: Flow, module: Value): Value {
  const parsed =
    module.kind === 'module' && module.path !== undefined ? flow.code.module(module.path) : undefined;
  const whole = parsed && exportsOf(parsed.program).names.get('default');
  if (parsed === undefined || whole?.kind !== 'expression' || whole.node.type === 'ObjectExpression')
    return module;
  return flow.exported(parsed, 'default') ?? module;
}
