import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { hasEffect } from '../flow/effects.ts';
import type { Flow } from '../flow/flow.ts';
import type { Outcome } from '../flow/flow-state.ts';
import { opaque, originsOf, type Value } from '../flow/flow-values.ts';
import { calleeName } from '../values/known-calls.ts';
import { runEntry } from './run-entry.ts';
import { findCallers } from './server-callers.ts';
import { type Entry, entryOf, isServerAction } from './server-entries.ts';
import { createServerHost, type ServerHost } from './server-host.ts';
import type { SendSite, SentCall } from './server-model.ts';
import { parameterName } from './server-requests.ts';
import { findSendCalls, pushHeaders, type SendCall } from './server-send-calls.ts';

/** Levels of callers that are looked at above the function that sends. */
const highest = 4;
/** Functions that are walked for one send and one answer. */
const mostRuns = 12;
/** Steps that one of them is worth. */
const budget = 8_000;
const glance = 8_000;
/** Paths to one send whose arguments are looked at. */
const mostSeen = 32;

/** Every call that sends a push, with what becomes of the subscription for each answer. */
export function findSends(code: CodeModel, isServer: (path: string) => boolean): SendSite[] {
  const sites: SendSite[] = [];
  const host = createServerHost();
  const walk: Walk = {
    code,
    host,
    flow: createFlow(code, host, budget),
    looks: createFlow(code, host, glance),
    left: 0,
  };
  const paths = new Set(
    code.mentioning(['web-push', 'sendNotification(', 'webcrypto', '@pushforge/builder', '@negrel/webpush']),
  );
  const posting = new Set(code.mentioning(['fetch', 'request(']));
  for (const path of code.mentioning(pushHeaders)) if (posting.has(path)) paths.add(path);
  for (const path of paths) {
    if (!isServer(path)) continue;
    for (const module of [code.module(path), code.frontmatter(path)]) {
      if (module === undefined) continue;
      for (const call of findSendCalls(module, code)) sites.push(judge(walk, module, call));
    }
  }
  return sites;
}

function judge(walk: Walk, module: ParsedModule, { node, via, details, ancestors }: SendCall): SendSite {
  const entry = entryOf(module, ancestors);
  const fates = new Map<number, Fate>();
  const fateOf = (status: number): Fate => {
    let fate = fates.get(status);
    if (fate === undefined) {
      walk.host.target = node;
      walk.host.status = status;
      walk.left = mostRuns;
      // What builds a request and posts it by other means than `fetch` shows no answer.
      fate = isAnswered(node, via) ? assess(walk, entry, highest) : unseen;
      fates.set(status, fate);
    }
    return fate;
  };
  let calls: readonly SentCall[] | undefined;
  return {
    module,
    node,
    via,
    details,
    within: entry.node,
    fromRequest: () => fateOf(410).fromRequest,
    onStatus: (status) => fateOf(status).fate,
    // What a sender of the app's own throws is not followed into conditions as closely as web-push's error.
    alwaysDeletes: (status) => {
      const { always, afterThrow } = fateOf(status);
      return always === true && (via !== 'fetch' || afterThrow !== true);
    },
    calls() {
      if (calls === undefined) {
        walk.host.target = undefined;
        walk.left = mostRuns / 2;
        calls = observe(walk, details, entry, highest);
      }
      return calls;
    },
  };
}

const unseen: Fate = { fate: 'unknown', fromRequest: false, reached: false };

/** Whether the call itself rejects with the answer, or resolves to it. */
function isAnswered(node: Node, via: SendSite['via']): boolean {
  const name = node.type === 'CallExpression' ? calleeName(node) : undefined;
  return name === 'fetch' || (via === 'web-push' && (name === undefined || name === 'sendNotification'));
}

/** What a call is given on each path from an entry or, where that depends on who calls it, from its callers. */
function observe(walk: Walk, node: Node, entry: Entry, levels: number): readonly SentCall[] {
  const seen: SentCall[] = [];
  const contentOf = (value: Value): Value | undefined => walk.host.contents.get(value);
  walk.host.watched = {
    node,
    seen: (values, state) => {
      if (seen.length < mostSeen) seen.push({ values, state, entry, contentOf });
    },
  };
  const outcomes = walk.left-- > 0 ? runEntry(walk.looks, entry, parameterOf(entry)) : undefined;
  walk.host.watched = undefined;
  if (outcomes === undefined) return [];
  const isGiven = ({ values }: SentCall): boolean => values.some((value) => originsOf(value).has('argument'));
  if (entry.terminal || levels === 0 || (seen.length > 0 && !seen.some(isGiven))) return seen;
  const above = findCallers(walk.code, entry).flatMap((caller) => observe(walk, node, caller, levels - 1));
  return above.length > 0 ? above : seen;
}

interface Fate {
  readonly fate: 'deleted' | 'kept' | 'unknown';
  /** Deleted on every path that reaches the send. */
  readonly always?: boolean;
  /** By a caller that was handed an error. */
  readonly afterThrow?: boolean;
  readonly fromRequest: boolean;
  readonly reached: boolean;
}

interface Walk {
  readonly code: CodeModel;
  readonly host: ServerHost;
  readonly flow: Flow;
  /** The same for what a send is given, where no answer doubles the paths. */
  readonly looks: Flow;
  /** Entries that may still be tried. */
  left: number;
}

/** What becomes of the subscription when the send fails, as seen from one entry or, where it hands the failure on, from its callers. */
function assess(walk: Walk, entry: Entry, levels: number): Fate {
  const outcomes = walk.left-- > 0 ? runEntry(walk.flow, entry, parameterOf(entry)) : undefined;
  if (outcomes === undefined) return { fate: 'unknown', fromRequest: false, reached: true };
  const reached = outcomes.filter(({ state }) => hasEffect(state, 'send@'));
  if (reached.length === 0) return { fate: 'unknown', fromRequest: false, reached: false };
  const marked = (mark: string): boolean => reached.some(({ state }) => state.marks.has(mark));
  const fromRequest = reached.every(({ state }) => state.marks.has('from-request'));
  if (reached.some(({ state }) => hasEffect(state, 'delete@'))) {
    const always = reached.every(({ state }) => hasEffect(state, 'delete@'));
    return { fate: 'deleted', always, fromRequest, reached: true };
  }
  if (marked('may-delete') || marked('doubtful')) return { fate: 'unknown', fromRequest, reached: true };
  const handsOn = !entry.terminal && reached.some(escapes);
  if (!handsOn && (entry.terminal || !marked('from-argument')))
    return { fate: 'kept', fromRequest, reached: true };
  const known: Fate[] = [];
  for (const caller of levels === 0 ? [] : findCallers(walk.code, entry)) {
    const above = assess(walk, caller, levels - 1);
    if (above.reached) known.push(above);
    if (handsOn && above.reached && above.fate !== 'kept')
      return reached.some(isThrown) ? { ...above, afterThrow: true } : above;
  }
  const requested = fromRequest || (known.length > 0 && known.every((fate) => fate.fromRequest));
  return { fate: handsOn && known.length === 0 ? 'unknown' : 'kept', fromRequest: requested, reached: true };
}

/** Whether the caller learns anything of how it went. */
function escapes(outcome: Outcome): boolean {
  const { value } = outcome;
  const result = value.kind === 'promise' ? value.value : value;
  return isThrown(outcome) || result.kind !== 'constant' || result.value !== undefined;
}

function isThrown({ value, thrown }: Outcome): boolean {
  return thrown === true || (value.kind === 'promise' && value.rejected);
}

/** What an entry is given: the request and what is the platform's, or what its callers pass. */
function parameterOf(entry: Entry): (parameter: Node, index: number) => Value {
  const { module, node, terminal, name: entryName } = entry;
  // A schedule or a queue has no request, and what comes after the request is the platform's.
  const outside = terminal && !/^(?:scheduled|queue|email|alarm)$/.test(entryName ?? '');
  // A server action's arguments are all the client's, under their own names.
  const isAction = terminal && node !== undefined && isServerAction(module, node);
  return (parameter, index) => {
    const name = parameterName(parameter, index, isAction);
    const isRequest = isAction || (outside && (index === 0 || name.endsWith('.body')));
    const origin = terminal ? (isRequest ? 'request' : 'platform') : 'argument';
    return opaque(name, new Set([origin]), isAction ? {} : { truth: true });
  };
}
