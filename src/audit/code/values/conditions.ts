import type { CallExpression, Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place } from '../bindings/units.ts';
import { bare, memberPath, rootOf, stringValue } from '../literals.ts';
import type { Evaluator } from './evaluate.ts';
import type { Guard } from './guards.ts';
import { calleeName, feedOf, runsWith } from './known-calls.ts';
import { isAboutPushes, isAboutSession } from './session-names.ts';
import { isSettled } from './settled.ts';

/**
 * What a condition says about code that would ask for permission. `never`: it cannot prompt there, the permission is settled.
 * `open`: the condition does not depend on the user's doing. `gesture`: it holds only after a gesture. `unknown`: nobody can tell.
 */
export type Verdict = 'never' | 'open' | 'gesture' | 'unknown';

/** What a condition alone does not show. */
export interface Surroundings {
  /** How a state variable is set, as far as its setter's calls show it. */
  stateOrigin(setter: Place, wanted: boolean | string): 'gesture' | 'open' | 'unknown';
  /** What a function gets for a parameter wherever it is called or, being a component, shown. */
  given(parameter: Place): readonly Given[];
}

/** `incoming`: what a message, a promise or a list brings. */
export type Given = Place | 'incoming' | 'true' | 'unknown';

/** The verdict of all conditions on a place together. */
export function judgeGuards(guards: readonly Guard[], evaluator: Evaluator, around: Surroundings): Verdict {
  if (guards.some((guard) => isSettled(guard, evaluator))) return 'never';
  let verdict: Verdict = 'open';
  for (const guard of guards) {
    const own = judge(guard.place, guard.holds, evaluator, around, 0);
    if (own === 'gesture') return 'gesture';
    if (own === 'unknown') verdict = 'unknown';
  }
  return verdict;
}

/** What the app finds out by itself: the browser's abilities, who is signed in, whether something has loaded. */
const byItself =
  /support|available|capable|browser|secure|standalone|ios|android|mobile|desktop|pwa|prod|vapid|publickey|registration|^reg$|worker|mounted|load|ready|init|hydrat|user|session|auth|account|profile|token|uid|logged|signed|member|client|socket|error|^err$|^res$|response|^ok$|status|^data$|permission|messag|window|document|navigator|online|connected|current|pathname|route|location|^url$|^path$|^query$|^hash$/i;
/** What a person chooses, now or earlier. */
const chosen =
  /open|show|visib|modal|dialog|expand|select|^tab|activetab|^step|confirm|click|enable|want|opt(?:ed|s|in)|prefer|setting|allow|toggle|checked|accept|consent|remind|request|prompt|asking|should/i;

function judge(
  place: Place,
  holds: boolean,
  evaluator: Evaluator,
  around: Surroundings,
  depth: number,
): Exclude<Verdict, 'never'> {
  const { unit } = place;
  const node = bare(place.node);
  const at = (next: Node, wanted = holds) =>
    judge({ unit, node: next }, wanted, evaluator, around, depth + 1);
  if (depth > 8) return 'unknown';
  /** Of a state variable, or of one that a hook of the app hands back. */
  const setterOf = (next: Node): Place | undefined => {
    const own = stateSetter({ unit, node: bare(next) });
    if (own !== undefined) return own;
    const [only, ...others] = evaluator.evaluate({ unit, node: next });
    return only?.node.type === 'Identifier' && others.length === 0 ? stateSetter(only) : undefined;
  };
  switch (node.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'ThisExpression':
    case 'MetaProperty':
      return 'open';
    case 'UnaryExpression':
      return node.operator === '!'
        ? at(node.argument, !holds)
        : node.operator === 'typeof'
          ? 'open'
          : at(node.argument);
    case 'LogicalExpression': {
      const sides = [at(node.left), at(node.right)];
      // Any one side is enough: `a || b` that holds, `a && b` that does not.
      const either = (node.operator === '&&') !== holds;
      if (either && sides.includes('open')) return 'open';
      return sides.includes('gesture') ? 'gesture' : sides.includes('unknown') ? 'unknown' : 'open';
    }
    case 'BinaryExpression': {
      if (node.operator === 'in' || node.operator === 'instanceof') return 'open';
      const equal = node.operator === '===' || node.operator === '==';
      const differs = node.operator === '!==' || node.operator === '!=';
      const right = bare(node.right);
      if (differs || equal) {
        const is = equal === holds;
        if (right.type === 'Literal' && (right.value === null || right.value === false))
          return at(node.left, !is);
        if (right.type === 'Literal' && right.value === true) return at(node.left, is);
        if (right.type === 'Identifier' && right.name === 'undefined') return at(node.left, !is);
        if (!is) return 'open';
        const text = stringValue(right);
        const setter = text === undefined || chosen.test(text) ? undefined : setterOf(node.left as Node);
        const origin = setter && text !== undefined ? around.stateOrigin(setter, text) : 'unknown';
        if (origin !== 'unknown') return origin;
      }
      // What a message says is not a choice made here, whatever it is compared with.
      if ([node.left, node.right].some((side) => isIncomingValue({ unit, node: side as Node })))
        return 'open';
      const sides = [node.left, node.right].map((side) => at(side as Node, true));
      return sides.includes('gesture') ? 'gesture' : sides.includes('unknown') ? 'unknown' : 'open';
    }
    case 'ConditionalExpression':
      return at(node.test);
    case 'AssignmentExpression':
      return at(node.right);
    case 'Identifier': {
      const state = stateSetter({ unit, node });
      if (state !== undefined) {
        const origin = around.stateOrigin(state, holds);
        if (origin !== 'unknown') return origin;
      }
      if (!holds) return 'open';
      const binding = unit.bindings.lookup(node);
      if (chosen.test(node.name) && !/support|available/i.test(node.name))
        return binding?.kind === 'parameter' ? judgeGiven({ unit, node }, around) : 'unknown';
      if (byItself.test(node.name)) return 'open';
      if (binding === undefined)
        return /^[A-Z]|window|navigator|document|self|globalThis/.test(node.name) ? 'open' : 'unknown';
      if (binding.kind === 'parameter')
        return isIncoming({ unit, node: binding.declaration }) ? 'open' : judgeGiven({ unit, node }, around);
      if (binding.kind === 'import') return 'unknown';
      const values = evaluator.evaluate({ unit, node });
      const verdicts = values.map((value) =>
        value.node === node || value.node.type === 'Identifier'
          ? 'unknown'
          : judge(value, holds, evaluator, around, depth + 1),
      );
      return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'open') ? 'open' : 'unknown';
    }
    case 'MemberExpression': {
      const path = memberPath(node);
      if (path === undefined) return at(node.object);
      const storage = path.findIndex(isWebStorage);
      if (storage >= 0) return holds && !isAboutSession(path[storage + 1] ?? '') ? 'unknown' : 'open';
      if (path[0] === 'import' || path[0] === 'process') return 'open';
      if (!holds) return 'open';
      const name = path.at(-1) as string;
      if (isAboutPushes(name)) return 'unknown';
      if (chosen.test(name) && !/support|available/i.test(name)) return 'unknown';
      if (byItself.test(name)) return 'open';
      return at(node.object);
    }
    case 'CallExpression': {
      const path = memberPath(node.callee);
      if (path?.some(isWebStorage))
        return holds && !isKeptForSession({ unit, node }, evaluator) ? 'unknown' : 'open';
      const [first] = node.arguments;
      const isParse = path?.join('.') === 'JSON.parse';
      if (first !== undefined && (isParse || path?.join('.') === 'Boolean')) return at(first);
      if (!holds) return 'open';
      const name = calleeName(node) ?? '';
      if (chosen.test(name) && !/support|available/i.test(name)) return 'unknown';
      if (
        byItself.test(name) ||
        /^(?:is|has|can)[A-Z]|fetch|^get|^use[A-Z]|includes|startsWith|test|match|json|query/.test(name)
      )
        return 'open';
      const functions = evaluator.functions({ unit, node: node.callee });
      const results = functions.flatMap((callee) => evaluator.returned(callee));
      const verdicts = results.map((result) => judge(result, holds, evaluator, around, depth + 1));
      return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'open') ? 'open' : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/**
 * The verdict on a parameter that has to be true: what a message brings is no choice made here, nor what is written as true
 * wherever the function is called. What else a caller gives may be a person's choice.
 */
function judgeGiven(parameter: Place, around: Surroundings): 'open' | 'unknown' {
  const given = around.given(parameter);
  if (given.some((one) => one === 'incoming' || (typeof one !== 'string' && isIncomingValue(one))))
    return 'open';
  const isTrue = (one: Given): boolean =>
    typeof one === 'string' ? one === 'true' : one.node.type === 'Literal' && Boolean(one.node.value);
  return given.length > 0 && given.every(isTrue) ? 'open' : 'unknown';
}

function isWebStorage(name: string): boolean {
  return name === 'localStorage' || name === 'sessionStorage';
}

/** Whether what is read from the browser's storage is about who is signed in, by the key that it is kept under. */
function isKeptForSession({ unit, node }: Place<CallExpression>, evaluator: Evaluator): boolean {
  const [key] = node.arguments;
  if (key === undefined) return false;
  const keys = evaluator.evaluate({ unit, node: key }).map((value) => stringValue(value.node));
  return keys.length > 0 && keys.every((text) => text !== undefined && isAboutSession(text));
}

/** The setter that goes with a state variable: `const [open, setOpen] = useState(false)`. */
function stateSetter({ unit, node }: Place): Place | undefined {
  const binding = unit.bindings.lookup(node);
  if (binding?.declaration.type !== 'VariableDeclarator') return undefined;
  const { id, init } = binding.declaration;
  if (id.type !== 'ArrayPattern' || !init || id.elements[0] !== binding.id) return undefined;
  const call = bare(init);
  const [, setter] = id.elements;
  if (call.type !== 'CallExpression' || setter?.type !== 'Identifier') return undefined;
  return /^(?:useState|useSignal|createSignal|useSafeState)$/.test(calleeName(call) ?? '')
    ? { unit, node: setter }
    : undefined;
}

/** A part of what a callback was given: `message.room`. */
function isIncomingValue({ unit, node }: Place): boolean {
  const binding = unit.bindings.lookup(rootOf(node));
  return binding?.kind === 'parameter' && isIncoming({ unit, node: binding.declaration });
}

/** A callback whose argument comes from a message, a promise or a list: data, not a choice made here. */
function isIncoming(place: Place): boolean {
  if (!isFunction(place.node)) return false;
  const call = place.unit.bindings.parent(place.node);
  if (call?.type !== 'CallExpression') return false;
  return (
    runsWith(call) !== undefined || feedOf(call) !== undefined || calleeName(call) === 'addEventListener'
  );
}

/** The function around a place; undefined at the top level of a module. */
export function functionAround(place: Place) {
  return ancestor(place, isFunction);
}
