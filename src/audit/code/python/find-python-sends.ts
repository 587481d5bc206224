import { positionAt } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import type { Location } from '../../rule.ts';
import {
  argument,
  calleeOf,
  entryOf,
  isSend,
  literalOf,
  placedForSend,
  type TextOf,
  takesMore,
} from './python-calls.ts';
import { findKept, type KeptByPython } from './python-failures.ts';
import { findEndpointLogs } from './python-logs.ts';
import { childrenOf, everyNode, functionAround, type PythonNode, readPython } from './read-python.ts';

/** What a Python file does with pywebpush. */
export interface PythonSends {
  readonly path: string;
  readonly text: string;
  /** Calls of `webpush`, here or in a thread, that give no TTL, by its name, by its place or in headers of their own. */
  readonly withoutTtl: readonly PythonNode[];
  /** Calls that are given a dict that other calls are given too, with where it is made. */
  readonly sharedClaims: readonly { readonly call: PythonNode; readonly made: PythonNode }[];
  /** `if error.response`: false for every answer of 400 and more. */
  readonly untrueResponses: readonly PythonNode[];
  /** Sends whose refusals delete nothing. */
  readonly kept: readonly KeptByPython[];
  /** Calls that write endpoints to a log. */
  readonly endpointLogs: readonly PythonNode[];
  /** VAPID subjects that are written out. */
  readonly subjects: readonly { readonly node: PythonNode; readonly subject: string }[];
  readonly calls: readonly PythonNode[];
}

const known = new WeakMap<Project, readonly PythonSends[]>();

/** Every Python file that sends with pywebpush. */
export function findPythonSends(project: Project): readonly PythonSends[] {
  const sends = known.get(project) ?? find(project);
  known.set(project, sends);
  return sends;
}

/** Where a node stands. */
export function locateInPython({ path, text }: PythonSends, node: PythonNode): Location {
  return { path, ...positionAt(text, node.from) };
}

function find(project: Project): PythonSends[] {
  const found: PythonSends[] = [];
  for (const path of project.files.list()) {
    if (
      !path.endsWith('.py') ||
      /(?:^|\/)(?:tests?|venv|\.venv|site-packages|node_modules)\/|(?:^|\/)test_/.test(path)
    )
      continue;
    const text = project.files.text(path);
    if (text?.includes('pywebpush') !== true) continue;
    const root = readPython(text);
    const sends = root && read(path, text, root);
    if (sends !== undefined && sends.calls.length > 0) found.push(sends);
  }
  return found;
}

function read(path: string, text: string, root: PythonNode): PythonSends {
  const textOf = ({ from, to }: PythonNode): string => text.slice(from, to);
  const calls: PythonNode[] = [];
  const assigned: PythonNode[] = [];
  const responses: PythonNode[] = [];
  for (const node of everyNode(root)) {
    if (isSend(node, textOf)) calls.push(node);
    else if (node.name === 'AssignStatement') assigned.push(node);
    else if (node.name === 'MemberExpression' && isCondition(node) && isCaught(node, textOf))
      responses.push(node);
  }
  const sharedClaims = calls.flatMap((call) => {
    const value = argument(call, 'vapid_claims', textOf);
    if (value?.name !== 'VariableName') return [];
    const made = assigned.find((one) => {
      const [target] = childrenOf(one);
      return target?.name === 'VariableName' && textOf(target) === textOf(value) && isDict(one, textOf);
    });
    return made !== undefined && isShared(call, made, assigned, textOf) ? [{ call, made }] : [];
  });
  const withoutTtl = calls.filter(
    (call) =>
      argument(call, 'ttl', textOf) === undefined &&
      !mayHoldTtl(argument(call, 'headers', textOf), textOf) &&
      !takesMore(call) &&
      placedForSend(call, textOf).length < ttlPlace,
  );
  return {
    path,
    text,
    calls,
    withoutTtl,
    sharedClaims,
    untrueResponses: calls.length > 0 ? responses : [],
    kept: findKept(calls, responses, textOf),
    endpointLogs: calls.length > 0 ? findEndpointLogs(root, calls, textOf) : [],
    subjects: calls.flatMap((call) => {
      const node = subjectOf(call, assigned, textOf);
      const subject = node && literalOf(node, textOf);
      return node === undefined || subject === undefined ? [] : [{ node, subject }];
    }),
  };
}

/** Headers that are written out tell; of any others nobody knows. */
function mayHoldTtl(headers: PythonNode | undefined, textOf: TextOf): boolean {
  if (headers === undefined) return false;
  if (headers.name !== 'DictionaryExpression') return true;
  return childrenOf(headers).some(
    (part) => (part.name === 'String' && /^['"]ttl['"]$/i.test(textOf(part))) || part.name.startsWith('*'),
  );
}

/** `webpush(subscription_info, data, vapid_private_key, vapid_claims, content_encoding, curl, timeout, ttl, …)`, counted from 1. */
const ttlPlace = 8;
const claimsPlace = 4;

/** The subject that a call's claims have, where it is written out: in the call, or in a dict that has its name alone. */
function subjectOf(
  call: PythonNode,
  assigned: readonly PythonNode[],
  textOf: TextOf,
): PythonNode | undefined {
  const given = argument(call, 'vapid_claims', textOf) ?? placedForSend(call, textOf)[claimsPlace - 1];
  if (given?.name === 'DictionaryExpression') return entryOf(given, 'sub', textOf);
  if (given?.name !== 'VariableName') return undefined;
  const named = assigned.filter((one) => one.firstChild !== null && textOf(one.firstChild) === textOf(given));
  const [only] = named;
  const value = only && childrenOf(only).at(-1);
  const isModules = only !== undefined && functionAround(only) === undefined;
  return named.length === 1 && isModules && value !== undefined ? entryOf(value, 'sub', textOf) : undefined;
}

/** A dict that is written out: copies and calls give a new one each time. */
function isDict(assignment: PythonNode, textOf: TextOf): boolean {
  const value = childrenOf(assignment).at(-1);
  return (
    value?.name === 'DictionaryExpression' ||
    (value?.name === 'CallExpression' && calleeOf(value, textOf) === 'dict')
  );
}

/** Whether the dict outlives one call: made for the whole module, or before a loop. */
function isShared(
  call: PythonNode,
  made: PythonNode,
  assigned: readonly PythonNode[],
  textOf: TextOf,
): boolean {
  const [target] = childrenOf(made);
  const around = functionAround(call);
  const home = functionAround(made);
  // Whatever else is written to that name, or passed under it, is not known here.
  const others = assigned.filter((one) => {
    const [name] = childrenOf(one);
    return one !== made && name !== undefined && target !== undefined && textOf(name) === textOf(target);
  });
  if (others.length > 0) return false;
  if (home === undefined) {
    const parameters = around && childrenOf(around).find(({ name }) => name === 'ParamList');
    const isOwn =
      parameters !== undefined && target !== undefined && textOf(parameters).includes(textOf(target));
    return around !== undefined ? !isOwn : isInLoop(call, undefined);
  }
  return home === around && isInLoop(call, made);
}

/** Whether a call runs again and again while the dict stays: a loop around it that does not make the dict. */
function isInLoop(call: PythonNode, made: PythonNode | undefined): boolean {
  for (let at = call.parent; at !== null && at.name !== 'FunctionDefinition'; at = at.parent) {
    if (at.name !== 'ForStatement' && at.name !== 'WhileStatement') continue;
    if (made === undefined || made.from < at.from || made.to > at.to) return true;
  }
  return false;
}

/** Whether an expression is asked whether it is true. */
function isCondition(node: PythonNode): boolean {
  const { parent } = node;
  if (parent === null) return false;
  if (parent.name === 'IfStatement' || parent.name === 'WhileStatement') return true;
  if (parent.name === 'BinaryExpression')
    return childrenOf(parent).some(({ name }) => name === 'and' || name === 'or');
  // `response.status_code if response else None`
  if (parent.name === 'ConditionalExpression') return childrenOf(parent)[2]?.from === node.from;
  return parent.name === 'UnaryExpression' && parent.firstChild?.name === 'not';
}

/** `ex.response`, where `except WebPushException as ex` gave the name. */
function isCaught(node: PythonNode, textOf: TextOf): boolean {
  const [object, , property] = childrenOf(node);
  if (object?.name !== 'VariableName' || property === undefined || textOf(property) !== 'response')
    return false;
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.name !== 'TryStatement') continue;
    const parts = childrenOf(at);
    const named = parts.some(
      (part, index) =>
        textOf(part) === textOf(object) &&
        parts[index - 1]?.name === 'as' &&
        parts[index - 2] !== undefined &&
        /\bWebPushException\b/.test(textOf(parts[index - 2] as PythonNode)),
    );
    if (named) return true;
  }
  return false;
}
