import type { Call as Site } from '../flow/flow.ts';
import { type State, withMark } from '../flow/flow-state.ts';
import { coversOf, none, originsOf, union, type Value } from '../flow/flow-values.ts';

const speaking = /show|notif|display|push|alert|handle|process|present|render|dispatch/i;
const harmless =
  /^(?:log|info|warn|error|debug|trace|group|groupEnd|captureException|captureMessage|addBreadcrumb|track|postMessage|set|get|put|add|delete|stringify|parse|includes|has|indexOf|some|every|find|filter|map|startsWith|endsWith|test|match|replace|split|join|slice|concat|push|format|toString|toLowerCase|toUpperCase|trim)$/;

/** A call into a package, or into something the code does not show: could it show a notification, or wait for one? */
export function noteUnseen(callee: Value, values: readonly Value[], state: State, site: Site): State {
  if (callee.kind === 'builtin') return state;
  const given = values.map(originsOf).reduce(union, none);
  const known =
    site.receiver !== undefined && (site.receiver.kind === 'builtin' || originsOf(site.receiver).size > 0);
  const sees =
    values.some((value) => value.kind === 'builtin' && value.name.startsWith('registration')) ||
    given.has('event');
  let after = state;
  if (sees || values.some((value) => coversOf(value).size > 0)) after = withMark(after, 'may-wait');
  if (sees) return withMark(after, 'may-show');
  if (known || harmless.test(site.name)) return after;
  const inside = callee.kind === 'function';
  return inside || given.has('payload') || speaking.test(site.name) ? withMark(after, 'may-show') : after;
}

/** A function that could do anything, unlike a method of something that is known. */
export function isForeign(callee: Value, { receiver, name }: Site): boolean {
  if (callee.kind === 'builtin' || (receiver !== undefined && harmless.test(name))) return false;
  if (receiver === undefined) return true;
  if (receiver.kind === 'module' || receiver.kind === 'instance') return true;
  return (
    receiver.kind === 'opaque' &&
    receiver.origins.size === 0 &&
    !/^(?:notification|literal|text)\b/.test(receiver.path)
  );
}
