import type { Node } from 'oxc-parser';
import { type CallPlace, callsBelow, functionsAbove } from '../bindings/below.ts';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';
import type { Uses } from '../follow/uses.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';
import { presentSubscriptionBefore } from './reuses.ts';
import { tellsServer } from './unsubscribes.ts';

/** Words of which a file must mention one to look at its subscription. */
export const renewalWords = ['getSubscription', 'pushManager', 'PushManager'];

/** Whether a page sends its subscription to the server each time it loads; `unknown`: code does that nobody is seen to call. */
export type Renewal = 'on-load' | 'unknown' | 'never';

/**
 * Whether code of a module that runs by itself looks at the subscription, or makes one, and tells a server: what a page
 * does so, it does each time it loads.
 */
export function renewalIn(unit: Unit, { uses, evaluator }: { uses: Uses; evaluator: Evaluator }): Renewal {
  const looks: Place[] = [];
  walk(unit.bindings.program, {
    enter(node) {
      if (node.type !== 'CallExpression') return;
      const name = calleeName(node);
      const subscribes =
        name === 'subscribe' && /pushManager/i.test(unit.text.slice(node.callee.start, node.callee.end));
      if (name === 'getSubscription' || subscribes) looks.push({ unit, node });
    },
  });
  const found = new Set<Renewal>();
  for (const place of looks) {
    for (const above of functionsAbove(place, uses)) {
      const sends = callsBelow([above], evaluator, (call) => isOnlyWhenAbsent(call, evaluator)).some((call) =>
        sendsSubscription(call, evaluator),
      );
      if (!sends) continue;
      for (const caller of functionsAbove(above, uses)) found.add(startOf(caller, uses));
      if (found.has('on-load')) return 'on-load';
    }
  }
  return found.has('unknown') ? 'unknown' : 'never';
}

/** What is done only when there is no subscription says nothing of one that the browser has renewed. */
function isOnlyWhenAbsent({ unit, node }: Place, evaluator: Evaluator): boolean {
  for (let at: Place | undefined = { unit, node }; at !== undefined; ) {
    if (presentSubscriptionBefore(at, evaluator) !== undefined) return true;
    const around: Node | undefined = ancestor(at, isFunction);
    at = around && { unit, node: around };
  }
  return false;
}

/**
 * An effect, a mount or ready hook, a listener that is no gesture's, or a call while the module loads; what is handed to code
 * that nobody sees may be one of these.
 */
function startOf(place: Place<FunctionNode>, uses: Uses): Renewal {
  const found = uses.ofFunction(place);
  if (found.length === 0) return isNeverUsed(place) ? 'never' : 'unknown';
  const byItself = found.some(
    ({ kind, place: site }) =>
      kind === 'automatic' ||
      kind === 'mounted' ||
      (kind === 'runs' && ancestor(site, isFunction) === undefined),
  );
  return byItself ? 'on-load' : 'never';
}

/** A function that stands under a name inside of another one, and that nothing there mentions. */
function isNeverUsed({ unit, node }: Place<FunctionNode>): boolean {
  const { bindings } = unit;
  const parent = bindings.parent(node);
  const id = parent?.type === 'VariableDeclarator' && parent.init === node ? parent.id : node.id;
  const binding = id?.type === 'Identifier' ? bindings.lookup(id) : undefined;
  if (binding === undefined || binding.references.length > 0) return false;
  return ancestor({ unit, node: parent ?? node }, isFunction) !== undefined;
}

const sending = /^(?:upsert|sync|send|save|store|register|update|submit|create|add|report|post|put)/i;

/** Rather one call too many: whoever sends anything that could be the subscription is not told that nobody does. */
function sendsSubscription(call: CallPlace, evaluator: Evaluator): boolean {
  const { unit, node } = call;
  const name = calleeName(node) ?? '';
  if (name === 'fetch' && node.arguments.length < 2) return false;
  if (tellsServer(call, evaluator)) return true;
  const given = node.arguments.map((argument) => unit.text.slice(argument.start, argument.end)).join(' ');
  return sending.test(name) && /subscri|endpoint/i.test(`${name} ${given}`);
}
