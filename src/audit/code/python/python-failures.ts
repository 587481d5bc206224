import { calleeOf, isSend, type TextOf } from './python-calls.ts';
import { childrenOf, everyNode, type PythonNode } from './read-python.ts';

/** A send in a loop over subscriptions whose failures delete nothing, as far as the handler shows. */
export interface KeptByPython {
  readonly call: PythonNode;
  readonly handler: PythonNode;
  /** A 410 is looked at, a 404 is not. */
  readonly looksAt410: boolean;
}

/**
 * Sends whose refusals end in a handler that does nothing but write to a log, or looks at 410 alone. One that hands the
 * failure on in any way, or calls anything, may delete: nothing is said of it.
 */
export function findKept(
  calls: readonly PythonNode[],
  untrue: readonly PythonNode[],
  textOf: TextOf,
): KeptByPython[] {
  return calls.flatMap((call) => {
    const loop = loopAround(call, textOf);
    const handler = loop && isWaitedFor(call, textOf) ? handlerOf(call, loop, textOf) : undefined;
    if (handler === undefined) return [];
    const judged: Judged = { looksAt410: false, untrue };
    return isHarmless(handler, textOf, judged) ? [{ call, handler, looksAt410: judged.looksAt410 }] : [];
  });
}

interface Judged {
  looksAt410: boolean;
  /** Responses that are asked whether they are true. */
  readonly untrue: readonly PythonNode[];
}

/** The `for` of the same function that a call stands in; a loop over what a request brings is none. */
function loopAround(call: PythonNode, textOf: TextOf): PythonNode | undefined {
  for (let at = call.parent; at !== null && !isOwnScope(at); at = at.parent) {
    if (at.name !== 'ForStatement') continue;
    const parts = childrenOf(at);
    const list = parts[parts.findIndex(({ name }) => name === 'in') + 1];
    return list === undefined || /\b(?:request|req|body|payload)\b/.test(textOf(list)) ? undefined : at;
  }
  return undefined;
}

function isOwnScope({ name }: PythonNode): boolean {
  return name === 'FunctionDefinition' || name === 'LambdaExpression' || name === 'ClassDefinition';
}

/** A failure in a thread comes back to who waits for it, and to nobody else. */
function isWaitedFor(call: PythonNode, textOf: TextOf): boolean {
  if (/^(?:pywebpush\.)?webpush$/.test(calleeOf(call, textOf))) return true;
  const outer = /partial$/.test(calleeOf(call, textOf)) ? call.parent?.parent : call;
  return outer?.parent?.name === 'AwaitExpression';
}

/** The body of what catches a failure of the call first, inside of the loop. */
function handlerOf(call: PythonNode, loop: PythonNode, textOf: TextOf): PythonNode | undefined {
  let below = call;
  for (
    let at = call.parent;
    at !== null && at.from >= loop.from && at.name !== 'ForStatement';
    at = at.parent
  ) {
    if (at.name === 'TryStatement') {
      const parts = childrenOf(at);
      const first = parts.find(({ name }) => name === 'Body');
      if (first?.from === below.from && parts.some(({ name }) => name === 'except'))
        return caughtBy(parts, textOf);
    }
    below = at;
  }
  return undefined;
}

function caughtBy(parts: readonly PythonNode[], textOf: TextOf): PythonNode | undefined {
  for (const [index, part] of parts.entries()) {
    if (part.name !== 'except') continue;
    const next = parts[index + 1];
    const body = parts.slice(index).find(({ name }) => name === 'Body');
    if (next === undefined || body === undefined) return undefined;
    if (next === body || /\b(?:WebPushException|Exception|BaseException)\b/.test(textOf(next))) return body;
  }
  return undefined;
}

const quiet = new Set(['PassStatement', 'ContinueStatement', 'Comment', ':']);

/** Whether statements change nothing but counters and the log. */
function isHarmless(body: PythonNode, textOf: TextOf, judged: Judged): boolean {
  return childrenOf(body).every((statement) => {
    if (quiet.has(statement.name)) return true;
    switch (statement.name) {
      case 'ExpressionStatement':
        return childrenOf(statement).every((node) => isLog(node, textOf) && isHarmlessValue(node, textOf));
      case 'UpdateStatement':
        return childrenOf(statement).at(-1)?.name === 'Number';
      case 'AssignStatement':
        return statement.firstChild?.name === 'VariableName' && isHarmlessValue(statement, textOf);
      case 'IfStatement':
        return isHarmlessIf(statement, textOf, judged);
      default:
        return false;
    }
  });
}

function isHarmlessIf(statement: PythonNode, textOf: TextOf, judged: Judged): boolean {
  const parts = childrenOf(statement);
  return parts.every((part, index) => {
    if (part.name !== 'Body') return part.name !== 'CallExpression' || isHarmlessValue(part, textOf);
    const test = parts[index - 1];
    if (test !== undefined && parts[index - 2]?.name !== 'else' && isOnly410(test, textOf)) {
      // A condition that never holds looks at nothing.
      judged.looksAt410 ||= !judged.untrue.some(({ from }) => from >= test.from && from < test.to);
      return true;
    }
    return isHarmless(part, textOf, judged);
  });
}

/** `status_code == 410`, and no other number. */
function isOnly410(test: PythonNode, textOf: TextOf): boolean {
  const numbers = [...everyNode(test)].filter(({ name }) => name === 'Number').map(textOf);
  const compares = [...everyNode(test)].filter(({ name }) => name === 'CompareOp').map(textOf);
  return (
    numbers.length === 1 &&
    numbers[0] === '410' &&
    compares.every((sign) => sign === '==') &&
    compares.length === 1
  );
}

function isLog(node: PythonNode, textOf: TextOf): boolean {
  return node.name === 'CallExpression' && isLogging(calleeOf(node, textOf));
}

/** `print`, `logger.warning` and their like. */
export function isLogging(callee: string): boolean {
  return /^(?:print|traceback\.print_exc|(?:\w+\.)*_?(?:log|logger|logging)\.(?:debug|info|warn|warning|error|exception|critical|log))$/i.test(
    callee,
  );
}

/** Calls that only look at something. */
const looking =
  /^(?:str|repr|getattr|len|int|type|print|isinstance|hasattr)$|\.(?:get|json|format|isoformat|strip|split)$/;

function isHarmlessValue(node: PythonNode, textOf: TextOf): boolean {
  return [...everyNode(node)].every(
    (each) =>
      each.name !== 'CallExpression' ||
      isLogging(calleeOf(each, textOf)) ||
      (looking.test(calleeOf(each, textOf)) && !isSend(each, textOf)),
  );
}
