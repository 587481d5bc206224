import type { Node } from 'oxc-parser';
import type { FunctionNode } from '../bindings/bindings.ts';
import { namesIn } from '../flow/flow-declarations.ts';
import type { OpaqueValue } from '../flow/flow-values.ts';
import { walk } from '../walk.ts';

/** Parts of a request that whoever sends it fills in as they like; everything else may be a session's. */
export function isFromOutside(value: OpaqueValue, isAction: boolean): boolean {
  if (isAction) return value.path.includes('input.');
  const text = value.path.replace(/@\d+/g, '');
  const parts = /argument \d+((?:\.(?:request|req|raw|event|ctx|c))*)\.(\w+)/.exec(text);
  return (
    parts !== null &&
    /^(?:body|query|params|headers|json|formData|text|searchParams|nextUrl|url|param|input|parseBody|header)$/.test(
      parts[2] ?? '',
    )
  );
}

/** `createClient(request)`: the request itself, or its cookies, go somewhere else. */
export function handsRequestOn(handler: FunctionNode): boolean {
  const [first] = handler.params;
  const names = first === undefined ? [] : namesIn(first as Node);
  let found = false;
  walk(handler.body as Node, {
    enter(node) {
      if (node.type !== 'CallExpression') return;
      found ||= node.arguments.some(
        (argument) => argument.type === 'Identifier' && names.includes(argument.name),
      );
    },
  });
  return found;
}

/** `request.body.userId` for people. */
export function readable(value: OpaqueValue): string {
  return value.path
    .replace(/@\d+/g, '')
    .replace(/argument \d+/g, 'request')
    .replace(/request\.(?:request|req)\b/g, 'request')
    .replace(/\.(json|formData|text)\(\)/g, '.body')
    .replace(/\.get\((\w+)\)/g, '.$1');
}
