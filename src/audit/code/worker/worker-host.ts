import type { Node } from 'oxc-parser';
import type { Host, Call as Site } from '../flow/flow.ts';
import { builtinProperty, languageGlobal } from '../flow/flow-globals.ts';
import { type State, withEffect, withMark } from '../flow/flow-state.ts';
import {
  none,
  opaque,
  originsOf,
  pathOf,
  promise,
  type Scope,
  undefinedValue,
  type Value,
} from '../flow/flow-values.ts';
import { failure } from './handler-failure.ts';
import { led, ledAsked } from './window-marks.ts';
import { memberOfEvent, type PushMessage } from './worker-events.ts';
import type { Question } from './worker-model.ts';
import { callPlatform } from './worker-platform.ts';
import { isForeign, noteUnseen } from './worker-unseen.ts';

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
  'ServiceWorkerRegistration',
]);

/** What a service worker's global scope provides, and what becomes of notifications in it. */
export function createWorkerHost(): WorkerHost {
  const host: WorkerHost = {
    message: 'json',
    namesFields: true,
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
      if (object.kind === 'opaque') return memberOfEvent(object, key, host.message);
      if (object.kind !== 'builtin') return undefined;
      if (object.name === 'ServiceWorkerRegistration' && key === 'prototype') return registrationPrototype;
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
      const after = noteUnseen(callee, values, state, site);
      const name = nameOfCall(callee, site);
      if (name === 'client.focus' || name === 'client.navigate') return withMark(after, led);
      const isAsked =
        /^(?:then|catch)$/.test(site.name) && after.marks.has(led) && name?.startsWith('client.');
      return isAsked ? withMark(after, ledAsked) : after;
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

/** Whoever gets a push can show a notification; other members of a registration are newer. */
const registrationPrototype: Value = {
  kind: 'object',
  properties: new Map(
    ['showNotification', 'getNotifications', 'pushManager'].map((key) => [
      key,
      opaque(key, none, { truth: true }),
    ]),
  ),
  open: true,
};

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

/** A window's address is absolute: it is never `/` or another path. */
function isNeverEqual(value: Value): boolean {
  if (value.kind !== 'opaque' || value.equals === undefined) return false;
  const { path, to } = value.equals;
  if (!path.startsWith('clients.matchAll()') || !path.endsWith('.url')) return false;
  return typeof to === 'string' && to !== '' && !/^[a-z][a-z\d+.-]*:/i.test(to);
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
