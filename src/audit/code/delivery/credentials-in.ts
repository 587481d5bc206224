import type { Value } from '../flow/flow-values.ts';
import { bodyPath } from './body-path.ts';
import type { Delivery } from './delivery.ts';

/** Credentials in what is sent, in words; a variable is named, its value is never known here. */
export function credentialsIn({ payload }: Delivery): string[] {
  return leaves('', payload).flatMap(({ key, path }) => {
    const variable = /(?:\benv|Deno\.env\.get\(")\.?([A-Za-z_]\w*)(?:"\))?$/.exec(path)?.[1];
    if (variable !== undefined && secretName.test(variable) && !/PUBLIC|PUB_KEY/i.test(variable))
      return [`\`${variable}\``];
    const inBody = bodyPath(path);
    if (inBody === 'data.call') return ['CometChat’s whole call, with the secret of its channel'];
    const last = path.replace(/@\d+/g, '').split('.').at(-1) ?? '';
    return tokenName.test(last) && (tokenName.test(key) || key === '') ? [`\`${last}\``] : [];
  });
}

const secretName = /AUTH_?KEY|API_?KEY|SECRET|PRIVATE_?KEY|REST_?KEY|ACCESS_?TOKEN|AUTH_?TOKEN|PASSWORD/i;
const tokenName = /^(?:auth|access|session|refresh)_?token$/i;

function leaves(key: string, value: Value): { key: string; path: string }[] {
  switch (value.kind) {
    case 'opaque':
      return [{ key, path: value.path }];
    case 'object':
      return [...value.properties].flatMap(([name, inner]) => leaves(name, inner));
    case 'array':
      return value.elements.flatMap((inner) => leaves(key, inner));
    case 'either':
      return value.alternatives.flatMap((alternative) => leaves(key, alternative.value));
    default:
      return [];
  }
}
