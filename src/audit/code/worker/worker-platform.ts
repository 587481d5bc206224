import type { Flow, Call as Site } from '../flow/flow.ts';
import { callBuiltin } from '../flow/flow-builtins.ts';
import { type Outcome, type State, withMark } from '../flow/flow-state.ts';
import {
  coversOf,
  none,
  opaque,
  originsOf,
  pathOf,
  promise,
  type Tokens,
  undefinedValue,
  union,
  type Value,
} from '../flow/flow-values.ts';
import { failure, failureOf } from './handler-failure.ts';
import { opened } from './window-marks.ts';
import { payloadOrigins } from './worker-events.ts';
import type { WorkerHost } from './worker-host.ts';

const originOfRoot: Readonly<Record<string, string>> = {
  clients: 'clients',
  caches: 'storage',
  indexedDB: 'storage',
  Notification: 'permission',
  fetch: 'network',
  cookieStore: 'storage',
};

/** What the platform answers to a call; undefined when nothing is known of it. */
export function callPlatform(
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
      if (!originsOf(first).has('payload') || first.kind !== 'opaque') return undefined;
      // A field of a Firebase message is missing in one that the Firebase console sends; asked for before, it is there.
      if (
        first.path.startsWith('payload.') &&
        (host.message === 'json' || state.facts.get(first.path)?.holds)
      )
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
    case 'clients.openWindow':
      return known(
        promise(opaque(`${name}()@${site.node.start}`, new Set(['clients']))),
        withMark(state, opened),
      );
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
