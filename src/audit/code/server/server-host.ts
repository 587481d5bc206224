import type { Node } from 'oxc-parser';
import type { Call, Host } from '../flow/flow.ts';
import { builtinProperty, languageGlobal } from '../flow/flow-globals.ts';
import { type Outcome, type State, withEffect, withMark } from '../flow/flow-state.ts';
import {
  constant,
  none,
  opaque,
  originsOf,
  promise,
  type Tokens,
  undefinedValue,
  union,
  type Value,
} from '../flow/flow-values.ts';
import { parsedBy } from './schema-parse.ts';

export interface ServerHost extends Host {
  /** The send that fails; others succeed. */
  target: Node | undefined;
  /** What the push service answers to it. */
  status: number;
  /** A call whose arguments are wanted, and who is told of them. */
  watched: { readonly node: Node; seen(values: readonly Value[], state: State): void } | undefined;
  /** What `JSON.stringify` has made texts of. */
  readonly contents: WeakMap<Value, Value>;
}

/** Packages that build the request of a push for `fetch`. */
export const requestBuilders =
  /^(?:npm:|https?:\/\/\S*\/)?(?:@block65\/webcrypto-web-push|@pushforge\/builder|webpush-webcrypto|@negrel\/webpush|web-push-browser)/;

const failureOrigins: Tokens = new Set(['failure']);
const failure = opaque('failure', failureOrigins, { truth: true });

/** What a server's runtime provides, with a push service that refuses one send. */
export function createServerHost(): ServerHost {
  const host: ServerHost = {
    target: undefined,
    status: 410,
    watched: undefined,
    contents: new WeakMap(),
    started: new Set(['request']),

    global(name) {
      if (
        name === 'require' ||
        name === 'process' ||
        name === 'Deno' ||
        name === 'Bun' ||
        name === 'fetch' ||
        name === 'globalThis'
      ) {
        return { kind: 'builtin', name };
      }
      return languageGlobal(name);
    },

    member(object, key) {
      if (object.kind !== 'builtin' || object.name.startsWith('promise.') || object.name.startsWith('array.'))
        return undefined;
      if (object.name === 'process' && key === 'env') return opaque('process.env', none, { truth: true });
      if (object.name === 'globalThis') return host.global(key) ?? opaque(key);
      return builtinProperty(object, key);
    },

    call(callee, values, state, site, flow) {
      if (site.node === host.watched?.node) host.watched.seen(values, state);
      if (callee.kind === 'builtin' && callee.name === 'JSON.stringify' && values[0]?.kind === 'object') {
        const text = opaque('JSON.stringify(object)', originsOf(values[0]), { truth: true });
        host.contents.set(text, values[0]);
        return [{ state, value: text }];
      }
      if (site.node === host.target)
        return fail(host, callee, values, state, site, flow.token('send', site.node, site.scope));
      if (callee.kind === 'builtin' && callee.name === 'fetch') {
        return [
          {
            state,
            value: promise(
              opaque(`fetch()@${site.node.start}`, union(none, new Set(['network'])), { truth: true }),
            ),
          },
        ];
      }
      const parsed = callee.kind === 'opaque' ? parsedBy(site.name, values) : undefined;
      if (parsed !== undefined) return [{ state, value: parsed }];
      if (!hasFailed(state) || callee.kind === 'function' || callee.kind === 'builtin') return undefined;
      const receiver = site.receiver?.kind === 'opaque' ? site.receiver.path : '';
      const inMemory = (site.name === 'filter' || site.name === 'splice') && receiver.includes('#');
      const [first = undefinedValue] = values;
      const sql =
        first.kind === 'constant' &&
        typeof first.value === 'string' &&
        /\bdelete\s+from\b/i.test(first.value);
      if (!inMemory && !sql && !deleting.test(site.name)) return undefined;
      const value = opaque(`${site.name}()@${site.node.start}`, none, { truth: true });
      return [{ state: withEffect(state, flow.token('delete', site.node, site.scope)), value }];
    },

    unseen(callee, values, state, site) {
      if (!hasFailed(state)) return state;
      if (callee.kind === 'function') return withMark(state, 'may-delete');
      if (callee.kind === 'builtin') return state;
      const [first = undefinedValue] = values;
      const sql =
        first.kind === 'constant' &&
        typeof first.value === 'string' &&
        /\b(?:update|insert)\b/i.test(first.value);
      if (sql || changing.test(site.name)) return withMark(state, 'may-delete');
      if (reporting.test(site.name) || (site.isNew && /Error$|^Response$/.test(site.name))) return state;
      const about = values.map(originsOf).reduce(union, none);
      return about.has('failure') || about.has('subscription') ? withMark(state, 'may-delete') : state;
    },

    result(origins, site) {
      // What a query finds for a request is not what the request says.
      if (!origins.has('request') || reading.test(site.name)) return origins;
      return new Set([...origins].filter((origin) => origin !== 'request' && origin !== 'argument'));
    },

    assign(target, key, value, state, node, scope, flow) {
      if (!hasFailed(state) || target.kind !== 'opaque') return undefined;
      const gone =
        value.kind === 'constant' &&
        (value.value === null || value.value === undefined || value.value === false);
      if (gone || (key !== undefined && deleting.test(key)))
        return withEffect(state, flow.token('delete', node, scope));
      return originsOf(value).has('failure') ? state : withMark(state, 'may-delete');
    },
  };
  return host;
}

/** Names of calls after which a subscription is gone, or no longer sent to. */
const deleting =
  /delete|remove|destroy|purge|prune|unsubscribe|deactivat|disable|expire|invalidat|clean|discard|evict|revoke|unregister|markGone|markDead|markStale|^(?:del|clear|pull|srem|hdel|zrem|drop|unset)$/i;

/** Names of calls that write something, which may be that the subscription is dead. */
const changing =
  /update|upsert|save|^set$|replace|write|modify|patch|emit|publish|enqueue|dispatch|^run$|^exec(?:ute)?$|^query$|handle/i;

/** Names of calls that tell somebody, and change nothing. */
const reporting =
  /^log|Log$|^(?:info|warn|error|debug|trace|fatal|json|send|status|sendStatus|end|write|redirect|captureException|captureMessage|String|stringify|next|reject|resolve|fail|message|text|set|header|then|catch|inc|observe|increment|record|track|push|tag)$|^report|metric|counter/i;

function hasFailed(state: State): boolean {
  for (const token of state.effects) if (token.startsWith('send@')) return true;
  return false;
}

/** Calls that read a request, or check what has been read. */
const reading =
  /^(?:json|text|formData|get|getAll|parse|safeParse|parseAsync|validate|cast|body|parseBody|valid|param|query|header|trim|toString|toLowerCase|String|Number|readBody|readValidatedBody|map|filter|find|slice|at)$/;

/** A subscription that stands in the code itself, as in a demonstration: nothing keeps it but the code. */
function isWritten(value: Value): boolean {
  if (value.kind === 'constant') return typeof value.value === 'string';
  if (value.kind === 'either') return value.alternatives.every((alternative) => isWritten(alternative.value));
  return (
    value.kind === 'object' &&
    !value.open &&
    [...value.properties.values()].every((part) => isWritten(part) || part.kind === 'constant')
  );
}

/** Whether a value comes from there alone, not from there or from a store. */
function isWholly(value: Value, origin: string): boolean {
  if (value.kind === 'either')
    return value.alternatives.every((alternative) => isWholly(alternative.value, origin));
  if (value.kind === 'object') {
    const endpoint = value.properties.get('endpoint') ?? [...value.properties.values()][0];
    return endpoint !== undefined && isWholly(endpoint, origin);
  }
  return (
    originsOf(value).has(origin) &&
    !(value.kind === 'opaque' && /#|\.(?:env|locals|platform|bindings|db)\b/.test(value.path))
  );
}

/** The send that is looked at: web-push rejects, `fetch` resolves to an answer that is not ok. */
function fail(
  host: ServerHost,
  callee: Value,
  values: readonly Value[],
  state: State,
  site: Call,
  token: string,
): Outcome[] {
  let after = withEffect(state, token);
  const [subscription = undefinedValue] = values;
  if (isWritten(subscription)) after = withMark(after, 'from-request');
  for (const origin of ['request', 'argument'])
    if (isWholly(subscription, origin)) after = withMark(after, `from-${origin}`);
  const isFetch = site.name === 'fetch' || (callee.kind === 'builtin' && callee.name === 'fetch');
  const status: [string, Value][] = isFetch
    ? [
        ['status', constant(host.status)],
        ['ok', constant(false)],
      ]
    : [
        ['statusCode', constant(host.status)],
        ['status', undefinedValue],
        ['name', constant('WebPushError')],
      ];
  const properties = new Map<string, Value>([
    ...status,
    ['message', failure],
    ['body', failure],
    ['failure', failure],
  ]);
  return [{ state: after, value: promise({ kind: 'object', properties, open: true }, none, !isFetch) }];
}
