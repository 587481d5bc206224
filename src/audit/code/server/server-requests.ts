import type { Node } from 'oxc-parser';
import type { FunctionNode } from '../bindings/bindings.ts';
import { namesIn } from '../flow/flow-declarations.ts';
import type { OpaqueValue } from '../flow/flow-values.ts';
import { memberPath } from '../literals.ts';
import { walk } from '../walk.ts';

/** h3's functions that read what a request brings: https://h3.dev/utils/request */
const h3Reads =
  /^(?:readBody|readValidatedBody|readFormData|readMultipartFormData|getQuery|getRouterParams?|getHeader)\(/;

/** What a handler's parameter is called: Nest's `@Body()` is the body, a server action's has its own name. */
export function parameterName(parameter: Node, index: number, isAction: boolean): string {
  if (isAction && parameter.type === 'Identifier') return `input.${parameter.name}`;
  const decorators =
    'decorators' in parameter && Array.isArray(parameter.decorators) ? parameter.decorators : [];
  const isBody = decorators.some(({ expression }: { expression: Node }) => {
    const name = memberPath(expression.type === 'CallExpression' ? expression.callee : expression)?.[0];
    return /^(?:Body|Query|Param|Headers)$/.test(name ?? '');
  });
  return isBody ? `argument ${index}.body` : `argument ${index}`;
}

/** Parts of a request that whoever sends it fills in as they like; everything else may be a session's. */
export function isFromOutside(value: OpaqueValue, isAction: boolean): boolean {
  if (isAction) return value.path.includes('input.');
  const text = value.path.replace(/@\d+/g, '');
  if (h3Reads.test(text)) return true;
  const parts = /argument \d+((?:\.(?:request|req|raw|event|ctx|c))*)\.(\w+)/.exec(text);
  return (
    parts !== null &&
    /^(?:body|query|params|headers|json|formData|text|searchParams|nextUrl|url|param|input|parseBody|header)$/.test(
      parts[2] ?? '',
    )
  );
}

/** `createClient(request)`: the request itself, or its cookies, go somewhere else; a server action has none to hand on. */
export function handsRequestOn(handler: FunctionNode, isAction: boolean): boolean {
  if (isAction) return false;
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
