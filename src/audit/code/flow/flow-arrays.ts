import { type Call, type Flow, follow } from './flow.ts';
import { mergePaths, type Outcome, type State } from './flow-state.ts';
import {
  type ArrayValue,
  constant,
  falseValue,
  none,
  opaque,
  originsOf,
  pathOf,
  trueValue,
  truthOf,
  undefinedValue,
  union,
  type Value,
} from './flow-values.ts';

export const arrayMethods = new Set([
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

/** Something that is gone through: one element stands for all when they are not known. */
export function asArray(value: Value): ArrayValue {
  if (value.kind === 'array' && (value.elements.length > 0 || value.exact)) return value;
  return {
    kind: 'array',
    elements: [opaque(`${pathOf(value)}[]`, originsOf(value))],
    exact: value.kind !== 'array',
  };
}

export function array(
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
