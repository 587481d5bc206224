import type { CallExpression, Node } from 'oxc-parser';
import type { Bindings } from '../bindings/bindings.ts';
import { bare, keyName, memberPath, propertyValue } from '../literals.ts';

/**
 * Whether a call posts a push by itself, with no package in between: `fetch` or Node's `request` to a subscription's
 * endpoint, with headers that nothing but a push has (RFC 8030 §5.2, RFC 8188, RFC 8292).
 */
export function isHandWrittenSend(call: CallExpression, bindings: Bindings): boolean {
  const [address, options] = call.arguments;
  if (address === undefined || options === undefined || !posts(call, bindings)) return false;
  if (!isEndpoint(address, bindings)) return false;
  const headers = propertyOf(options, 'headers', bindings);
  return headers !== undefined && isPushHeaders(headers, bindings);
}

/** `fetch(…)`, `https.request(…)`, or `request(…)` of Node's module. */
function posts(call: CallExpression, bindings: Bindings): boolean {
  const path = memberPath(call.callee);
  if (path === undefined) return false;
  const text = path.join('.');
  if (text === 'globalThis.fetch' || /^https?\.request$/.test(text)) return true;
  if (text !== 'fetch' && text !== 'request') return false;
  const binding = bindings.lookup(bare(call.callee));
  const source = binding?.import?.source;
  if (text === 'fetch') return binding === undefined || fetches.test(source ?? '');
  return /^(?:node:)?https?$/.test(source ?? '');
}

/** Packages whose `fetch` is the platform's. */
const fetches = /^(?:node-fetch(?:-native)?|undici|cross-fetch|isomorphic-fetch|whatwg-fetch)(?:\/|$)/;

/** Names that are followed to what they were given: each is one step. */
const mostSteps = 4;

/** `subscription.endpoint`, a name for it, or a URL that is made of it. */
function isEndpoint(node: Node, bindings: Bindings, steps = mostSteps): boolean {
  const value = bare(node);
  switch (value.type) {
    case 'MemberExpression': {
      const name = keyName(value);
      if (name === 'endpoint') return true;
      return (name === 'href' || name === 'url') && isEndpoint(value.object, bindings, steps);
    }
    case 'NewExpression':
    case 'CallExpression': {
      const name = memberPath(value.callee)?.join('.');
      const [first] = value.arguments;
      return (
        (name === 'URL' || name === 'String') && first !== undefined && isEndpoint(first, bindings, steps)
      );
    }
    case 'Identifier': {
      if (/^(?:push|subscription)?_?endpoint(?:_?ur[il])?$/i.test(value.name)) return true;
      const init = steps > 0 ? initOf(value, bindings) : undefined;
      return init !== undefined && isEndpoint(init, bindings, steps - 1);
    }
    default:
      return false;
  }
}

/** What a name was declared with, plainly. */
function initOf(node: Node, bindings: Bindings): Node | undefined {
  const declaration = bindings.lookup(node)?.declaration;
  return declaration?.type === 'VariableDeclarator' && declaration.id.type === 'Identifier'
    ? (declaration.init ?? undefined)
    : undefined;
}

/** An object literal, written in place, under a name or in `new Headers(…)`. */
function objectOf(node: Node, bindings: Bindings, steps = mostSteps): Node | undefined {
  const value = bare(node);
  if (value.type === 'ObjectExpression') return value;
  if (value.type === 'NewExpression' && memberPath(value.callee)?.join('.') === 'Headers') {
    const [first] = value.arguments;
    return first && objectOf(first, bindings, steps);
  }
  const init = value.type === 'Identifier' && steps > 0 ? initOf(value, bindings) : undefined;
  return init && objectOf(init, bindings, steps - 1);
}

function propertyOf(node: Node, name: string, bindings: Bindings): Node | undefined {
  return propertyValue(objectOf(node, bindings), name);
}

function isPushHeaders(node: Node, bindings: Bindings): boolean {
  const headers = objectOf(node, bindings);
  if (headers?.type !== 'ObjectExpression') return false;
  return headers.properties.some((property) => {
    if (property.type !== 'Property') return isPushHeaders(property.argument, bindings);
    const begins = (start: RegExp): boolean => start.test(beginningOf(property.value, bindings));
    switch (keyName(property)?.toLowerCase()) {
      case 'ttl':
        return true;
      case 'content-encoding':
        return begins(/^aes(?:128)?gcm$/i);
      case 'authorization':
        return begins(/^(?:vapid|WebPush)\s/i);
      default:
        return false;
    }
  });
}

/** The text that a value begins with, as far as it is written; empty where it is not. */
function beginningOf(node: Node, bindings: Bindings, steps = mostSteps): string {
  const value = bare(node);
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'string' ? value.value : '';
    case 'TemplateLiteral':
      return value.quasis[0]?.value.cooked ?? '';
    case 'BinaryExpression':
      return value.operator === '+' ? beginningOf(value.left, bindings, steps) : '';
    case 'Identifier': {
      const init = steps > 0 ? initOf(value, bindings) : undefined;
      return init === undefined ? '' : beginningOf(init, bindings, steps - 1);
    }
    default:
      return '';
  }
}
