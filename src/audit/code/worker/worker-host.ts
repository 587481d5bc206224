import type { Node } from 'oxc-parser';
import type { Flow, Host, Call as Site } from '../flow/flow.ts';
import { callBuiltin } from '../flow/flow-builtins.ts';
import { builtinProperty, languageGlobal } from '../flow/flow-globals.ts';
import { type Outcome, type State, withEffect, withMark } from '../flow/flow-state.ts';
import {
  constant,
  coversOf,
  none,
  opaque,
  originsOf,
  pathOf,
  promise,
  type Scope,
  type Tokens,
  undefinedValue,
  union,
  type Value,
} from '../flow/flow-values.ts';
import type { Question } from './worker-model.ts';

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

/** A call into the platform, or into code that cannot be seen, on one path. */
export interface Call {
  /** `clients.openWindow`, `fetch`; `showNotification`, `client.focus`, `notification.close`, `postMessage`; `unseen`. */
  readonly name: string;
  readonly node: Node;
  readonly scope: Scope;
  readonly values: readonly Value[];
  readonly state: State;
}

export interface WorkerHost extends Host {
  /** Carried by the push events of the run. */
  message: PushMessage;
  /** Called for what handlers do, path by path; a path may turn out to be none later. */
  onCall: ((call: Call) => void) | undefined;
  /** Called for what conditions ask. */
  onQuestion: ((question: Question) => void) | undefined;
  /** Called for a comparison of a window's address with what no address ever is. */
  onNeverEqual: ((value: Value) => void) | undefined;
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
    onCall: undefined,
    onQuestion: undefined,
    onNeverEqual: undefined,
    onListener: undefined,
    onImport: undefined,

    global(name) {
      if (name === 'self' || name === 'globalThis') return { kind: 'builtin', name: 'self' };
      return platform.has(name) ? { kind: 'builtin', name } : languageGlobal(name);
    },

    member(object, key) {
      if (object.kind === 'opaque' && object.path === 'event') return eventMember(key, host.message);
      if (object === clickEvent) return clickMember(key);
      if (object === changeEvent) return changeMember(key);
      if (object === clickedNotification) return key === 'data' ? clickedData : undefined;
      if (object.kind === 'opaque' && object.path === 'event.data') {
        return ['json', 'text', 'arrayBuffer', 'blob', 'bytes'].includes(key)
          ? { kind: 'builtin', name: `data.${key}` }
          : undefined;
      }
      if (object.kind !== 'builtin') return undefined;
      if (object.name === 'self') return host.global(key) ?? opaque(key);
      if (object.name === 'Notification' && key === 'permission')
        return opaque('Notification.permission', new Set(['permission']), { truth: true });
      if (object.name === 'navigator' && /^(?:userAgent|userAgentData|vendor|platform)$/.test(key))
        return opaque(`navigator.${key}`, new Set(['browser']), { truth: true });
      if (object.name === 'location' && (key === 'origin' || key === 'href'))
        return opaque(`location.${key}`, none, { truth: true });
      return builtinProperty(object, key);
    },

    call(callee, values, state, site, flow) {
      if (site.name === 'showNotification' && callee.kind !== 'function') {
        const token = flow.token('show', site.node, site.scope);
        host.onCall?.({ name: 'showNotification', node: site.node, scope: site.scope, values, state });
        return [{ state: withEffect(state, token), value: promise(undefinedValue, new Set([token])) }];
      }
      const [first = undefinedValue] = values;
      const name = nameOfCall(callee, site);
      if (name !== undefined) host.onCall?.({ name, node: site.node, scope: site.scope, values, state });
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
      if (isForeign(callee, site))
        host.onCall?.({ name: 'unseen', node: site.node, scope: site.scope, values, state });
      return noteUnseen(callee, values, state, site);
    },

    isNever(value) {
      const never = isNeverEqual(value);
      if (never) host.onNeverEqual?.(value);
      return never;
    },

    missing(node, scope, flow) {
      return failure(flow.token('failure', node, scope));
    },

    resume(waited, state) {
      let after = state;
      for (const token of waited) if (token.startsWith('network@')) after = withMark(after, token);
      return after;
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
      if (value.kind === 'opaque')
        host.onQuestion?.({ asked: value.path, equals: value.equals, about: [...value.origins] });
      return isMalformed(value, truth) ? withMark(state, 'malformed') : state;
    },
  };
  return host;
}

/** The click on a notification, and what its handler is given with it. */
export const clickEvent: Value = opaque('click', new Set(['event']), { truth: true });
const clickedNotification: Value = opaque('notification', none, { truth: true });
const clickedData: Value = opaque('notification.data', payloadOrigins);

/** The `pushsubscriptionchange` event of a browser that has neither the old subscription nor a new one to tell of. */
export const changeEvent: Value = opaque('change', new Set(['event']), { truth: true });

/** An error, by the place that throws it. */
function failure(token: string): Value {
  return opaque(token, none, { truth: true });
}

/** The place of the error that a value is. */
export function failureOf(value: Value): string | undefined {
  return value.kind === 'opaque' && value.path.startsWith('failure@') ? value.path : undefined;
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

/** The name that a call is told by; undefined for calls of no interest. */
function nameOfCall(callee: Value, site: Site): string | undefined {
  if (callee.kind === 'builtin') return callee.name;
  const receiver = site.receiver ?? undefinedValue;
  const origins = originsOf(receiver);
  if (site.name === 'postMessage') return 'postMessage';
  // A window that was only now opened is in front already.
  if (origins.has('clients') && !pathOf(receiver).startsWith('clients.openWindow'))
    return `client.${site.name}`;
  if (site.name === 'close' && origins.has('notifications')) return 'notification.close';
  return undefined;
}

/** A function that could do anything, unlike a method of something that is known. */
function isForeign(callee: Value, { receiver, name }: Site): boolean {
  if (callee.kind === 'builtin' || (receiver !== undefined && harmless.test(name))) return false;
  if (receiver === undefined) return true;
  if (receiver.kind === 'module' || receiver.kind === 'instance') return true;
  return (
    receiver.kind === 'opaque' &&
    receiver.origins.size === 0 &&
    !/^(?:notification|literal|text)\b/.test(receiver.path)
  );
}

/** A window's address is absolute: it is never `/` or another path. */
function isNeverEqual(value: Value): boolean {
  if (value.kind !== 'opaque' || value.equals === undefined) return false;
  const { path, to } = value.equals;
  if (!path.startsWith('clients.matchAll()') || !path.endsWith('.url')) return false;
  return typeof to === 'string' && to !== '' && !/^[a-z][a-z\d+.-]*:/i.test(to);
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
  site: Site,
  flow: Flow,
  host: WorkerHost,
): Outcome[] | undefined {
  const [first = undefinedValue, second = undefinedValue] = values;
  const known = (value: Value, after = state): Outcome[] => [{ state: after, value }];
  switch (name) {
    case 'event.waitUntil': {
      const token = flow.token('wait', site.node, site.scope);
      const wait = { token, covers: coversOf(first), late: state.late };
      const lost = first.kind === 'promise' && first.rejected ? failureOf(first.value) : undefined;
      const after = {
        ...(lost === undefined ? state : withMark(state, lost)),
        waits: [...state.waits, wait],
        awaited: union(state.awaited, new Set([token])),
      };
      return known(undefinedValue, after);
    }
    case 'data.json':
      if (host.message === 'json') return known(opaque('payload', payloadOrigins, { truth: true }));
      return [{ state, value: failure(flow.token('failure', site.node, site.scope)), thrown: true }];
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
      return [{ state, value: failure(flow.token('failure', site.node, site.scope)), thrown: true }];
    }
    case 'URL': {
      if (!site.isNew) return undefined;
      const path = `new URL(${pathOf(first)})@${site.node.start}`;
      return known(opaque(path, values.map(originsOf).reduce(union, none), { truth: true }));
    }
    case 'fetch': {
      // Given up after a while, it does not keep the notification.
      const isBounded = second.kind === 'object' && (second.open || second.properties.has('signal'));
      const covers = isBounded ? none : new Set([flow.token('network', site.node, site.scope)]);
      return known(promise(opaque(`fetch()@${site.node.start}`, new Set(['network'])), covers));
    }
    case 'Promise.race':
    case 'Promise.any': {
      const racing = first.kind === 'array' ? first.elements : [];
      const elements = racing.map(
        (one): Value => (one.kind === 'promise' ? { ...one, covers: withoutNetwork(one.covers) } : one),
      );
      return first.kind === 'array'
        ? callBuiltin(flow, { kind: 'builtin', name }, [{ ...first, elements }], state, site)
        : undefined;
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

/** What has settled for certain when something that may have been the quicker one has. */
function withoutNetwork(covers: Tokens): Tokens {
  return new Set([...covers].filter((token) => !token.startsWith('network@')));
}

const speaking = /show|notif|display|push|alert|handle|process|present|render|dispatch/i;
const harmless =
  /^(?:log|info|warn|error|debug|trace|group|groupEnd|captureException|captureMessage|addBreadcrumb|track|postMessage|set|get|put|add|delete|stringify|parse|includes|has|indexOf|some|every|find|filter|map|startsWith|endsWith|test|match|replace|split|join|slice|concat|push|format|toString|toLowerCase|toUpperCase|trim)$/;

/** A call into a package, or into something the code does not show: could it show a notification, or wait for one? */
function noteUnseen(callee: Value, values: readonly Value[], state: State, site: Site): State {
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
