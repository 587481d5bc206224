import type { Audit } from '../../audit.ts';
import { part } from '../flow/flow-either.ts';
import type { State } from '../flow/flow-state.ts';
import { undefinedValue, type Value } from '../flow/flow-values.ts';
import { bodyPath } from './body-path.ts';
import { speaksOfCalls } from './call-words.ts';
import type { Delivery } from './delivery.ts';

/** A delivery that rings, on one path, with what the code says it by. */
export interface CallPush {
  readonly delivery: Delivery;
  readonly state: State;
  /** The word in the payload, or the trigger, that says so. */
  readonly says: string;
}

/** Names under which payloads say what they are. */
const kinds = [
  'type',
  'kind',
  'event',
  'action',
  'notificationType',
  'notification_type',
  'messageType',
  'pushType',
  'category',
  'eventType',
];

/** The pushes of an app that ring somebody: their payload is of a call's kind, or they answer a call's trigger. */
export function findCallPushes({ code, project }: Audit): readonly CallPush[] {
  if (code.server.sends.length === 0 || !speaksOfCalls(code, (path) => project.files.text(path))) return [];
  let found = known.get(code);
  if (found === undefined) {
    found = callPushesOf(code.server.deliveries);
    known.set(code, found);
  }
  return found;
}

const known = new WeakMap<Audit['code'], readonly CallPush[]>();

function callPushesOf(deliveries: readonly Delivery[]): CallPush[] {
  return deliveries.flatMap((delivery) => {
    const kindsOf = statesOf(delivery.payload, delivery.state, 0);
    const canAnswer = [...namesIn(delivery.payload)].some((name) => answerable.test(name));
    const rings = kindsOf.filter(
      ({ kind }) => kind !== undefined && (ringing.test(kind) || (canAnswer && perhapsRinging.test(kind))),
    );
    if (rings.length > 0)
      return rings.map(({ kind = '', state }) => ({ delivery, state, says: `\`${kind}\`` }));
    if (kindsOf.some(({ kind }) => kind !== undefined)) return [];
    const trigger = triggerOf(delivery.state);
    return trigger === 'call_initiated'
      ? [{ delivery, state: delivery.state, says: '`call_initiated`' }]
      : [];
  });
}

/** Words that say that a call comes in, and words that may also be about a call that is planned or was asked for. */
const ringing =
  /^(?=.*(?:incoming|initiat|invit|offer|voip|webrtc|ringing))(?:(?:incoming|new|video|audio|voice|voip|webrtc|phone)[-_ .:]?)*(?:call|ring|ringing)(?:[-_ .:]?(?:incoming|ring|ringing|initiated|invite|invitation|offer|notification|push))*$/i;
const perhapsRinging =
  /^(?:(?:new|video|audio|voice|phone)[-_ .:]?)*(?:call|ring|ringing)(?:[-_ .:]?(?:ring|notification|push|started?))?$/i;
/** What a ring has to carry so that somebody can answer. */
const answerable =
  /^(?:(?:call|session|room|channel|caller|meeting)_?-?(?:id|uid|name|token|type)?|from|offer|signal|sdp)$/i;

/** Names of the properties in a value, those of objects in it included. */
function* namesIn(value: Value): Iterable<string> {
  if (value.kind !== 'object') return;
  for (const [name, inner] of value.properties) {
    yield name;
    yield* namesIn(inner);
  }
}

/** What the payload says it is, on each path that the values in it make. */
function statesOf(payload: Value, state: State, depth: number): { kind: string | undefined; state: State }[] {
  return part({ state, value: payload }).flatMap((outcome) => {
    const { value } = outcome;
    if (value.kind !== 'object') return [{ kind: undefined, state: outcome.state }];
    const found = kinds.find((name) => value.properties.has(name));
    const property = found === undefined ? undefined : value.properties.get(found);
    if (property !== undefined) {
      return part({ state: outcome.state, value: property }).map((way) => ({
        kind:
          way.value.kind === 'constant' && typeof way.value.value === 'string' ? way.value.value : undefined,
        state: way.state,
      }));
    }
    const inner = value.properties.get('data') ?? value.properties.get('notification');
    return inner === undefined || depth > 1
      ? [{ kind: undefined, state: outcome.state }]
      : statesOf(inner, outcome.state, depth + 1);
  });
}

/** The trigger of a webhook that a path has been found to be about. */
function triggerOf(state: State): string | undefined {
  for (const fact of state.facts.values()) {
    const { equals, holds } = fact;
    if (holds && equals !== undefined && bodyPath(equals.path) === 'trigger' && typeof equals.to === 'string')
      return equals.to;
  }
  return undefined;
}

/** An option of a send as each path has it; `unknown` where the code does not show it. */
export function optionOf(
  { options, send }: Delivery,
  name: string,
  state: State,
): { readonly value: Value | 'unknown'; readonly state: State }[] {
  // Other packages have their own options, which are not these.
  if (send.via !== 'web-push') return [{ value: 'unknown', state }];
  return part({ state, value: options }).flatMap((outcome): ReturnType<typeof optionOf> => {
    const { value } = outcome;
    if (value.kind === 'constant' && (value.value === undefined || value.value === null))
      return [{ value: undefinedValue, state: outcome.state }];
    if (value.kind !== 'object') return [{ value: 'unknown' as const, state: outcome.state }];
    const property = value.properties.get(name);
    const header = value.properties.get('headers');
    if (property === undefined && (value.open || header !== undefined))
      return [{ value: 'unknown' as const, state: outcome.state }];
    return part({ state: outcome.state, value: property ?? undefinedValue });
  });
}
