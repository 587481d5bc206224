import type { Node } from 'oxc-parser';
import { hasEffect } from '../flow/effects.ts';
import type { Call, Flow, Host } from '../flow/flow.ts';
import { type Outcome, type State, withEffect, withMark } from '../flow/flow-state.ts';
import {
  none,
  opaque,
  originsOf,
  pathOf,
  promise,
  type Tokens,
  union,
  type Value,
} from '../flow/flow-values.ts';
import { parsedBy } from '../server/schema-parse.ts';
import { createServerHost } from '../server/server-host.ts';
import { createWatch, type SendPlace, type Watch } from './delivery.ts';
import { isHeaderRead } from './header-read.ts';
import { isSecret, mayBeCredential } from './is-secret.ts';

export interface DeliveryHost {
  readonly host: Host;
  /** What the walk since the last `begin` has come upon. */
  readonly watch: () => Watch;
  begin(): void;
}

/** What the request is, and what it says in its headers. */
export const requestOrigin = 'request';
const credential: Tokens = new Set(['credential']);
const environment: Tokens = new Set(['environment']);
const signature: Tokens = new Set(['signature']);

/** Marks of a path, read by `findWebhooks`. */
export const checkedMark = 'checked ';
export const unsetMark = 'unset';
export const entrustedMark = 'entrusted';
/** Effects of a path. */
export const answered = 'answer@';
export const continued = 'next@';
export const delivered = 'deliver@';

/**
 * A server's runtime with a push service that takes every message, watching what is sent, asked and compared on the way.
 * @param options.watchesChecks keeps paths apart by what they have asked of whoever calls, which takes its time
 */
export function createDeliveryHost(
  sends: ReadonlyMap<Node, SendPlace>,
  { watchesChecks }: { readonly watchesChecks: boolean },
): DeliveryHost {
  const base = createServerHost();
  let watch = createWatch();

  const call = (
    callee: Value,
    values: readonly Value[],
    state: State,
    site: Call,
    flow: Flow,
  ): Outcome[] | undefined => {
    const known = (value: Value, after = state): Outcome[] => [{ state: after, value }];
    if (callee.kind === 'function')
      watch.walked.set(callee.node, { module: callee.scope.module, node: callee.node });
    const place = sends.get(site.node);
    if (place !== undefined) {
      watch.deliveries.push({ place, values, state });
      const token = flow.token('deliver', site.node, site.scope);
      return known(
        promise(opaque('sent', none, { truth: true }), new Set([token])),
        withEffect(state, token),
      );
    }
    const [first] = values;
    const { receiver, name } = site;
    if (callee.kind === 'builtin') {
      if (callee.name === 'JSON.stringify' && first?.kind === 'object') return known(first);
      if (/^(?:Deno|Bun)\.env\.get$/.test(callee.name))
        return known(opaque(`${callee.name}(${first && pathOf(first)})`, environment));
      if (callee.name === 'fetch') {
        // What another server answers is no setting of this one, whatever its address is made from.
        const asked = values.map(originsOf).reduce(union, none);
        const origins = new Set([...asked].filter((origin) => origin !== 'environment'));
        return known(promise(opaque(`fetch()@${site.node.start}`, origins, { truth: true })));
      }
      return undefined;
    }
    if (callee.kind === 'function' || callee.kind === 'class') return undefined;
    const parsed = parsedBy(site.name, values);
    if (parsed !== undefined) return known(parsed);
    if (pathOf(callee) === 'next' && receiver === undefined)
      return known(promise(opaque('next()')), withEffect(state, `${continued}${site.node.start}`));
    const about = union(
      receiver === undefined ? none : originsOf(receiver),
      values.map(originsOf).reduce(union, none),
    );
    if (isHeaderRead(callee, name, about, values)) {
      if (first?.kind === 'constant') watch.reads.add(`${pathOf(receiver ?? callee)}.${String(first.value)}`);
      return known(
        opaque(`${pathOf(receiver ?? callee)}.${name}(${first && pathOf(first)})`, union(about, credential)),
      );
    }
    if (name === 'createHmac') {
      const key = values[1];
      const path = key === undefined ? '' : pathOf(key);
      watch.signatures.set(site.node, { module: site.scope.module, node: site.node, path, kind: 'key' });
      return known(
        opaque(`createHmac()@${site.node.start}`, union(signature, key ? originsOf(key) : none), {
          truth: true,
        }),
      );
    }
    if (
      receiver?.kind === 'opaque' &&
      receiver.origins.has('signature') &&
      (name === 'update' || name === 'digest')
    ) {
      const [content] = site.node.arguments;
      if (name === 'update' && first !== undefined && content !== undefined)
        watch.signatures.set(content, {
          module: site.scope.module,
          node: content,
          path: pathOf(first),
          kind: 'content',
        });
      return known(
        opaque(`${receiver.path}.${name}`, union(receiver.origins, first ? originsOf(first) : none), {
          truth: true,
        }),
      );
    }
    const path = receiver === undefined ? '' : pathOf(receiver);
    if (/^argument 1(?:\.|$)/.test(path)) return answer(path, state, site, flow);
    return undefined;
  };

  const answer = (path: string, state: State, site: Call, flow: Flow): Outcome[] => {
    // Express and Fastify hand the answer on from call to call: `res.status(200).json({})`.
    const value = opaque(path.replace(/^argument 1.*/, 'argument 1'), none, { truth: true });
    if (!answering.has(site.name)) return [{ state, value }];
    const waited = [...state.awaited].find((token) => token.startsWith(delivered));
    if (waited !== undefined && !hasEffect(state, answered))
      watch.late.set(site.node, { module: site.scope.module, node: site.node, send: waited });
    return [{ state: withEffect(state, flow.token('answer', site.node, site.scope)), value }];
  };

  const host: Host = {
    ...base,
    member(object, key) {
      if (object.kind === 'builtin' && object.name === 'process' && key === 'env')
        return opaque('process.env', environment, { truth: true });
      if (object.kind !== 'opaque') return base.member?.(object, key);
      const path = `${object.path}.${key}`;
      watch.reads.add(path);
      if (key === 'env' || /\.env$/.test(object.path))
        return opaque(path, union(object.origins, environment));
      if (object.origins.has(requestOrigin) && /^(?:headers|cookies)$/.test(key))
        return opaque(path, union(object.origins, credential), { truth: true });
      return undefined;
    },
    call,
    unseen(callee, values, state, site, flow) {
      if (!watchesChecks) return state;
      const { name } = site;
      const whole = values.some(
        (value) => value.kind === 'opaque' && /^argument 0(?:\.(?:req|request|raw))?$/.test(value.path),
      );
      const about = values.map(originsOf).reduce(union, none);
      // What is checked inside of a package may throw there.
      if (
        vouching.test(name) &&
        (whole || about.has('credential') || values.length === 0) &&
        !comparing.test(name)
      )
        return withMark(state, entrustedMark);
      if (whole && !reading.test(name)) return withMark(state, entrustedMark);
      return base.unseen?.(callee, values, state, site, flow) ?? state;
    },
    result(origins, site) {
      const kept = base.result?.(origins, site) ?? origins;
      const own = ['credential', 'environment', 'signature'].filter((origin) => origins.has(origin));
      return own.length === 0 ? kept : union(kept, new Set(own));
    },
    assume(value, truth, state, node, scope) {
      if (value.kind !== 'opaque' || !watchesChecks) return state;
      const { origins, path, equals } = value;
      const at = { module: scope.module, node };
      if (equals !== undefined && typeof equals.to === 'string' && equals.to !== '') {
        const constants = watch.compared.get(equals.path) ?? new Map();
        if (!constants.has(equals.to)) constants.set(equals.to, at);
        watch.compared.set(equals.path, constants);
      }
      const secret = origins.has('signature') || (origins.has('environment') && isSecret(path));
      const said =
        origins.has('credential') || (origins.has(requestOrigin) && (secret || speaking.test(path)));
      const asked = said && mayBeCredential(path);
      if (asked) {
        if (secret && equals === undefined && path.includes('===') && !/\.length(?:===|$)/.test(path))
          watch.comparisons.set(node, { ...at, path });
        return withMark(state, `${checkedMark}${path} ${truth}`);
      }
      if (
        origins.has('environment') &&
        !truth &&
        equals === undefined &&
        isSecret(path) &&
        !/DATABASE/.test(path)
      ) {
        watch.unset.set(path, at);
        return withMark(state, unsetMark);
      }
      return state;
    },
  };
  return {
    host,
    watch: () => watch,
    begin() {
      watch = createWatch();
    },
  };
}

const answering = new Set(['send', 'json', 'end', 'sendStatus', 'redirect', 'jsonp', 'render']);
/** Parts of a request that are there to show who asks. */
const speaking = /secret|token|signature|passw|api_?key|hash|hmac/i;
/** Calls in packages that find out who asks, and throw when it is nobody. */
const vouching =
  /verif|auth|session|protect|guard|constructEvent|unwrap|validat(?:e|or)|signature|authoriz|assert|ensure|require[A-Z]|whoami|currentUser/i;
/** Calls that only say whether two things are the same. */
const comparing = /equal|compare|isValid|match/i;
/** Calls that are given a request to read it. */
const reading =
  /^(?:readBody|readRawBody|getHeaders?|getRequestHeaders?|getQuery|json|text|parse|log|info|debug|warn|error|waitUntil|readValidatedBody|buffer|getRawBody|next|push|stringify|Request|URL|setResponseStatus)$/;
