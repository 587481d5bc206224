import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { emptyState, type Outcome, type State } from '../flow/flow-state.ts';
import type { Value } from '../flow/flow-values.ts';
import { describeCall, placesOf } from './handler-calls.ts';
import { failureOf } from './handler-failure.ts';
import { opensBeside } from './window-marks.ts';
import { changeEvent, clickEvent } from './worker-events.ts';
import type { Registered, WorkerHost } from './worker-host.ts';
import type { HandlerCall, HandlerRun, Question, Spot, WorkerListener } from './worker-model.ts';

const events = { notificationclick: clickEvent, pushsubscriptionchange: changeEvent };

/**
 * What one listener of a click or of a lost subscription does.
 * @param states what the worker's scripts leave behind
 */
export function runHandler(
  flow: Flow,
  host: WorkerHost,
  event: keyof typeof events,
  listener: WorkerListener,
  registered: Registered,
  states: readonly State[],
): HandlerRun {
  const calls: HandlerCall[] = [];
  const failures = new Map<string, Spot>();
  const ends: Outcome[] = [];
  const neverEqual = new Set<string>();
  const unknown = {
    listener,
    walked: false,
    calls: [],
    questions: [],
    failures: [],
    neverEqual: [],
    opensBeside: false,
  };
  if (registered.handler.kind !== 'function' || states.length === 0) return unknown;
  host.onCall = (call) => {
    const described = describeCall(flow, call, 'json');
    if (described !== undefined) calls.push(described);
  };
  const questions = collectQuestions(host);
  host.onNeverEqual = (value) => {
    if (value.kind === 'opaque') neverEqual.add(String(value.equals?.to));
  };
  flow.refill();
  try {
    for (const state of states) {
      const outcomes = callHandler(flow, registered, events[event], state);
      ends.push(...outcomes);
      for (const outcome of outcomes)
        for (const [token, spot] of failuresOf(flow, outcome)) failures.set(token, spot);
    }
  } catch (error) {
    if (error instanceof TooManyPaths) return unknown;
    throw error;
  } finally {
    host.onCall = undefined;
    host.onQuestion = undefined;
    host.onNeverEqual = undefined;
  }
  return {
    listener,
    walked: true,
    calls,
    questions: [...questions.values()],
    failures: [...failures.values()],
    neverEqual: [...neverEqual],
    opensBeside: opensBeside(ends),
  };
}

/** Collects what conditions ask from now on, each question once. */
export function collectQuestions(host: WorkerHost): ReadonlyMap<string, Question> {
  const questions = new Map<string, Question>();
  host.onQuestion = (question) => questions.set(question.asked, question);
  return questions;
}

/** Hands an event to a listener. */
export function callHandler(flow: Flow, registered: Registered, event: Value, state: State): Outcome[] {
  const begun: State = { ...emptyState, heap: state.heap };
  const { node, scope, handler } = registered;
  const site = { node: node as never, scope, name: '', receiver: undefined, isNew: false };
  return flow.call(handler, [event], begun, site);
}

/** Errors that leave the handler, at once or in what the browser waits for. */
export function failuresOf(flow: Flow, { state, value, thrown }: Outcome): [string, Spot][] {
  const lost = thrown ? value : value.kind === 'promise' && value.rejected ? value.value : undefined;
  const token = lost && failureOf(lost);
  const site = token === undefined ? undefined : flow.sites.get(token);
  const own: [string, Spot][] =
    token === undefined || site === undefined ? [] : [[token, { module: site.module, node: site.node }]];
  const marked = placesOf(flow, state, 'failure@').map((spot): [string, Spot] => [
    `failure@${spot.module.path}:${spot.node.start}`,
    spot,
  ]);
  return [...own, ...marked];
}
