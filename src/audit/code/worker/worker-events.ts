import { constant, none, type OpaqueValue, opaque, type Tokens, type Value } from '../flow/flow-values.ts';

/** What a push message carries: JSON as the app sends it, text that is no JSON, or nothing. */
export type PushMessage = 'json' | 'text' | 'empty';

/** The push event that a handler is given. */
export const pushEvent: Value = opaque('event', new Set(['event']), { truth: true });

/** What comes from the payload. */
export const payloadOrigins: Tokens = new Set(['payload']);

/** The click on a notification, and what its handler is given with it. */
export const clickEvent: Value = opaque('click', new Set(['event']), { truth: true });
const clickedNotification: Value = opaque('notification', none, { truth: true });
const clickedData: Value = opaque('notification.data', payloadOrigins);

/** The `pushsubscriptionchange` event of a browser that has neither the old subscription nor a new one to tell of. */
export const changeEvent: Value = opaque('change', new Set(['event']), { truth: true });

/** What the events of a worker have to say, and the notification that was clicked; undefined for anything else. */
export function memberOfEvent(object: OpaqueValue, key: string, message: PushMessage): Value | undefined {
  if (object.path === 'event') return eventMember(key, message);
  if (object === clickEvent) return clickMember(key);
  if (object === changeEvent) return changeMember(key);
  if (object === clickedNotification) return key === 'data' ? clickedData : undefined;
  if (object.path !== 'event.data') return undefined;
  return ['json', 'text', 'arrayBuffer', 'blob', 'bytes'].includes(key)
    ? { kind: 'builtin', name: `data.${key}` }
    : undefined;
}

function clickMember(key: string): Value {
  if (key === 'notification') return clickedNotification;
  if (key === 'waitUntil') return { kind: 'builtin', name: 'event.waitUntil' };
  return opaque(`click.${key}`);
}

function changeMember(key: string): Value {
  if (key === 'oldSubscription' || key === 'newSubscription') return constant(null);
  if (key === 'waitUntil') return { kind: 'builtin', name: 'event.waitUntil' };
  return opaque(`change.${key}`);
}

function eventMember(key: string, message: PushMessage): Value {
  switch (key) {
    case 'data':
      return message === 'empty' ? constant(null) : opaque('event.data', new Set(['event']), { truth: true });
    case 'waitUntil':
      return { kind: 'builtin', name: 'event.waitUntil' };
    default:
      return opaque(`event.${key}`);
  }
}
