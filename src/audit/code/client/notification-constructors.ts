import type { Node } from 'oxc-parser';
import { callsBelow } from '../bindings/below.ts';
import { isFunction } from '../bindings/bindings.ts';
import { isCaught } from '../bindings/is-caught.ts';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';
import { bare, memberPath } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { guardsAt } from '../values/guards.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';

export interface NotificationConstructor {
  readonly place: Place;
  /** An error ends in a `catch`: nothing breaks, and nothing is shown. */
  readonly caught: boolean;
}

/** `new Notification(…)` of the browser's own class; not where it stands in for `showNotification`, or for desktops alone. */
export function findNotificationConstructors(unit: Unit, evaluator: Evaluator): NotificationConstructor[] {
  const found: NotificationConstructor[] = [];
  walk(unit.bindings.program, {
    enter(node) {
      if (node.type !== 'NewExpression' || !isNotification(unit, node.callee)) return;
      const place: Place = { unit, node };
      const around = ancestor(place, isFunction) ?? unit.bindings.program;
      const others = callsBelow([{ unit, node: around }], evaluator);
      const shows = (call: Place): boolean =>
        call.node.type === 'CallExpression' && calleeName(call.node) === 'showNotification';
      if (others.some(shows) || standsInFor(place, evaluator, shows)) return;
      const text = guardsAt(place).map(({ place: { node: test } }) => unit.text.slice(test.start, test.end));
      if (text.some((test) => /mobile|android|desktop|electron|tauri|userAgent|platform|touch/i.test(test)))
        return;
      found.push({ place, caught: isCaught(unit, node) });
    },
  });
  return found;
}

/** `ready.then((registration) => registration.showNotification(…)).catch(() => new Notification(…))` */
function standsInFor(place: Place, evaluator: Evaluator, shows: (call: Place) => boolean): boolean {
  const { unit } = place;
  for (let at: Node | undefined = place.node; at !== undefined; at = unit.bindings.parent(at)) {
    const call = unit.bindings.parent(at);
    if (!isFunction(at) || call?.type !== 'CallExpression' || call.callee === at) continue;
    const callee = bare(call.callee);
    if (callee.type === 'MemberExpression' && ['catch', 'then'].includes(calleeName(call) ?? ''))
      return callsBelow([{ unit, node: callee.object }], evaluator).some(shows);
    return false;
  }
  return false;
}

function isNotification(unit: Unit, callee: Node): boolean {
  const node = bare(callee);
  if (node.type === 'Identifier')
    return node.name === 'Notification' && unit.bindings.lookup(node) === undefined;
  return ['window.Notification', 'self.Notification', 'globalThis.Notification'].includes(
    memberPath(node)?.join('.') ?? '',
  );
}
