import { isIPv4 } from 'node:net';

/**
 * The address that a request comes from. A proxy on this machine or network is believed about the address that it adds
 * last to X-Forwarded-For; what stands before that, anybody may have written.
 * @returns undefined for a proxy that says nothing: counting by it would count everybody together
 */
export function clientAddress(request: Request, peer: string | undefined): string | undefined {
  if (peer === undefined || !isPrivate(peer)) return peer;
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || undefined;
}

function isPrivate(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  if (!isIPv4(plain)) return plain === '::1' || /^f[cd]|^fe80:/i.test(plain);
  return /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(plain);
}
