import type { Node } from 'oxc-parser';
import type { Place, Unit } from '../bindings/units.ts';
import { type DataUse, usesOfData } from '../follow/data-uses.ts';
import type { Uses } from '../follow/uses.ts';
import { bare, memberPath, propertyValue, rootOf, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';

/** What becomes of a subscription (or a messaging token) that a page has. */
export interface Delivery {
  /** The call that gives it. */
  readonly source: Place;
  /** `sent`: handed to something that may be a request. `kept`: never leaves the page. `unknown`: nobody can follow it. */
  readonly end: 'sent' | 'kept' | 'unknown';
  /** `fetch` calls that it is sent by and whose answer nobody looks at. */
  readonly unchecked: readonly Place[];
}

type Context = { readonly evaluator: Evaluator; readonly uses: Uses };

/** Calls in a module that hand over the browser's present subscription. */
export function findPresentSubscriptions(unit: Unit): Place[] {
  const found: Place[] = [];
  walk(unit.bindings.program, {
    enter(node) {
      if (node.type === 'CallExpression' && calleeName(node) === 'getSubscription')
        found.push({ unit, node });
    },
  });
  return found;
}

/** Follows what a call gives, to the requests that take it to a server. */
export function followDelivery(source: Place, context: Context): Delivery {
  const uses = usesOfData(source, context);
  const handed = uses.filter(({ kind }) => kind === 'handed');
  const end = handed.length > 0 ? 'sent' : uses.some(({ kind }) => kind === 'unknown') ? 'unknown' : 'kept';
  const unchecked = handed.flatMap(({ place }) =>
    isFetch(place) && stores(place, context.evaluator) && !isLookedAt(place, context) ? [place] : [],
  );
  return { source, end, unchecked };
}

/** The browser's own `fetch`, which rejects for no status: https://developer.mozilla.org/en-US/docs/Web/API/Window/fetch */
function isFetch({ unit, node }: Place): boolean {
  if (node.type !== 'CallExpression') return false;
  const path = memberPath(node.callee);
  const root = rootOf(node.callee);
  if (path === undefined || unit.bindings.lookup(root) !== undefined) return false;
  return path.join('.') === 'fetch' || path.join('.') === 'window.fetch';
}

/** Whether a request with the subscription is the one that has it stored: it neither deletes it nor sends a push to it. */
function stores({ unit, node }: Place, evaluator: Evaluator): boolean {
  const [address, init] = node.type === 'CallExpression' ? node.arguments : [];
  const method = stringValue(propertyValue(init && bare(init), 'method'));
  if (address === undefined || method?.toUpperCase() === 'DELETE') return false;
  const written = [
    { unit, node: address as Node },
    ...evaluator.evaluate({ unit, node: address as Node }),
  ].map((place) => place.unit.text.slice(place.node.start, place.node.end));
  return !written.some(isOfAnother);
}

/** An address under which a subscription is given up or sent to: `/notify`, but not `/notify/subscribe`. */
function isOfAnother(address: string): boolean {
  if (/un_?-?sub|un_?-?register|remov|delet|revok/i.test(address)) return true;
  const [last = ''] = /[^/]*$/.exec(address) ?? [];
  return (
    /send|test|notify|trigger|broadcast/i.test(address) && !/^(?:re)?(?:subscri|register|save)/i.test(last)
  );
}

function isLookedAt(place: Place, context: Context): boolean {
  return usesOfData(place, context).some((use) => looks(use));
}

/** Reading the body is no look at the status; what is asked of the body is. */
function looks({ kind, name }: DataUse): boolean {
  if (kind === 'read') return !['json', 'text', 'blob', 'clone'].includes(name ?? '');
  return kind !== 'logged';
}
