import { argument, argumentsOf, calleeOf, literalOf, placedForSend, type TextOf } from './python-calls.ts';
import { isLogging } from './python-failures.ts';
import { childrenOf, everyNode, type PythonNode } from './read-python.ts';

/** Calls that write the whole endpoint of a subscription to a log, as it is or in a text. */
export function findEndpointLogs(
  root: PythonNode,
  calls: readonly PythonNode[],
  textOf: TextOf,
): PythonNode[] {
  const subscriptions = new Set<string>();
  const logs: PythonNode[] = [];
  for (const call of calls) {
    const given = argument(call, 'subscription_info', textOf) ?? placedForSend(call, textOf)[0];
    if (given?.name === 'VariableName') subscriptions.add(textOf(given));
  }
  for (const node of everyNode(root)) {
    if (node.name === 'CallExpression' && isLogging(calleeOf(node, textOf))) logs.push(node);
    const [object] = childrenOf(node);
    // What has a browser's keys is a subscription.
    if (
      node.name === 'MemberExpression' &&
      object?.name === 'VariableName' &&
      keys.test(propertyOf(node, textOf))
    )
      subscriptions.add(textOf(object));
  }
  const isEndpoint = (node: PythonNode): boolean =>
    node.name === 'MemberExpression' &&
    propertyOf(node, textOf) === 'endpoint' &&
    node.firstChild !== null &&
    subscriptions.has(textOf(node.firstChild));
  return logs.filter((log) =>
    argumentsOf(log)
      .flatMap(pieces)
      .some((part) => isEndpoint(part)),
  );
}

const keys = /^(?:keys|p256dh)$/;

/** An argument, or what stands in the text that it is. */
function pieces(node: PythonNode): PythonNode[] {
  if (node.name === 'FormatString' || node.name === 'FormatReplacement' || node.name === 'BinaryExpression')
    return childrenOf(node).flatMap(pieces);
  return [node];
}

/** `subscription.endpoint`, `subscription['endpoint']` */
function propertyOf(node: PythonNode, textOf: TextOf): string {
  const [, sign, property] = childrenOf(node);
  if (property === undefined) return '';
  return sign?.name === '[' ? (literalOf(property, textOf) ?? '') : textOf(property);
}
