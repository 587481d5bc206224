import { childrenOf, type PythonNode } from './read-python.ts';

/** The source of a node. */
export type TextOf = (node: PythonNode) => string;

export function calleeOf(call: PythonNode, textOf: TextOf): string {
  return call.firstChild === null ? '' : textOf(call.firstChild);
}

export function argumentsOf(call: PythonNode): PythonNode[] {
  const list = childrenOf(call).find(({ name }) => name === 'ArgList');
  return list === undefined ? [] : childrenOf(list);
}

/** What a call is given under a name. */
export function argument(call: PythonNode, name: string, textOf: TextOf): PythonNode | undefined {
  const parts = argumentsOf(call);
  const at = parts.findIndex((part, index) => textOf(part) === name && parts[index + 1]?.name === 'AssignOp');
  return at === -1 ? undefined : parts[at + 2];
}

/** What a call is given by place alone, in that order. */
export function placed(call: PythonNode): PythonNode[] {
  const parts = argumentsOf(call);
  return parts.filter(
    ({ name }, index) =>
      !/^[(),*]+$|^(?:AssignOp|Comment)$/.test(name) &&
      parts[index + 1]?.name !== 'AssignOp' &&
      parts[index - 1]?.name !== 'AssignOp',
  );
}

const isWebpush = (text: string): boolean => /^(?:pywebpush\.)?webpush$/.test(text);

/** Functions that run another one elsewhere: what follows it is what it is given. */
const runners = /(?:^|\.)(?:to_thread|run_in_threadpool|run_in_executor)$/;

/**
 * Whether a call is one of pywebpush: `webpush(…)`, or `to_thread(webpush, …)` and its like, which hand it what stands
 * behind it; a `partial` counts where it is run as it stands.
 */
export function isSend(node: PythonNode, textOf: TextOf): boolean {
  if (node.name !== 'CallExpression') return false;
  const callee = calleeOf(node, textOf);
  if (isWebpush(callee)) return true;
  const given = placed(node);
  if (runners.test(callee)) {
    const first = /run_in_executor$/.test(callee) ? given[1] : given[0];
    return first !== undefined && isWebpush(textOf(first));
  }
  if (!/^(?:functools\.)?partial$/.test(callee) || given[0] === undefined || !isWebpush(textOf(given[0])))
    return false;
  const around = node.parent?.parent;
  if (around?.name !== 'CallExpression' || !runners.test(calleeOf(around, textOf))) return false;
  return placed(around).at(-1)?.from === node.from;
}

/** What `webpush` is given by place. */
export function placedForSend(call: PythonNode, textOf: TextOf): PythonNode[] {
  const given = placed(call);
  if (isWebpush(calleeOf(call, textOf))) return given;
  return given.slice(given.findIndex((one) => isWebpush(textOf(one))) + 1);
}

/** `webpush(*args, **options)` */
export function takesMore(call: PythonNode): boolean {
  return argumentsOf(call).some(({ name }) => name === '*' || name === '**' || name === 'ArithOp');
}

/** The text of a plain literal; undefined for one with expressions, of bytes, or of several pieces. */
export function literalOf(node: PythonNode, textOf: TextOf): string | undefined {
  if (node.name !== 'String') return undefined;
  return /^[ru]?(?:'([^'\\\n]*)'|"([^"\\\n]*)")$/i
    .exec(textOf(node))
    ?.slice(1)
    .find((text) => text !== undefined);
}

/** What a dict that is written out holds under a key. */
export function entryOf(dict: PythonNode, key: string, textOf: TextOf): PythonNode | undefined {
  if (dict.name !== 'DictionaryExpression') return undefined;
  const parts = childrenOf(dict);
  const at = parts.findIndex(
    (part, index) => literalOf(part, textOf) === key && parts[index + 1]?.name === ':',
  );
  return at === -1 ? undefined : parts[at + 2];
}
