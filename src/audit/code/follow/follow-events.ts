import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { bare, stringValue } from '../literals.ts';
import { calleeName, eventNature } from '../values/known-calls.ts';
import { walk } from '../walk.ts';
import type { Call, Follow } from './follow.ts';

/**
 * A listener of an emitter that the repository makes runs where the event is emitted, one of an observable when what it comes from
 * says so. @returns whether that is known
 */
export function listenerOf(follow: Follow, place: Place, call: Call, name: string, index: number): boolean {
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const receiver: Place = { unit: place.unit, node: callee.object };
  if (name === 'subscribe' && index === 0) return ofObservable(follow, receiver, call);
  const event = index === 1 ? stringValue(call.arguments[0]) : undefined;
  if (event === undefined || !['on', 'once', 'addListener'].includes(name)) return false;
  const [emitter] = follow.evaluator.evaluate(receiver);
  if (emitter === undefined || !['CallExpression', 'NewExpression'].includes(emitter.node.type)) return false;
  const emits = callsWith(follow, 'emit', (text) => text === event).filter(({ unit, node }) => {
    const inner = bare(node.callee);
    return (
      inner.type === 'MemberExpression' &&
      follow.evaluator.evaluate({ unit, node: inner.object }).some((value) => value.node === emitter.node)
    );
  });
  for (const emit of emits) follow.add('runs', emit, `emits ${event}`);
  return emits.length > 0;
}

/** An action of a Vuex store runs where its name is dispatched. */
export function dispatchedAction(follow: Follow, name: string): void {
  const fits = (text: string) => text === name || text.endsWith(`/${name}`);
  for (const call of callsWith(follow, 'dispatch', fits)) follow.add('runs', call, `dispatches ${name}`);
}

function ofObservable(follow: Follow, receiver: Place, call: Call): boolean {
  let source = bare(receiver.node);
  while (source.type === 'CallExpression' && calleeName(source) === 'pipe') {
    const callee = bare(source.callee);
    if (callee.type !== 'MemberExpression') return false;
    source = bare(callee.object);
  }
  if (source.type !== 'CallExpression') return false;
  const here: Place = { unit: receiver.unit, node: call };
  const made = calleeName(source);
  if (made === 'timer' || made === 'interval') {
    follow.add('runs', here, `${made} runs it later`);
    return true;
  }
  const event = made === 'fromEvent' ? stringValue(source.arguments[1]) : undefined;
  const nature = event === undefined ? undefined : eventNature(event);
  if (nature !== undefined) follow.add(nature, here, `the ${event} event runs it`);
  return nature !== undefined;
}

/** Calls of a method in the whole app whose first argument is a text that fits. */
function callsWith(
  follow: Follow,
  method: string,
  fits: (text: string) => boolean,
): Place<Extract<Node, { type: 'CallExpression' }>>[] {
  return follow.code.mentioning([`${method}(`]).flatMap((path) => {
    const unit = follow.graph.has(path) ? follow.units.get(path) : undefined;
    if (unit === undefined) return [];
    const found: ReturnType<typeof callsWith> = [];
    walk(unit.bindings.program, {
      enter(node) {
        if (node.type !== 'CallExpression' || calleeName(node) !== method) return;
        const [first] = node.arguments;
        const text = first === undefined || isFunction(first) ? undefined : stringValue(first);
        if (text !== undefined && fits(text)) found.push({ unit, node });
      },
    });
    return found;
  });
}
