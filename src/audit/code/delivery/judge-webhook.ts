import type { Node } from 'oxc-parser';
import type { FunctionNode } from '../bindings/bindings.ts';
import { memberPath, stringValue } from '../literals.ts';
import type { Route } from '../server/server-routes.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';
import { deliveriesIn, type Watch } from './delivery.ts';
import { checkedMark, entrustedMark, unsetMark } from './delivery-host.ts';
import type { Webhook } from './webhook.ts';
import type { Chain } from './webhook-chain.ts';

/**
 * What the paths to the sends say of the webhook's check.
 * @param gated something outside of the route may check as well
 */
export function judgeWebhook(
  route: Route,
  chain: Chain,
  watch: Watch,
  vendor: Webhook['vendor'],
  gated: boolean,
): Webhook {
  const base = {
    module: route.module,
    node: route.handler,
    vendor,
    tooLate: chain.tooLate,
    watch,
    deliveries: deliveriesIn(watch, { module: route.module, node: route.handler }),
  };
  const paths = watch.deliveries.map(({ state }) => state);
  const checks = paths.map((state) => [...state.marks].filter((mark) => mark.startsWith(checkedMark)));
  const entrusted = paths.some(({ marks }) => marks.has(entrustedMark) || marks.has('doubtful'));
  const unchecked = paths.filter((_, index) => checks[index]?.length === 0);
  const skipped = unchecked.length > 0 && unchecked.length < paths.length;
  if (skipped && unchecked.every(({ marks }) => marks.has(unsetMark)) && !gated) {
    return { ...base, verification: 'skipped', check: [...watch.unset.values()][0] };
  }
  if (gated || entrusted) return { ...base, verification: 'unknown', check: undefined };
  if (unchecked.length === paths.length) {
    const dropped = droppedCheck([route.handler, ...watch.walked.keys()]);
    if (dropped !== undefined)
      return { ...base, verification: 'ignored', check: { module: route.module, node: dropped } };
    const asksForSecret =
      paths.some(({ marks }) => marks.has(unsetMark)) ||
      [route.handler, ...watch.walked.keys()].some(speaksOfChecks);
    return { ...base, verification: asksForSecret ? 'unknown' : 'unchecked', check: undefined };
  }
  if (skipped) return { ...base, verification: 'unknown', check: undefined };
  const all = new Set(checks.flat());
  const stops = [...all].some((mark) => !all.has(opposite(mark)));
  if (stops) return { ...base, verification: 'checked', check: undefined };
  const [comparison] = watch.comparisons.values();
  return { ...base, verification: 'ignored', check: comparison };
}

function opposite(mark: string): string {
  return mark.endsWith(' true') ? `${mark.slice(0, -5)} false` : `${mark.slice(0, -6)} true`;
}

/**
 * A call in the handler that stands for itself, `isSigned(request);`, of a function that compares and hands the outcome back: it
 * can stop nothing, unless it throws or answers by itself.
 */
function droppedCheck([handler, ...walked]: readonly FunctionNode[]): Node | undefined {
  const checks = new Set(walked.filter(onlyTells).flatMap(({ id }) => (id ? [id.name] : [])));
  let found: Node | undefined;
  if (handler !== undefined && checks.size > 0)
    walk(handler, {
      enter(node) {
        if (node.type !== 'ExpressionStatement') return;
        const { expression } = node;
        const call = expression.type === 'AwaitExpression' ? expression.argument : expression;
        if (
          call.type === 'CallExpression' &&
          call.callee.type === 'Identifier' &&
          checks.has(call.callee.name)
        )
          found ??= node;
      },
    });
  return found;
}

/** A function that compares in constant time, with no answer to the caller and no error of its own. */
function onlyTells({ body }: FunctionNode): boolean {
  let compares = false;
  let acts = false;
  if (body)
    walk(body, {
      enter(node, parent) {
        if (node.type === 'ThrowStatement') acts = true;
        if (node.type !== 'CallExpression') return;
        if (/^(?:status|sendStatus|send|json|end|error|redirect)$/.test(calleeName(node) ?? '')) acts = true;
        if (calleeName(node) === 'timingSafeEqual') compares ||= parent?.type !== 'ExpressionStatement';
      },
    });
  return compares && !acts;
}

/** Names of what a check is made with: perhaps the walk has not understood it. */
function speaksOfChecks(node: Node): boolean {
  let found = false;
  walk(node, {
    enter(each) {
      // Credentials that this server shows to another one check nobody here.
      if (
        each.type === 'CallExpression' &&
        /^(?:\w+\.)?fetch$/.test(memberPath(each.callee)?.join('.') ?? '')
      )
        return false;
      const word = each.type === 'Identifier' ? each.name : stringValue(each);
      found ||=
        word !== undefined &&
        /signature|verif|hmac|authoriz|secret|passw|api_?key|timingSafe|token/i.test(word) &&
        !/vapid|push|fcm|device/i.test(word);
      return undefined;
    },
  });
  return found;
}
