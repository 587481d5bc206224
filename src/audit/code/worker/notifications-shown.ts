import type { HandlerCall, PushHandling } from './worker-model.ts';

/** Each `showNotification` of a push handler, with how it is called on every path that reaches it. */
export function notificationsShown({ calls }: PushHandling): readonly (readonly HandlerCall[])[] {
  const shown = new Map<unknown, HandlerCall[]>();
  for (const call of calls) {
    if (call.name !== 'showNotification') continue;
    shown.set(call.node, [...(shown.get(call.node) ?? []), call]);
  }
  return [...shown.values()];
}
