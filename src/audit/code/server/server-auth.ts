import type { Node } from 'oxc-parser';
import { bare, keyName } from '../literals.ts';
import { walk } from '../walk.ts';
import type { Route } from './server-routes.ts';

/** Names that speak of knowing who asks. Deliberately wide: what might be a session is taken to be one. */
export const knowing =
  /auth|session|token|jwt|cookie|verif|passport|protect|guard|login|logged|sign(?:ed|ature)|current_?user|(?:get|require|ensure|fetch|load|with|current)_?user|locals|clerk|secret|api_?key|bearer|permission|role|identi(?:fy|ty)|owns|whoami|principal|credential|private|secur|kinde|lucia|iron|hanko|firebase-admin|getUid|req\.user|request\.user|ctx\.user/i;

/** Whether anything in a handler, in what wraps it or stands before it, may know who asks. */
export function seemsAuthenticated({ handler, before }: Route): boolean {
  if (speaksOfKnowing(before)) return true;
  let found = false;
  walk(handler, {
    enter(node, parent) {
      if (found) return false;
      const word = wordOf(node, parent);
      found = word !== undefined && knowing.test(word);
      return undefined;
    },
  });
  return found;
}

/** A name or a header in the code; the `auth` of a subscription's keys says nothing about who asks. */
function wordOf(node: Node, parent: Node | undefined): string | undefined {
  if (node.type === 'Identifier') {
    const isKey =
      node.name === 'auth' &&
      !(parent?.type === 'CallExpression' && parent.callee === node) &&
      !(parent?.type === 'MemberExpression' && parent.object === node);
    return isKey || /^(?:auth|p256dh)_?key$|^key_?auth$|vapid|(?:private|public)_?key/i.test(node.name)
      ? undefined
      : node.name;
  }
  if (node.type === 'Literal' && typeof node.value === 'string') {
    return /^(?:authorization|cookie|x-[\w-]*(?:token|key|signature|secret)[\w-]*)$/i.test(node.value)
      ? node.value
      : undefined;
  }
  if (node.type === 'MemberExpression') {
    const key = keyName(node);
    return key === 'user' && bare(node.object).type === 'Identifier' ? `req.user` : undefined;
  }
  return undefined;
}

/** Whether a piece of source speaks of knowing who asks, outside of its texts. */
export function speaksOfKnowing(source: string): boolean {
  return knowing.test(source.replace(/(['"`])(?:(?!\1).)*\1/g, ''));
}
