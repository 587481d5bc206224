import type { Value } from './flow-values.ts';

const functions = new Set([
  'Promise',
  'JSON',
  'Array',
  'Object',
  'Boolean',
  'String',
  'Number',
  'parseInt',
  'parseFloat',
  'Set',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'clearTimeout',
  'clearInterval',
  'Math',
  'Date',
  'URL',
  'URLSearchParams',
  'Map',
  'WeakMap',
  'WeakSet',
  'Symbol',
  'RegExp',
  'Error',
  'TypeError',
  'Intl',
  'console',
  'structuredClone',
  'atob',
  'btoa',
  'encodeURIComponent',
  'decodeURIComponent',
  'TextDecoder',
  'TextEncoder',
  'Uint8Array',
  'ArrayBuffer',
  'crypto',
  'performance',
  'AbortController',
  'AbortSignal',
  'Reflect',
  'isNaN',
  'Blob',
  'Response',
  'Request',
  'Headers',
  'FormData',
  'isFinite',
  'BigInt',
  'Proxy',
]);

/** A global of the language, and of what every runtime has. */
export function languageGlobal(name: string): Value | undefined {
  return functions.has(name) ? { kind: 'builtin', name } : undefined;
}

/** A property of a builtin: a builtin too, by its dotted name. */
export function builtinProperty(object: Value, key: string): Value | undefined {
  if (object.kind !== 'builtin' || key === 'bind' || key === 'call' || key === 'apply') return undefined;
  return { kind: 'builtin', name: `${object.name}.${key}` };
}
