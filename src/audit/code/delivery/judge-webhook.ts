import type { Node } from 'oxc-parser';
import { stringValue } from '../literals.ts';
import type { Route } from '../server/server-routes.ts';
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

/** Names of what a check is made with: perhaps the walk has not understood it. */
function speaksOfChecks(node: Node): boolean {
  let found = false;
  walk(node, {
    enter(each) {
      const word = each.type === 'Identifier' ? each.name : stringValue(each);
      found ||=
        word !== undefined &&
        /signature|verif|hmac|authoriz|secret|passw|api_?key|timingSafe|token/i.test(word) &&
        !/vapid|push|fcm|device/i.test(word);
    },
  });
  return found;
}
