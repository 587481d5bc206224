import type { Node } from 'oxc-parser';
import { keyName } from '../literals.ts';
import { walk } from '../walk.ts';
import type { CodePlace } from './delivery.ts';
import type { Webhook } from './webhook.ts';

/** The first place in a webhook's code that reads a property of this name: a member, or a part of a pattern. */
export function findKey({ module, node, watch }: Webhook, key: string): CodePlace | undefined {
  const inside = [{ module, node }, ...watch.walked.values()];
  for (const { module: at, node: start } of inside) {
    let found: Node | undefined;
    walk(start, {
      enter(each, _parent, ancestors) {
        if (found !== undefined) return false;
        if (each.type === 'MemberExpression' && keyName(each) === key) found = each.property;
        const isPattern = each.type === 'Property' && ancestors.at(-1)?.type === 'ObjectPattern';
        if (isPattern && keyName(each) === key) found = each;
        return undefined;
      },
    });
    if (found !== undefined) return { module: at, node: found };
  }
  return undefined;
}
