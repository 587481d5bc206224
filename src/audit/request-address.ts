import type { CallExpression, Node } from 'oxc-parser';
import { bare, memberPath } from './code/literals.ts';

/** Where an HTTP request goes, as far as the code writes it out. */
export interface RequestAddress {
  readonly node: Node;
  /** The written parts of the address, put together. */
  readonly text: string;
  /** The environment variable that stands in front of them: `VITE_API_URL`. */
  readonly variable: string | undefined;
}

/** The address of a request by fetch or a well-known client; undefined for any other call. */
export function requestAddress(call: CallExpression): RequestAddress | undefined {
  const node = call.arguments[0];
  if (!isRequest(call) || node === undefined || node.type === 'SpreadElement') return undefined;
  return { node, ...addressOf(node) };
}

function isRequest(node: CallExpression): boolean {
  const callee = memberPath(node.callee);
  if (callee === undefined) return false;
  const [first, method] = [callee[0] ?? '', callee.at(-1) ?? ''];
  if (method === 'fetch' || first === '$fetch') return true;
  return (
    /^(axios|ky|got|http|api|client|superagent)$/i.test(first) &&
    /^(axios|ky|got|post|put|get|delete|request)$/.test(method)
  );
}

/** The written part of an address, and the environment variable in front of it when there is one. */
function addressOf(node: Node): { text: string; variable: string | undefined } {
  const value = bare(node);
  if (value.type === 'Literal' && typeof value.value === 'string')
    return { text: value.value, variable: undefined };
  if (value.type === 'TemplateLiteral') {
    const text = value.quasis.map((quasi) => quasi.value.cooked ?? '').join('');
    const [start] = value.expressions;
    const begins = value.quasis[0]?.value.cooked === '' && start !== undefined;
    return { text, variable: begins ? variableOf(start) : undefined };
  }
  if (value.type === 'BinaryExpression' && value.operator === '+') {
    const left = addressOf(value.left);
    const right = addressOf(value.right);
    return { text: left.text + right.text, variable: left.variable ?? variableOf(value.left) };
  }
  return { text: '', variable: undefined };
}

function variableOf(node: Node): string | undefined {
  const access = memberPath(node);
  return access?.at(-2) === 'env' ? access.at(-1) : undefined;
}
