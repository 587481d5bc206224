import { type Call, type Flow, follow } from './flow.ts';
import { runCallback } from './flow-callbacks.ts';
import { exportsOf } from './flow-declarations.ts';
import { mergePaths, type Outcome, type State } from './flow-state.ts';
import {
  type ArrayValue,
  constant,
  coversOf,
  falseValue,
  none,
  opaque,
  originsOf,
  pathOf,
  promise,
  trueValue,
  truthOf,
  undefinedValue,
  union,
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

const promiseMethods = new Set(['then', 'catch', 'finally']);

const arrayMethods = new Set([
  'map',
  'flatMap',
  'forEach',
  'filter',
  'find',
  'findLast',
  'some',
  'every',
  'reduce',
  'slice',
  'concat',
  'flat',
  'sort',
  'reverse',
  'includes',
  'has',
  'join',
  'push',
  'add',
  'unshift',
  'keys',
  'values',
  'entries',
  'at',
  'indexOf',
  'findIndex',
  'pop',
  'shift',
  'splice',
]);

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

/** Something that is gone through: one element stands for all when they are not known. */
function asArray(value: Value): ArrayValue {
  if (value.kind === 'array' && (value.elements.length > 0 || value.exact)) return value;
  return {
    kind: 'array',
    elements: [opaque(`${pathOf(value)}[]`, originsOf(value))],
    exact: value.kind !== 'array' && value.kind !== 'opaque',
  };
}

function newPromise(flow: Flow, executor: Value, state: State, site: Call): Outcome[] {
  const settle: Value = { kind: 'builtin', name: 'settle' };
  const like: Call = { ...site, isNew: false };
  const outcomes =
    executor.kind === 'function'
      ? flow.call(executor, [settle, settle], state, like)
      : [{ state, value: undefinedValue }];
  return outcomes.map((outcome) => {
    const ran = new Set([...outcome.state.effects].filter((token) => !state.effects.has(token)));
    return {
      state: { ...outcome.state, late: state.late },
      value: promise(opaque(`promise@${site.node.start}`), ran),
    };
  });
}

function together(name: string, given: Value): Value {
  const elements = given.kind === 'array' ? given.elements : [];
  const covers = coversOf(given);
  const rejected = elements.find((element) => element.kind === 'promise' && element.rejected);
  const plain = (element: Value): Value => (element.kind === 'promise' ? element.value : element);
  if (name === 'Promise.allSettled') {
    const settled = elements.map((element): Value => {
      const failed = element.kind === 'promise' && element.rejected;
      const properties = new Map<string, Value>([
        ['status', constant(failed ? 'rejected' : 'fulfilled')],
        [failed ? 'reason' : 'value', plain(element)],
      ]);
      return { kind: 'object', properties, open: false };
    });
    return {
      kind: 'promise',
      covers,
      rejected: false,
      value: { kind: 'array', elements: settled, exact: given.kind === 'array' && given.exact },
    };
  }
  if (rejected?.kind === 'promise' && name !== 'Promise.any')
    return { kind: 'promise', covers, rejected: true, value: rejected.value };
  const value: Value =
    name === 'Promise.all'
      ? given.kind === 'array'
        ? { kind: 'array', elements: elements.map(plain), exact: given.exact }
        : opaque(`all(${pathOf(given)})`, originsOf(given))
      : plain(elements[0] ?? opaque(name));
  return { kind: 'promise', covers, rejected: false, value };
}

function chain(
  flow: Flow,
  method: string,
  receiver: Value | undefined,
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] {
  const before = receiver?.kind === 'promise' ? receiver : promise(receiver ?? undefinedValue);
  const [first, second] = values;
  const handler =
    method === 'finally'
      ? first
      : method === 'catch'
        ? before.rejected
          ? first
          : undefined
        : before.rejected
          ? second
          : first;
  const callable = handler !== undefined && handler.kind !== 'constant';
  if (!callable) return [{ state, value: before }];
  return runCallback(flow, handler, method === 'finally' ? [] : [before.value], state, site).map(
    (outcome) => {
      if (outcome.value.kind !== 'promise') return outcome;
      const covers = union(before.covers, outcome.value.covers);
      if (method === 'finally' && !outcome.value.rejected)
        return { ...outcome, value: { ...before, covers } };
      return { ...outcome, value: { ...outcome.value, covers } };
    },
  );
}

function array(
  flow: Flow,
  receiver: ArrayValue,
  method: string,
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] | undefined {
  const [callback = undefinedValue] = values;
  const known = (value: Value): Outcome[] => [{ state, value }];
  const each = (run: (element: Value, before: Outcome) => Outcome[], begin: Value): Outcome[] => {
    let outcomes: Outcome[] = [{ state, value: begin }];
    for (const element of receiver.elements.slice(0, 8)) {
      outcomes = mergePaths(
        follow(outcomes, (before) => run(element, before)),
        ({ thrown }) => String(thrown ?? false),
      );
    }
    return outcomes;
  };
  const invoke = (element: Value, before: State): Outcome[] =>
    flow.call(callback, [element, opaque('index')], before, {
      ...site,
      name: '',
      receiver: undefined,
      isNew: false,
    });
  const add = (to: Value, element: Value): Value =>
    to.kind === 'array' ? { ...to, elements: [...to.elements, element] } : to;
  const empty: ArrayValue = { kind: 'array', elements: [], exact: receiver.exact };
  switch (method) {
    case 'map':
    case 'flatMap':
      return each(
        (element, before) =>
          follow(invoke(element, before.state), ({ state: after, value }) => [
            { state: after, value: add(before.value, value) },
          ]),
        empty,
      );
    case 'forEach':
      return each(
        (element, before) =>
          follow(invoke(element, before.state), ({ state: after }) => [
            { state: after, value: undefinedValue },
          ]),
        undefinedValue,
      );
    case 'filter':
      return each(
        (element, before) =>
          follow(invoke(element, before.state), ({ state: after, value }) => {
            const truth = truthOf(value);
            if (truth === undefined && before.value.kind === 'array') {
              return [
                {
                  state: after,
                  value: { ...before.value, elements: [...before.value.elements, element], exact: false },
                },
              ];
            }
            return [{ state: after, value: truth === false ? before.value : add(before.value, element) }];
          }),
        empty,
      );
    case 'find':
    case 'findLast':
    case 'some':
    case 'every': {
      const outcomes = each(
        (element, before) =>
          follow(invoke(element, before.state), ({ state: after, value }) => [
            { state: after, value: add(before.value, value) },
          ]),
        empty,
      );
      return outcomes.map((outcome) => {
        const answers = outcome.value.kind === 'array' ? outcome.value.elements : [];
        return { ...outcome, value: quantify(method, receiver, answers, site) };
      });
    }
    case 'reduce':
      return follow(
        each(
          (element, before) => invokeWith(flow, callback, [before.value, element], before.state, site),
          values[1] ?? receiver.elements[0] ?? undefinedValue,
        ),
        (outcome) => [outcome],
      );
    case 'includes':
    case 'has': {
      const plain = receiver.elements.every((element) => element.kind === 'constant');
      if (receiver.exact && plain && callback.kind === 'constant') {
        return known(
          constant(
            receiver.elements.some(
              (element) => element.kind === 'constant' && element.value === callback.value,
            ),
          ),
        );
      }
      return known(
        opaque(
          `includes(${pathOf(callback)})@${site.node.start}`,
          union(originsOf(callback), originsOf(receiver)),
        ),
      );
    }
    case 'concat':
      return known({
        kind: 'array',
        elements: [
          ...receiver.elements,
          ...values.flatMap((value) => (value.kind === 'array' ? value.elements : [value])),
        ],
        exact: receiver.exact,
      });
    case 'push':
    case 'add':
    case 'unshift':
      return [{ state: grow(flow, receiver, values, state, site), value: opaque('length') }];
    case 'flat':
    case 'slice':
    case 'sort':
    case 'reverse':
    case 'values':
      return known(receiver);
    case 'at':
    case 'pop':
    case 'shift':
      return known(receiver.elements[0] ?? undefinedValue);
    default:
      return known(opaque(`array.${method}()@${site.node.start}`, originsOf(receiver)));
  }
}

function invokeWith(
  flow: Flow,
  callback: Value,
  values: readonly Value[],
  state: State,
  site: Call,
): Outcome[] {
  return flow.call(callback, values, state, { ...site, name: '', receiver: undefined, isNew: false });
}

/** What `some`, `every` and `find` answer, given the callback's answers. */
function quantify(method: string, receiver: ArrayValue, answers: readonly Value[], site: Call): Value {
  const truths = answers.map(truthOf);
  const origins = union(originsOf(receiver), answers.map(originsOf).reduce(union, none));
  const unknown = opaque(`${method}(${answers.map(pathOf).join()})@${site.node.start}`, origins);
  if (method === 'every')
    return truths.includes(false)
      ? falseValue
      : receiver.exact && !truths.includes(undefined)
        ? trueValue
        : unknown;
  const hit = truths.indexOf(true);
  if (receiver.exact && hit !== -1)
    return method === 'some' ? trueValue : (receiver.elements[hit] ?? unknown);
  if (receiver.exact && !truths.includes(undefined)) return method === 'some' ? falseValue : undefinedValue;
  return unknown;
}

/** `list.push(x)` where the list is a variable. */
function grow(flow: Flow, receiver: ArrayValue, values: readonly Value[], state: State, site: Call): State {
  const { node } = site;
  const owner =
    node.type === 'CallExpression' && node.callee.type === 'MemberExpression'
      ? node.callee.object
      : undefined;
  if (owner === undefined) return state;
  const grown: Value = { ...receiver, elements: [...receiver.elements, ...values] };
  return flow.store(owner, grown, state, site.scope);
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

/** `require` of a module that sets `module.exports` to one thing gives that thing. */
function required(flow: Flow, module: Value): Value {
  const parsed =
    module.kind === 'module' && module.path !== undefined ? flow.code.module(module.path) : undefined;
  const whole = parsed && exportsOf(parsed.program).names.get('default');
  if (parsed === undefined || whole?.kind !== 'expression' || whole.node.type === 'ObjectExpression')
    return module;
  return flow.exported(parsed, 'default') ?? module;
}
