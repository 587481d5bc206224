import type { Node } from 'oxc-parser';
import { callsBelow, functionsAbove } from '../bindings/below.ts';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place } from '../bindings/units.ts';
import type { Uses } from '../follow/uses.ts';
import { isServerExport } from '../server/server-exports.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';
import type { LogoutPlace } from './logouts.ts';
import type { Origin, Reach } from './reach.ts';
import { type Ending, endingOf } from './unsubscribes.ts';

export interface JudgedLogout extends LogoutPlace {
  readonly origins: readonly Origin[];
  readonly ending: Ending;
}

/**
 * What becomes of the push subscription at each logout: in the functions that lead to it, and in all that they call. Of several
 * places in one function the first stands for all; a function that calls another logout is told by that one.
 */
export function judgeLogouts(
  places: readonly LogoutPlace[],
  { uses, reach, evaluator }: { uses: Uses; reach: Reach; evaluator: Evaluator },
): JudgedLogout[] {
  const named = new Set(places.flatMap(({ place }) => (isFunction(place.node) ? [place.node as Node] : [])));
  // Calls of a function that is found itself, or holds what is, through a store or a context, are no logouts of their own.
  const told = new Set<Node>();
  for (const { place } of places) {
    const node = isFunction(place.node) ? place.node : ancestor(place, isFunction);
    if (node === undefined) continue;
    for (const use of uses.ofFunction({ unit: place.unit, node })) told.add(use.place.node);
  }
  const seen = new Set<Node>();
  return places.flatMap((logout): JudgedLogout[] => {
    const { place } = logout;
    if (isServerExport(place) || (!isFunction(place.node) && told.has(place.node))) return [];
    if (isFunction(place.node)) {
      const inner = callsBelow([place], evaluator).some(({ unit, node }) =>
        evaluator
          .functions({ unit, node: node.callee })
          .some((target) => target.node !== place.node && named.has(target.node)),
      );
      if (inner) return [];
    }
    const around = isFunction(place.node) ? place.node : ancestor(place, isFunction);
    if (around !== undefined && deletesAccount(around)) return [];
    const link = place.node.type === 'JSXOpeningElement' || place.node.type === 'Program';
    if (around !== undefined && signsInBefore(around, place.node)) return [];
    if (around !== undefined && !link) {
      if (seen.has(around)) return [];
      seen.add(around);
    }
    const above: Place[] = link ? handlersOn(place) : functionsAbove(place, uses);
    const origins: readonly Origin[] = link
      ? [asked]
      : isFunction(place.node)
        ? reach.originsOfFunction({ unit: place.unit, node: place.node })
        : reach.origins(place);
    const page =
      above.length > 0 && origins.every((origin) => origin.kind === 'automatic') && isLogoutPage(place);
    return [
      {
        ...logout,
        origins: page ? [asked] : origins,
        ending: endingOf(above.length > 0 || link ? above : [place], evaluator),
      },
    ];
  });
}

/** A login that is refused: whoever it was for has not been in, `signInWithPassword(…); if (!isStaff) signOut()`. */
function signsInBefore(around: Node, logout: Node): boolean {
  let found = false;
  walk(around, {
    enter(node) {
      if (node.type === 'CallExpression' && node.start < logout.start)
        found ||= /^(?:sign|log)_?in(?:With\w+)?$/i.test(calleeName(node) ?? '');
    },
  });
  return found;
}

/** Whoever deletes the account leaves the server nobody to send to. */
function deletesAccount(around: Node): boolean {
  let found = false;
  walk(around, {
    enter(node) {
      const name = node.type === 'CallExpression' ? calleeName(node) : undefined;
      found ||=
        name !== undefined && /^(?:delete|close|erase)_?(?:my|own|current)?_?(?:user|account)$/i.test(name);
    },
  });
  return found;
}

const asked: Origin = { kind: 'gesture', trail: [], complete: true };

/** A page or component that logs out when it is shown: somebody went there to do so. */
function isLogoutPage({ unit }: Place): boolean {
  return /(?:log|sign)[-_]?(?:out|off)/i.test(unit.path);
}

/** Handlers that a link or form has besides its address. */
function handlersOn({ unit, node }: Place): Place[] {
  if (node.type !== 'JSXOpeningElement') return [];
  return node.attributes.flatMap((attribute): Place[] => {
    if (attribute.type !== 'JSXAttribute' || attribute.value?.type !== 'JSXExpressionContainer') return [];
    return /^on[A-Z]/.test(String(attribute.name.name)) ? [{ unit, node: attribute.value.expression }] : [];
  });
}
