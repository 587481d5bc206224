import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { emptyState, type Outcome, type State } from '../flow/flow-state.ts';
import { opaque, type Value } from '../flow/flow-values.ts';
import { keyName } from '../literals.ts';
import { isMarkup } from '../modules/scripts-in-files.ts';
import { hasMiddlewareFile, speaksOfKnowing } from '../server/server-auth.ts';
import { findRoutes, type Route } from '../server/server-routes.ts';
import { walk } from '../walk.ts';
import { bodyPath } from './body-path.ts';
import { cometchatTriggers } from './cometchat-webhook.ts';
import type { SendPlace, Watch } from './delivery.ts';
import {
  answered,
  checkedMark,
  continued,
  createDeliveryHost,
  type DeliveryHost,
  delivered,
  entrustedMark,
  unsetMark,
} from './delivery-host.ts';
import type { Webhook } from './webhook.ts';
import { type Chain, chainOf } from './webhook-chain.ts';

/** The routes that services call and that send pushes. */
export function findWebhooks(
  code: CodeModel,
  project: Project,
  places: ReadonlyMap<Node, SendPlace>,
): Webhook[] {
  if (places.size === 0) return [];
  const watching = createDeliveryHost(places, { watchesChecks: true });
  const flow = createFlow(code, watching.host, 30_000);
  const found = new Map<Node, Webhook>();
  let gate: boolean | undefined;
  for (const path of code.mentioning(['POST', 'post(', 'all(', 'handler', 'fetch', 'Handler', 'route('])) {
    const text = project.files.text(path) ?? '';
    if (isMarkup(path) || /['"]use client['"]/.test(text) || !mayBeWebhook(path, text)) continue;
    const module = code.module(path);
    if (module === undefined) continue;
    for (const route of findRoutes(flow, module)) {
      if (found.has(route.handler) || route.isAction) continue;
      const chain = chainOf(flow, module, route);
      const watch = runRoute(flow, watching, route, chain);
      if (watch === undefined || watch.deliveries.length === 0) continue;
      const vendor = vendorOf(module, route, chain, watch);
      if (vendor === undefined) continue;
      gate ??= hasMiddlewareFile(code, project);
      const gated = gate || chain.mayKnow || isMountedBehind(code, module);
      found.set(route.handler, judge(route, chain, watch, vendor, gated));
    }
  }
  return [...found.values()];
}

/** Whether a file's name or words leave it possible: what is not parsed costs nothing. */
function mayBeWebhook(path: string, text: string): boolean {
  return (
    /webhook|[/-]hooks?[/'"`-]|comet-?chat/i.test(text) ||
    /webhook|(?:^|\/)hooks?\//i.test(path.replace(/^src\/hooks\//, '')) ||
    /\.trigger\b|\{[^}]*\btrigger\b[^}]*\} = |\.record\b|\{[^}]*\brecord\b[^}]*\} = /.test(text)
  );
}

/** Runs what stands before the handler, then the handler on every path that gets there. */
function runRoute(flow: Flow, watching: DeliveryHost, route: Route, chain: Chain): Watch | undefined {
  flow.refill();
  watching.begin();
  const request = opaque('argument 0', new Set(['request']), { truth: true });
  const response = opaque('argument 1', new Set(), { truth: true });
  const next = opaque('next', new Set(), { truth: true });
  const handler: Value = {
    kind: 'function',
    node: route.handler,
    scope: flow.moduleScope(route.module),
  };
  try {
    let states: State[] = [emptyState];
    for (const callee of [...chain.functions, handler]) {
      const { node, scope } = callee as typeof handler;
      const isLast = callee === handler;
      // Hono's and Koa's middlewares take a context and `next`.
      const values = !isLast && node.params.length === 2 ? [request, next] : [request, response, next];
      const site = { node: node as never, scope, name: '', receiver: undefined, isNew: false };
      const outcomes = states.flatMap((before) => flow.call(callee, values, before, site));
      if (isLast) noteAwaited(flow, watching.watch(), outcomes);
      states = outcomes.flatMap(({ state, thrown }) =>
        !thrown && hasEffect(state, continued) ? [withoutNext(state)] : [],
      );
      if (!isLast && states.length === 0) return undefined;
    }
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  }
  return watching.watch();
}

function noteAwaited(flow: Flow, watch: Watch, outcomes: readonly Outcome[]): void {
  for (const { state, value } of outcomes) {
    if (value.kind !== 'promise' || hasEffect(state, answered)) continue;
    const { value: result } = value;
    if (result.kind === 'constant') continue;
    for (const token of value.covers) {
      const site = token.startsWith(delivered) ? flow.sites.get(token) : undefined;
      if (site !== undefined) watch.awaited.add(site.node);
    }
  }
}

function hasEffect(state: State, kind: string): boolean {
  for (const token of state.effects) if (token.startsWith(kind)) return true;
  return false;
}

function withoutNext(state: State): State {
  return { ...state, effects: new Set([...state.effects].filter((token) => !token.startsWith(continued))) };
}

/** Who calls the route: as its path, what it reads and what it compares say; undefined where it is no webhook. */
function vendorOf(
  module: ParsedModule,
  route: Route,
  { path = '' }: Chain,
  watch: Watch,
): Webhook['vendor'] | undefined {
  const where = `${path} ${/(?:^|\/)(?:api|routes|pages|functions|hooks?|webhooks?)\/.*$/.exec(module.path)?.[0] ?? ''}`;
  const reads = new Set([...watch.reads].map(bodyPath).filter((read) => read !== undefined));
  const triggers = [...watch.compared].flatMap(([read, constants]) =>
    bodyPath(read) === 'trigger' ? [...constants.keys()] : [],
  );
  const named = /comet-?chat/i;
  if (
    (reads.has('trigger') && triggers.some((trigger) => cometchatTriggers.has(trigger))) ||
    (named.test(where) && (/hook/i.test(where) || reads.has('trigger') || reads.has('data'))) ||
    (reads.has('trigger') && named.test(module.text)) ||
    [...watch.reads].some((read) => /x-cometchat-signature/i.test(read))
  )
    return 'cometchat';
  if (/hook/i.test(where) || [...watch.reads].some((read) => /x-[\w-]*hook/i.test(read))) return 'other';
  // What Supabase's database webhooks send: https://supabase.com/docs/guides/database/webhooks
  const record =
    reads.has('record') && ['type', 'table', 'old_record', 'schema'].some((name) => reads.has(name));
  return record && !/supabase\/functions\//.test(route.module.path) ? 'other' : undefined;
}

/** A router of one module can be mounted behind a middleware in another one. */
function isMountedBehind(code: CodeModel, module: ParsedModule): boolean {
  return code.mentioning(['.use(', 'addHook', 'register(']).some((path) => {
    const other = path === module.path ? undefined : code.module(path);
    let found = false;
    if (other !== undefined)
      walk(other.program, {
        enter(node) {
          if (found || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
          if (!['use', 'addHook', 'register'].includes(keyName(node.callee) ?? '')) return;
          found = node.arguments.some((argument) => {
            const text = other.text.slice(argument.start, argument.end).replace(/(['"`])(?:(?!\1).)*\1/g, '');
            return (
              !/^(?:cookieParser|session|express\.|passport\.(?:initialize|session)|\w*[rR]out\w*$)/.test(
                text,
              ) && speaksOfKnowing(text)
            );
          });
        },
      });
    return found;
  });
}

function judge(route: Route, chain: Chain, watch: Watch, vendor: Webhook['vendor'], gated: boolean): Webhook {
  const base = {
    module: route.module,
    node: route.handler,
    vendor,
    tooLate: chain.tooLate,
    watch,
    deliveries: watch.deliveries.map(({ place, values, state }) => ({
      send: place,
      start: { module: route.module, node: route.handler },
      subscription: values[0] ?? ({ kind: 'constant', value: undefined } as const),
      payload: values[1] ?? ({ kind: 'constant', value: undefined } as const),
      options: values[2] ?? ({ kind: 'constant', value: undefined } as const),
      state,
    })),
  };
  const paths = watch.deliveries.map(({ state }) => state);
  const checks = paths.map((state) => [...state.marks].filter((mark) => mark.startsWith(checkedMark)));
  const entrusted = paths.some(({ marks }) => marks.has(entrustedMark) || marks.has('doubtful'));
  const unchecked = paths.filter((_, index) => checks[index]?.length === 0);
  const skipped = unchecked.length > 0 && unchecked.length < paths.length;
  if (skipped && unchecked.every(({ marks }) => marks.has(unsetMark)) && !gated) {
    return { ...base, verification: 'skipped', check: [...watch.unset.values()][0] };
  }
  if (gated || entrusted) return { ...base, verification: 'unknown', check: undefined };
  if (unchecked.length === paths.length) {
    const asksForSecret = paths.some(({ marks }) => marks.has(unsetMark));
    return { ...base, verification: asksForSecret ? 'unknown' : 'unchecked', check: undefined };
  }
  if (skipped) return { ...base, verification: 'unknown', check: undefined };
  const all = new Set(checks.flat());
  const stops = [...all].some((mark) => !all.has(opposite(mark)));
  if (stops) return { ...base, verification: 'checked', check: undefined };
  const [comparison] = watch.comparisons.values();
  return { ...base, verification: 'ignored', check: comparison };
}

function opposite(mark: string): string {
  return mark.endsWith(' true') ? `${mark.slice(0, -5)} false` : `${mark.slice(0, -6)} true`;
}
