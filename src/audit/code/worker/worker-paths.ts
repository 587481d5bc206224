import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { isPossible, type Outcome, type State, waysTo } from '../flow/flow-state.ts';
import { none, type Tokens, type Value } from '../flow/flow-values.ts';
import { describeCall, describeStep } from './handler-calls.ts';
import { callHandler, collectQuestions, failuresOf } from './handler-run.ts';
import { type PushMessage, pushEvent } from './worker-events.ts';
import type { Registered, WorkerHost } from './worker-host.ts';
import type { HandlerCall, PushHandling, PushPath, UnwaitedNotification } from './worker-model.ts';

/**
 * Every path through a push handler, for each kind of message.
 * @param states what the worker's scripts leave behind
 * @returns undefined when the handler cannot be walked
 */
export function findPushPaths(
  flow: Flow,
  host: WorkerHost,
  registered: Registered,
  states: readonly State[],
): Omit<PushHandling, 'listener' | 'walked'> | undefined {
  const { handler, via } = registered;
  if (handler.kind !== 'function') return undefined;
  const paths: PushPath[] = [];
  const calls: HandlerCall[] = [];
  const questions = collectQuestions(host);
  host.onCall = (call) => {
    const described = describeCall(flow, call, host.message);
    if (described !== undefined) calls.push(described);
  };
  // Firebase's SDK reads the message itself: there is always one, and its fields are text.
  const messages: readonly PushMessage[] = via === 'firebase' ? ['json', 'text'] : ['json', 'text', 'empty'];
  try {
    for (const message of messages) {
      host.message = message;
      for (const state of states) {
        const outcomes = callHandler(
          flow,
          registered,
          via === 'firebase' ? firebasePayload : pushEvent,
          state,
        );
        for (const outcome of outcomes) paths.push(...describe(flow, outcome, message, via === 'firebase'));
      }
    }
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  } finally {
    host.message = 'json';
    host.onCall = undefined;
    host.onQuestion = undefined;
  }
  return { paths, calls, questions: [...questions.values()] };
}

/** What the Firebase SDK hands over is parsed already. */
const firebasePayload: Value = {
  kind: 'opaque',
  path: 'payload',
  origins: new Set(['payload']),
  truth: true,
};

function describe(flow: Flow, outcome: Outcome, message: PushMessage, sdkWaits: boolean): PushPath[] {
  const { state, value } = outcome;
  const [failed] = failuresOf(flow, outcome);
  const shown = [...state.effects].filter((token) => token.startsWith('show@'));
  const returned: Tokens = sdkWaits && value.kind === 'promise' ? value.covers : none;
  const path = {
    message,
    shows: shown.length > 0,
    certain: !state.marks.has('may-show') && !(message === 'json' && state.marks.has('doubtful')),
    malformed: state.marks.has('malformed'),
    unwaited: sdkWaits || state.marks.has('may-wait') ? [] : unwaited(flow, state, shown, returned),
    ...(failed && { failure: failed[1] }),
  };
  return waysTo(state.decision)
    .filter(isPossible)
    .map((way) => ({ ...path, steps: way.map(describeStep) }));
}

/** A late `waitUntil` counts when the browser is still waiting for the code that calls it. */
function unwaited(
  flow: Flow,
  state: State,
  shown: readonly string[],
  returned: Tokens,
): UnwaitedNotification[] {
  const covered = new Set(returned);
  const add = (tokens: Tokens): void => {
    for (const token of tokens) covered.add(token);
  };
  for (const wait of state.waits) if (!wait.late) add(wait.covers);
  for (let before = -1; before !== covered.size; ) {
    before = covered.size;
    for (const wait of state.waits) if (covered.has(wait.token)) add(wait.covers);
  }
  return shown.flatMap((token): UnwaitedNotification[] => {
    const site = flow.sites.get(token);
    if (covered.has(token) || site === undefined) return [];
    const late = state.waits.find((wait) => wait.late && wait.covers.has(token));
    const wait = late && flow.sites.get(late.token);
    return [
      {
        module: site.module,
        node: site.node,
        through: site.stack,
        why: late ? 'late' : state.waits.length > 0 ? 'floating' : 'never',
        ...(wait && { wait: { module: wait.module, node: wait.node } }),
      },
    ];
  });
}
