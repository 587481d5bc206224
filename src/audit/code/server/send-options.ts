import type { ObjectValue, Value } from '../flow/flow-values.ts';
import type { SendSite } from './server-model.ts';

/** Whether a send is given an option: on one path at least it is not (`missing`), on all it is, or the code does not tell. */
export function sendOption(send: SendSite, name: string): Given {
  const { details } = send;
  if (details.type !== 'CallExpression') return 'unknown';
  const { arguments: given } = details;
  if (given.some((argument) => argument.type === 'SpreadElement')) return 'unknown';
  if (given.length < 3) return 'missing';
  const found = send.calls().map(({ values }) => has(values[2], name));
  if (found.includes('missing')) return 'missing';
  return found.length > 0 && found.every((one) => one === 'given') ? 'given' : 'unknown';
}

/**
 * Whether a request that the code writes by itself has a property of `fetch`'s options, or one of their headers: on one
 * path at least it has not (`missing`), on all it has, or the code does not tell.
 */
export function requestOption(send: SendSite, name: string, header?: string): Given {
  const { details } = send;
  if (details.type !== 'CallExpression' || details.arguments.some(({ type }) => type === 'SpreadElement'))
    return 'unknown';
  const found = send.calls().map(({ values: [, options] }) => {
    if (header === undefined) return options === undefined ? 'unknown' : has(options, name);
    const headers = options?.kind === 'object' ? options.properties.get(name) : undefined;
    return headers?.kind === 'object' ? has(inLowerCase(headers), header) : 'unknown';
  });
  if (found.includes('missing')) return 'missing';
  return found.length > 0 && found.every((one) => one === 'given') ? 'given' : 'unknown';
}

type Given = 'missing' | 'given' | 'unknown';

/** Names of headers are the same in any case. */
function inLowerCase(headers: ObjectValue): ObjectValue {
  const properties = [...headers.properties].map(([key, value]): [string, Value] => [
    key.toLowerCase(),
    value,
  ]);
  return { ...headers, properties: new Map(properties) };
}

function has(options: Value | undefined, name: string): Given {
  if (options === undefined) return 'missing';
  if (options.kind === 'constant') return options.value ? 'unknown' : 'missing';
  if (options.kind === 'either') {
    const all = options.alternatives.map(({ value }) => has(value, name));
    return all.every((one) => one === all[0]) ? (all[0] ?? 'unknown') : 'unknown';
  }
  if (options.kind !== 'object') return 'unknown';
  const value = options.properties.get(name);
  if (value === undefined)
    return options.open || [...options.properties.keys()].some((key) => key.startsWith('...'))
      ? 'unknown'
      : 'missing';
  return value.kind === 'constant' && value.value === undefined ? 'missing' : 'given';
}
