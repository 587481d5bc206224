import type { Node } from 'oxc-parser';
import type { Call, Flow, Host } from '../flow/flow.ts';
import { builtinProperty, languageGlobal } from '../flow/flow-globals.ts';
import { type Outcome, type State, withEffect, withMark } from '../flow/flow-state.ts';
import {
  constant,
  coversOf,
  none,
  opaque,
  originsOf,
  promise,
  type Scope,
  type Tokens,
  undefinedValue,
  union,
  type Value,
} from '../flow/flow-values.ts';

/** What a push message carries: JSON as the app sends it, text that is no JSON, or nothing. */
export type PushMessage = 'json' | 'text' | 'empty';

/** A listener that a script registers while it is evaluated. */
export interface Registered {
  readonly event: string | undefined;
  readonly handler: Value;
  readonly via: 'addEventListener' | 'property' | 'firebase';
  readonly late: boolean;
  readonly node: Node;
  readonly scope: Scope;
}

export interface WorkerHost extends Host {
  /** Carried by the push events of the run. */
  message: PushMessage;
  /** Called for every listener that is registered. */
  onListener: ((listener: Registered) => void) | undefined;
  /** Called for `importScripts`, with its arguments; returns the paths on after the scripts have run. */
  onImport: ((values: readonly Value[], state: State) => State[]) | undefined;
  scripts?(): readonly Scope[];
}

const platform = new Set([
  'registration',
  'clients',
  'caches',
  'indexedDB',
  'navigator',
  'location',
  'Notification',
  'fetch',
  'skipWaiting',
  'addEventListener',
  'removeEventListener',
  'importScripts',
  'BroadcastChannel',
  'MessageChannel',
  'cookieStore',
  'origin',
  'serviceWorker',
  'dispatchEvent',
  'postMessage',
  'PushManager',
  'PushEvent',
  'ExtendableEvent',
  'isSecureContext',
]);

const originOfRoot: Readonly<Record<string, string>> = {
  clients: 'clients',
  caches: 'storage',
  indexedDB: 'storage',
  Notification: 'permission',
  fetch: 'network',
  cookieStore: 'storage',
};

/** The push event that a handler is given. */
export const pushEvent: Value = opaque('event', new Set(['event']), { truth: true });

const payloadOrigins: Tokens = new Set(['payload']);

/** What a service worker's global scope provides, and what becomes of notifications in it. */
export function createWorkerHost(): WorkerHost {
  const host: WorkerHost = {
    message: 'json',
    onListener: undefined,
    onImport: undefined,

    global(name) {
      if (name === 'self' || name === 'globalThis') return { kind: 'builtin', name: 'self' };
      return platform.has(name) ? { kind: 'builtin', name } : languageGlobal(name);
    },

    member(object, key) {
      if (object.kind === 'opaque' && object.path === 'event') return eventMember(key, host.message);
      if (object.kind === 'opaque' && object.path === 'event.data') {
        return ['json', 'text', 'arrayBuffer', 'blob', 'bytes'].includes(key)
          ? { kind: 'builtin', name: `data.${key}` }
          : undefined;
      }
      if (object.kind !== 'builtin') return undefined;
      if (object.name === 'self') return host.global(key) ?? opaque(key);
      if (object.name === 'Notification' && key === 'permission')
        return opaque('Notification.permission', new Set(['permission']), { truth: true });
      return builtinProperty(object, key);
    },

    call(callee, values, state, site, flow) {
      if (site.name === 'showNotification' && callee.kind !== 'function') {
        const token = flow.token('show', site.node, site.scope);
        return [{ state: withEffect(state, token), value: promise(undefinedValue, new Set([token])) }];
      }
      const [first = undefinedValue] = values;
      if (callee.kind === 'builtin') return callPlatform(callee.name, values, state, site, flow, host);
      if (site.name === 'onBackgroundMessage' || site.name === 'setBackgroundMessageHandler') {
        const handler = first.kind === 'function' ? first : (values[1] ?? undefinedValue);
        host.onListener?.({
          event: 'push',
          handler,
          via: 'firebase',
          late: state.late,
          node: site.node,
          scope: site.scope,
        });
        return [{ state, value: undefinedValue }];
      }
      return undefined;
    },

    unseen(callee, values, state, site) {
      return noteUnseen(callee, values, state, site);
    },

    assign(target, key, value, state, node, scope) {
      const isGlobal = target.kind === 'builtin' && target.name === 'self';
      if (!isGlobal || key === undefined) return undefined;
      if (/^on[a-z]+$/.test(key)) {
        host.onListener?.({
          event: key.slice(2),
          handler: value,
          via: 'property',
          late: state.late,
          node,
          scope,
        });
      }
      return state;
    },

    assume(value, truth, state) {
      return isMalformed(value, truth) ? withMark(state, 'malformed') : state;
    },
  };
  return host;
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

function callPlatform(
  name: string,
  values: readonly Value[],
  state: State,
  site: Call,
  flow: Flow,
  host: WorkerHost,
): Outcome[] | undefined {
  const [first = undefinedValue, second = undefinedValue] = values;
  const known = (value: Value, after = state): Outcome[] => [{ state: after, value }];
  switch (name) {
    case 'event.waitUntil': {
      const token = flow.token('wait', site.node, site.scope);
      const wait = { token, covers: coversOf(first), late: state.late };
      const after = {
        ...state,
        waits: [...state.waits, wait],
        awaited: union(state.awaited, new Set([token])),
      };
      return known(undefinedValue, after);
    }
    case 'data.json':
      if (host.message === 'json') return known(opaque('payload', payloadOrigins, { truth: true }));
      return [{ state, value: opaque('SyntaxError', none, { truth: true }), thrown: true }];
    case 'data.text':
      return known(opaque('payload text', payloadOrigins, { truth: true }));
    case 'data.arrayBuffer':
    case 'data.blob':
    case 'data.bytes':
      return known(opaque('payload bytes', payloadOrigins, { truth: true }));
    case 'JSON.parse': {
      if (!originsOf(first).has('payload') || first.kind !== 'opaque' || first.path.startsWith('payload.'))
        return undefined;
      if (host.message === 'json') return known(opaque('payload', payloadOrigins, { truth: true }));
      return [{ state, value: opaque('SyntaxError', none, { truth: true }), thrown: true }];
    }
    case 'addEventListener': {
      const event = first.kind === 'constant' && typeof first.value === 'string' ? first.value : undefined;
      host.onListener?.({
        event,
        handler: second,
        via: 'addEventListener',
        late: state.late,
        node: site.node,
        scope: site.scope,
      });
      return known(undefinedValue);
    }
    case 'importScripts':
      return host.onImport?.(values, state).map((after) => ({ state: after, value: undefinedValue }));
    case 'registration.getNotifications':
      return known(promise(opaque('notifications', new Set(['notifications']), { truth: true })));
    case 'navigator.permissions.query':
    case 'registration.pushManager.permissionState':
      return known(promise(opaque('permission', new Set(['permission']))));
  }
  const origin = originOfRoot[name.split('.')[0] ?? ''];
  if (origin === undefined || values.some((value) => value.kind === 'function')) return undefined;
  const value = opaque(
    `${name}()@${site.node.start}`,
    new Set([origin]),
    name === 'clients.matchAll' ? { truth: true } : {},
  );
  return known(promise(value));
}

const speaking = /show|notif|display|push|alert|handle|process|present|render|dispatch/i;
const harmless =
  /^(?:log|info|warn|error|debug|trace|group|groupEnd|captureException|captureMessage|addBreadcrumb|track|postMessage|set|get|put|add|delete|stringify|parse|includes|has|indexOf|some|every|find|filter|map|startsWith|endsWith|test|match|replace|split|join|slice|concat|push|format|toString|toLowerCase|toUpperCase|trim)$/;

/** A call into a package, or into something the code does not show: could it show a notification, or wait for one? */
function noteUnseen(callee: Value, values: readonly Value[], state: State, site: Call): State {
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

/** Whether taking the value so means that the payload is not what the app sends: a field is missing or of another type. */
function isMalformed(value: Value, truth: boolean): boolean {
  if (value.kind !== 'opaque' || !value.origins.has('payload')) return false;
  if (value.equals === undefined) return !truth && (value.form === true || !/[ (]/.test(value.path));
  if (value.equals.path.startsWith('typeof ')) return !truth;
  const { to } = value.equals;
  return (
    truth &&
    (to === undefined || to === null || to === '' || (to === 0 && value.equals.path.endsWith('.length')))
  );
}
