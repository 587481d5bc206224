import type { Value } from '../flow/flow-values.ts';
import { namedAlternatives } from './named-alternatives.ts';
import { alternativesOf, optionOf } from './notification-options.ts';
import type { HandlerCall, PathStep } from './worker-model.ts';

/** What a notification tells of. */
export type NotificationKind = 'call' | 'chat' | 'call-over';

const ringing = /^(?:call|calls|calling|ring|ringing|voip|videocall|audiocall|phonecall)$/;
const over =
  /^(?:missed|ended|end|cancel|canceled|cancelled|declined|decline|rejected|reject|hangup|hungup|busy|accepted|answered|timeout|unanswered|over|stop|stopped|left|finished|history|log|scheduled|summary)$/;
const writing = /^(?:chat|message|messages|msg|dm|conversation|mention|reply)$/;

/**
 * What a notification tells of, where the code says so: by the kind of message that its path has asked for, by buttons to
 * answer and decline, or by its own title. Undefined: nobody can tell.
 */
export function kindOfNotification(call: HandlerCall): NotificationKind | undefined {
  const asked = call.steps.map(kindAsked).filter((kind) => kind !== undefined);
  const last = asked[asked.length - 1];
  // A ring that comes too late is shown as a missed call.
  if (last === 'call' && tellsOfAnEnd(call)) return 'call-over';
  if (last !== undefined) return last;
  if (hasCallButtons(call) || isTaggedAsCall(call)) return 'call';
  const [title] = call.values;
  const isIncoming = title?.kind === 'constant' && /\bincoming\b.*\bcall\b/i.test(String(title.value));
  return isIncoming ? 'call' : undefined;
}

/** The kind of message that a choice has found: `data.type === 'incoming_call'`. */
export function kindAsked({ holds, equals, about }: PathStep): NotificationKind | undefined {
  if (!holds || typeof equals?.to !== 'string' || !about.includes('payload')) return undefined;
  const words = wordsOf(equals.to);
  if (words.some((word) => ringing.test(word)))
    return words.some((word) => over.test(word)) ? 'call-over' : 'call';
  return words.some((word) => writing.test(word)) ? 'chat' : undefined;
}

const ended = /\b(?:missed|ended|cancell?ed|declined|rejected|unanswered|expired)\b/i;

/** Whether the title, as far as it is written down, says that the call is over: `Missed call from ${name}`. */
function tellsOfAnEnd({ node, values }: HandlerCall): boolean {
  const [title] = values;
  if (title?.kind === 'constant') return ended.test(String(title.value));
  const written = node.type === 'CallExpression' ? node.arguments[0] : undefined;
  if (written?.type !== 'TemplateLiteral') return false;
  return written.quasis.some((quasi) => ended.test(quasi.value.cooked ?? ''));
}

/**
 * A notification that goes by the id of a call, or by a name that says call, and that carries that id with it. What is told
 * of a call that is over goes by the same id: wherever a message's kind speaks of an end, nobody can tell.
 */
function isTaggedAsCall(call: HandlerCall): boolean {
  if (call.steps.some(({ holds, equals }) => holds && wordsOf(equals?.to).some((word) => over.test(word))))
    return false;
  const tags = optionOf(call, 'tag');
  if (tags.length === 0 || !tags.every(isCallName)) return false;
  return optionOf(call, 'data').some(
    (data) => data.kind === 'object' && [...data.properties.values()].flatMap(alternativesOf).some(isCallId),
  );
}

/** `payload.callId` */
function isCallId(value: Value): boolean {
  return value.kind === 'opaque' && isCallIdPath(value.path);
}

function isCallIdPath(path: string): boolean {
  const field = /^payload\.(?:[\w$]+\.)*([\w$]+)$/.exec(path)?.[1];
  return field !== undefined && /^(?:video|audio|voice)?(?:call|ring)_?(?:id|uuid)$/i.test(field);
}

function isCallName(value: Value): boolean {
  if (value.kind === 'constant') return saysCall(value.value);
  if (value.kind !== 'opaque') return false;
  return namedAlternatives(value.path).every(
    (path) => isCallIdPath(path) || (path.startsWith('"') && saysCall(path)),
  );
}

function saysCall(text: unknown): boolean {
  const words = wordsOf(text);
  return words.some((word) => ringing.test(word)) && !words.some((word) => over.test(word));
}

function wordsOf(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return text.split(/[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
}

/** Buttons to take the call and to turn it down: nothing else has both. */
function hasCallButtons(call: HandlerCall): boolean {
  const actions = optionOf(call, 'actions').flatMap((value) =>
    value.kind === 'array' ? value.elements.flatMap(nameOfAction) : [],
  );
  return (
    actions.some((name) => /\b(?:answer|accept|pick)/i.test(name)) &&
    actions.some((name) => /\b(?:decline|reject|hang|dismiss|ignore)/i.test(name)) &&
    actions.some((name) => /call|answer/i.test(name))
  );
}

function nameOfAction(action: Value): string[] {
  if (action.kind !== 'object') return [];
  return ['action', 'title'].flatMap((key) =>
    alternativesOf(action.properties.get(key) ?? action).flatMap((value) =>
      value.kind === 'constant' && typeof value.value === 'string' ? [value.value] : [],
    ),
  );
}
